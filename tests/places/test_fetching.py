"""Fetching over a real line to a local server that breaks, lies and starts over."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cast import NOW
from tests.places.test_importing import REGIONS
from wasdini.cli import main
from wasdini.core.access import system_actor
from wasdini.core.problems import InputRefused
from wasdini.places.models import Import, Place
from wasdini.places.operations_fetch import fetch_places

pytestmark = pytest.mark.django_db
CONSOLE = system_actor("konsol")
CONTENT = REGIONS.encode()
NOTE = {
    "file": "wilayah.csv", "sha256": hashlib.sha256(CONTENT).hexdigest(), "bytes": len(CONTENT),
    "rows": {"provinsi": 1, "kabkota": 1, "kecamatan": 2, "desa": 3},
    "source": "Daftar contoh", "licence": "CC0", "vintage": "2025",
}  # fmt: skip


class Publisher:
    """Serves the note and the file; cuts the line after `cut` bytes as often as `cuts` says."""

    def __init__(self) -> None:
        self.note: dict[str, object] = dict(NOTE)
        self.content = CONTENT
        self.cut, self.cuts = 0, 0
        self.takes_ranges = True
        self.asked: list[str] = []
        publisher = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server.server_port}/data/catatan.json"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, door: BaseHTTPRequestHandler) -> None:
        if door.path.endswith(".json"):
            return self._send(door, 200, json.dumps(self.note).encode(), cut=0)
        wanted = door.headers.get("Range", "")
        self.asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.takes_ranges else 0
        cut = self.cut if self.cuts else 0
        self.cuts = max(0, self.cuts - 1)
        return self._send(door, 206 if start else 200, self.content[start:], cut=cut)

    def _send(self, door: BaseHTTPRequestHandler, status: int, body: bytes, *, cut: int) -> None:
        door.send_response(status)
        door.send_header("Content-Length", str(len(body)))
        door.end_headers()
        door.wfile.write(body[:cut] if cut else body)
        door.close_connection = True


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    one = Publisher()
    yield one
    one.server.shutdown()
    one.server.server_close()


def test_a_whole_set_comes_in_with_its_provenance(publisher: Publisher, tmp_path: Path) -> None:
    outcome = fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW)
    assert outcome.report.added == 7
    batch = Import.objects.get()
    assert (batch.source, batch.licence, batch.vintage, batch.file_sha256) == (
        "Daftar contoh",
        "CC0",
        "2025",
        NOTE["sha256"],
    )


def test_a_broken_line_is_taken_up_where_it_broke(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut, publisher.cuts = 100, 3
    assert fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW).report.added == 7
    assert publisher.asked == ["", "bytes=100-", "bytes=200-", "bytes=300-"]


def test_what_an_earlier_attempt_left_is_continued(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut, publisher.cuts = 50, 99
    with pytest.raises(InputRefused, match="fetch_no_answer"):
        fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW)
    assert not Place.objects.exists()
    publisher.cuts = 0
    assert fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW).report.added == 7
    assert publisher.asked[-1] == "bytes=250-"
    asked = len(publisher.asked)
    assert fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW).report.unchanged == 7
    assert len(publisher.asked) == asked


def test_a_server_that_cannot_continue_sends_all_of_it(publisher: Publisher, tmp_path: Path) -> None:
    publisher.takes_ranges = False
    publisher.cut, publisher.cuts = 100, 1
    assert fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW).report.added == 7


def test_another_content_than_the_note_says_is_thrown_away(publisher: Publisher, tmp_path: Path) -> None:
    publisher.content = CONTENT.replace(b"Muara Satu", b"Muara Palu")
    with pytest.raises(InputRefused, match="fetch_digest_differs"):
        fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW)
    assert not Place.objects.exists() and not list(tmp_path.iterdir())


def test_other_row_counts_than_the_note_says_are_refused(publisher: Publisher, tmp_path: Path) -> None:
    publisher.note["rows"] = {"provinsi": 38, "desa": 3}
    with pytest.raises(InputRefused) as refused:
        fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW)
    (problem,) = refused.value.problems
    assert (problem.code, problem.column, problem.value, problem.expected) == (
        "fetch_rows_differ",
        "provinsi",
        "1",
        "38",
    )
    assert not Place.objects.exists()


@pytest.mark.parametrize("note", [{}, {"file": 1}, {**NOTE, "rows": [1]}, {**NOTE, "bytes": "banyak"}])
def test_a_note_that_says_too_little_is_refused(publisher: Publisher, tmp_path: Path, note: dict[str, object]) -> None:
    publisher.note = note
    with pytest.raises(InputRefused, match="fetch_note_unreadable"):
        fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW)


def test_a_size_beyond_bounds_and_an_open_line_are_refused(publisher: Publisher, tmp_path: Path) -> None:
    publisher.note["bytes"] = 1 << 40
    with pytest.raises(InputRefused, match="fetch_too_large"):
        fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW)
    publisher.note.update(bytes=len(CONTENT), file="http://203.0.113.9/wilayah.csv")
    with pytest.raises(InputRefused, match="fetch_address_unsafe"):
        fetch_places(CONSOLE, publisher.address, tmp_path, at=NOW)


def test_the_console_needs_an_address(
    publisher: Publisher, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WASDINI_PLACES_ADDRESS", raising=False)
    assert main(["places", "fetch"]) == 2
    assert "WASDINI_PLACES_ADDRESS" in capsys.readouterr().err
    monkeypatch.setenv("WASDINI_PLACES_ADDRESS", publisher.address)
    assert main(["places", "fetch", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["added"] == 7
