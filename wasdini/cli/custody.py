"""`wasdini custody`: a custodian's own machine. Keys, boxes and sheets as files; no server, no database, no network."""

from __future__ import annotations

import argparse
import os
from getpass import getpass
from pathlib import Path

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.problems import InputRefused, Problem


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    acts = commands.add_parser("custody", help=words("help_custody")).add_subparsers(metavar="PERINTAH", required=True)
    keygen = acts.add_parser("keygen", help=words("help_custody_keygen"))
    keygen.add_argument("--output", required=True, type=Path, help=words("help_custody_key_output"))
    keygen.add_argument("--paper", required=True, type=Path, help=words("help_custody_paper_output"))
    keygen.set_defaults(run=make_key)
    opening = acts.add_parser("open", help=words("help_custody_open"))
    opening.add_argument("--input", required=True, type=Path, help=words("help_custody_input"))
    opening.add_argument("--output", type=Path, help=words("help_custody_output"))
    opening.add_argument("--report", default="", help=words("help_custody_report"))
    opening.set_defaults(run=open_box)
    recover = acts.add_parser("recover", help=words("help_custody_recover"))
    recover.add_argument("--output", required=True, type=Path, help=words("help_custody_key_output"))
    recover.add_argument("--key-id", default="", help=words("help_custody_key_id"))
    recover.set_defaults(run=recover_key)
    rotate = acts.add_parser("rotate", help=words("help_custody_rotate"))
    rotate.add_argument("--input", required=True, type=Path, help=words("help_custody_records"))
    rotate.add_argument("--output", required=True, type=Path, help=words("help_custody_output"))
    rotate.add_argument("--inner-key", type=Path, help=words("help_custody_inner_key"))
    rotate.add_argument("--inner-passphrase-file", type=Path, help=words("help_custody_passphrase_file"))
    rotate.add_argument("--new-outer", required=True, help=words("help_custody_new_outer"))
    rotate.add_argument("--new-inner", default="", help=words("help_custody_new_inner"))
    rotate.set_defaults(run=rotate_keys)
    drill = acts.add_parser("drill", help=words("help_custody_drill"))
    drill.add_argument("--input", required=True, type=Path, help=words("help_custody_drill_input"))
    drill.set_defaults(run=do_drill)
    for act in (opening, rotate, drill):
        act.add_argument("--key", type=Path, help=words("help_custody_key"))
    for act in (opening, rotate, drill, recover):
        act.add_argument("--paper", required=act is recover, type=Path, help=words("help_custody_paper"))
    for act in (keygen, opening, recover, rotate, drill):
        act.add_argument("--passphrase-file", type=Path, help=words("help_custody_passphrase_file"))
        act.add_argument("--json", action="store_true", help=words("help_json"))


def make_key(options: argparse.Namespace) -> int:
    """A new key under a passphrase, and its recovery sheet to be printed and locked away."""
    from wasdini.custody import operations_machine

    made = operations_machine.make_key(_passphrase(options.passphrase_file, new=True))
    _write_new(options.output, made.file)
    _write_new(options.paper, words("custody_sheet", key_id=made.key_id, sheet=made.sheet) + "\n")
    if options.json:
        output.print_json({"key_id": made.key_id, "public_key": made.public_key})
    output.say("custody_key_made", key_id=made.key_id, public_key=made.public_key, paper=options.paper)
    return 0


def open_box(options: argparse.Namespace) -> int:
    """The outer box gives the inner one, still sealed; the inner box gives the identity. Each with its own key."""
    from wasdini.custody import operations_machine

    text, file = _text_of(options.input), str(options.input)
    opened = operations_machine.open_box(text, _secret(options), report=options.report, file=file)
    if opened.identity is not None:
        _tell_identity(options, opened.identity)
        return 0
    if options.output:
        _write_new(options.output, opened.inner_file + "\n")
    else:
        print(opened.inner_file)
    output.say("custody_outer_opened")
    return 0


