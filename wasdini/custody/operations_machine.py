"""What a custodian does on the own machine, from files: no database, no server, no network. For `wasdini custody`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wasdini.core.problems import InputRefused, Problem
from wasdini.custody import envelopes, key_files
from wasdini.custody.envelope_files import read_lines, read_one, reseal_both, reseal_outer, write_box, write_line
from wasdini.custody.envelopes import InnerBox


@dataclass(frozen=True)
class KeyMade:
    """A key as it leaves this machine's memory: its file under a passphrase, its sheet, and what may be told."""

    key_id: str
    public_key: str
    file: str
    sheet: str


@dataclass(frozen=True)
class BoxOpened:
    """What was in a box: the inner one, still sealed, as a file; or the identity."""

    inner_file: str = ""
    identity: dict[str, str] | None = None


def make_key(passphrase: str) -> KeyMade:
    return _kept(key_files.new_key(), passphrase)


def recover_key(sheet: str, passphrase: str, *, key_id: str = "") -> KeyMade:
    """The key file again, from the recovery sheet."""
    return _kept(key_files.from_paper(sheet, key_id=key_id), passphrase)


def key_in_file(text: str, passphrase: str, *, file: str) -> bytes:
    return key_files.open_key(text, passphrase, file=file)


def key_on_sheet(sheet: str) -> bytes:
    return key_files.from_paper(sheet)


def public_key_in(text: str) -> bytes:
    return key_files.read_public(text)


def open_box(text: str, secret_key: bytes, *, report: str = "", file: str = "") -> BoxOpened:
    """Open one box of whichever layer. `report`: which one was asked for; a box of another is refused."""
    held = read_one(text, file=file)
    if report and held.record != f"report:{report}":
        raise InputRefused([Problem("box_of_another_record", file=file)])
    if isinstance(held, InnerBox):
        return BoxOpened(identity=envelopes.open_inner(held.record, held.box, secret_key))
    return BoxOpened(inner_file=write_box(envelopes.open_outer(held.record, held.ciphertext, secret_key)))


def reseal_outer_boxes(lines: Iterable[str], secret_key: bytes, new_outer: bytes, *, file: str = "") -> list[str]:
    """Every record under a new outer key: the first custodian alone."""
    return [write_line(reseal_outer(line, secret_key, new_outer)) for line in read_lines(lines, file=file)]


def reseal_both_boxes(
    lines: Iterable[str], secret_keys: tuple[bytes, bytes], new_keys: tuple[bytes, bytes], *, file: str = ""
) -> list[str]:
    """Every record under two new keys: both custodians at one machine."""
    return [write_line(reseal_both(line, secret_keys, new_keys)) for line in read_lines(lines, file=file)]


def answer_drill(text: str, secret_key: bytes, *, file: str = "") -> str:
    return key_files.answer_drill(text, secret_key, file=file)


def _kept(secret_key: bytes, passphrase: str) -> KeyMade:
    public = key_files.public_of(secret_key)
    return KeyMade(
        key_id=envelopes.key_id_of(public),
        public_key=public.hex(),
        file=key_files.close_key(secret_key, passphrase),
        sheet=key_files.on_paper(secret_key),
    )
