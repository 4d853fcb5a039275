"""The command line's own words in Indonesian: argparse asks a `_` of its module for each English sentence."""

from __future__ import annotations

import argparse

from wasdini.cli import output

INDONESIAN = {
    "usage: ": "cara pakai: ",
    "options": "pilihan",
    "positional arguments": "isian",
    "subcommands": "perintah",
    "show this help message and exit": "tampilkan bantuan ini lalu selesai",
    "%(prog)s: error: %(message)s\n": "%(prog)s: ditolak: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "yang wajib diisi: %s",
    "one of the arguments %s is required": "salah satu dari %s wajib diisi",
    "not allowed with argument %s": "tidak boleh bersama %s",
    "unrecognized arguments: %s": "pilihan tidak dikenal: %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "tidak ada %(value)r (yang ada: %(choices)s)",
    "invalid %(type)s value: %(value)r": "%(value)r bukan nilai %(type)s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s dapat berarti %(matches)s",
    "expected one argument": "memerlukan satu isian",
    "expected at most one argument": "paling banyak satu isian",
    "expected at least one argument": "memerlukan sedikitnya satu isian",
    "ignored explicit argument %r": "tidak menerima isian %r",
}


def speak() -> None:
    """Let argparse say its own sentences in the operator's language."""
    known = INDONESIAN if output.language() == "id" else {}
    argparse._ = lambda text: known.get(text, text)  # type: ignore[attr-defined]