def recover_key(options: argparse.Namespace) -> int:
    """A lost key file, made again from the sheet in the sealed envelope, under a new passphrase."""
    from wasdini.custody import operations_machine

    passphrase = _passphrase(options.passphrase_file, new=True)
    made = operations_machine.recover_key(_sheet_code(options.paper), passphrase, key_id=options.key_id)
    _write_new(options.output, made.file)
    if options.json:
        output.print_json({"key_id": made.key_id})
    output.say("custody_key_recovered", key_id=made.key_id, file=options.output)
    return 0


def rotate_keys(options: argparse.Namespace) -> int:
    """Seal every record anew. The outer key alone changes the outer boxes; with the inner key too, both."""
    from wasdini.custody import operations_machine

    if bool(options.inner_key) != bool(options.new_inner):
        raise InputRefused([Problem("rotate_inner_needs_both")])
    secret, new_outer = _secret(options), _public(options.new_outer)
    lines, file = _text_of(options.input).splitlines(), str(options.input)
    if options.inner_key:
        inner = _from_file(options.inner_key, options.inner_passphrase_file)
        new_keys = (new_outer, _public(options.new_inner))
        sealed = operations_machine.reseal_both_boxes(lines, (secret, inner), new_keys, file=file)
    else:
        sealed = operations_machine.reseal_outer_boxes(lines, secret, new_outer, file=file)
    _write_new(options.output, "".join(f"{line}\n" for line in sealed))
    if options.json:
        output.print_json({"count": len(sealed)})
    output.say("custody_rotated", count=len(sealed), file=options.output)
    return 0


def do_drill(options: argparse.Namespace) -> int:
    """The quarterly drill: open the desk's challenge, preferably from paper, and type its code there."""
    from wasdini.custody import operations_machine

    code = operations_machine.answer_drill(_text_of(options.input), _secret(options), file=str(options.input))
    if options.json:
        output.print_json({"code": code})
    else:
        print(code)
    output.say("custody_drill_opened")
    return 0


def _tell_identity(options: argparse.Namespace, identity: dict[str, str]) -> None:
    if options.output:
        raise InputRefused([Problem("identity_not_to_a_file")])
    if options.json:
        output.print_json({"identity": identity})
        return
    for name, value in identity.items():
        print(f"{name}: {value}")


def _secret(options: argparse.Namespace) -> bytes:
    """The private key, from its file or from its sheet."""
    from wasdini.custody import operations_machine

    if bool(options.key) == bool(options.paper):
        raise InputRefused([Problem("key_or_paper")])
    if options.paper:
        return operations_machine.key_on_sheet(_sheet_code(options.paper))
    return _from_file(options.key, options.passphrase_file)


def _from_file(path: Path, passphrase_file: Path | None) -> bytes:
    from wasdini.custody import operations_machine

    return operations_machine.key_in_file(_text_of(path), _passphrase(passphrase_file), file=str(path))


def _public(told: str) -> bytes:
    """A public key as 64 digits, or the key file that names it."""
    from wasdini.custody import operations_machine

    return operations_machine.public_key_in(_text_of(Path(told)) if Path(told).is_file() else told)


def _sheet_code(path: Path) -> str:
    """The code on a sheet: the line with the mark, and nothing of the words around it; `-`: typed at the keyboard."""
    text = getpass(words("custody_type_sheet") + " ") if str(path) == "-" else _text_of(path)
    marked = [line for line in text.splitlines() if "WSDK1:" in line.upper()]
    return marked[0] if marked else text


def _passphrase(path: Path | None, *, new: bool = False) -> str:
    if path:
        return _text_of(path).splitlines()[0] if _text_of(path).strip() else ""
    typed = getpass(words("custody_type_passphrase") + " ")
    if new and typed != getpass(words("custody_type_again") + " "):
        raise InputRefused([Problem("passphrases_differ")])
    return typed


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as refusal:
        reason = getattr(refusal, "strerror", None) or type(refusal).__name__
        raise InputRefused([Problem("custody_file_unreadable", file=str(path), params={"reason": reason})]) from None


def _write_new(path: Path, text: str) -> None:
    """Readable by its owner alone; an existing file is never overwritten."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as refusal:
        reason = refusal.strerror or type(refusal).__name__
        raise InputRefused([Problem("custody_file_unwritable", file=str(path), params={"reason": reason})]) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
