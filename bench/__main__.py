"""`python -m bench [NAME …]`: every benchmark, or those named; each prints figures and its baseline as JSON lines.

A benchmark is a module of this package with `run(rows) -> Iterator[dict]`. `--rows` makes it small for a first look.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil

import bench

NATIONAL_ROWS = 820_161


def main() -> None:
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_"))
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", default=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--rows", type=int, default=NATIONAL_ROWS, help="stations in the made-up nation")
    options = parser.parse_args()
    for name in options.names:
        for figures in importlib.import_module(f"bench.{name}").run(options.rows):
            print(json.dumps(figures), flush=True)


main()
