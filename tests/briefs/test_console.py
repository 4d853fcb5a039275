"""`wasdini brief`, as somebody at a terminal meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.assessments.small import a_first_picture
from tests.cast import KABUPATEN, TPS
from wasdini.cli import main
from wasdini.documents.models import Document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions", "office")]


def brief(folder: Path, *more: str, place: str = KABUPATEN, name: str = "ringkasan.pdf") -> int:
    return main(["brief", "--place", place, "--on", "2024-02-13", "--output", str(folder / name), *more])


@pytest.mark.parametrize(("name", "magic"), [("r.pdf", b"%PDF"), ("r.docx", b"PK"), ("r.xlsx", b"PK")])
def test_it_writes_the_file_and_says_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, magic: bytes
) -> None:
    a_first_picture()
    assert brief(tmp_path, "--json", name=name) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["number"], told["code"]) == Document.objects.values_list("number", "code").get()
    assert (tmp_path / name).read_bytes().startswith(magic)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_draft_takes_no_number(tmp_path: Path) -> None:
    a_first_picture()
    assert brief(tmp_path, "--draft") == 0
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("more", "place", "name", "words"),
    [
        ((), KABUPATEN, "r.odt", ".docx"),
        ((), KABUPATEN, "tidak-ada/r.pdf", "folder"),
        ((), "12345", "r.pdf", "99.01"),
        ((), TPS, "r.pdf", "99.01"),
        ((), "99.77", "r.pdf", "wasdini assess"),
        (("--kind", "bulanan"), KABUPATEN, "r.pdf", "mingguan"),
        (("--kind", "insidentil"), KABUPATEN, "r.pdf", "perihal"),
        (("--classification", "umum"), KABUPATEN, "r.pdf", "terbatas"),
        (("--on", "13/02/2024"), KABUPATEN, "r.pdf", "tanggal"),
        (("--on", "2999-01-01"), KABUPATEN, "r.pdf", "tanggal"),
        (("--on", "2001-01-01"), KABUPATEN, "r.pdf", "wasdini assess"),
    ],
)
def test_what_cannot_be_briefed_is_refused_with_what_would_be_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], place: str, name: str, words: str
) -> None:
    a_first_picture()
    assert brief(tmp_path, *more, place=place, name=name) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert not told.out
    assert not list(tmp_path.iterdir())
    assert not Document.objects.exists()
