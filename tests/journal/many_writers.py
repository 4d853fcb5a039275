"""Run as a programme: so many threads, each so many acts, into the database of the environment; prints the waits."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from threading import Thread
from time import perf_counter

import django


def write_many(first: int, threads: int, acts_each: int) -> list[float]:
    """Acts by `threads` writers numbered from `first`; returns the seconds each act took. Any failure is raised."""
    from django.db import connections

    from wasdini.core.access import system_actor
    from wasdini.journal import operations

    waits: list[float] = []
    failed: list[BaseException] = []

    def writer(number: int) -> None:
        try:
            for turn in range(acts_each):
                began = perf_counter()
                with operations.act(system_actor(), "try_out", at=datetime.now(UTC)) as line:
                    line.details = {"writer": number, "turn": turn}
                waits.append(perf_counter() - began)
        except BaseException as fault:
            failed.append(fault)
        finally:
            connections.close_all()

    running = [Thread(target=writer, args=(first + number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if failed:
        raise failed[0]
    return waits


if __name__ == "__main__":
    django.setup()
    print(json.dumps(write_many(*(int(argument) for argument in sys.argv[1:]))))
