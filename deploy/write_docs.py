"""`make docs`: write the pages that are made from the code, so that they cannot grow old. A test compares them."""

from __future__ import annotations

import os
from pathlib import Path

import django

from tests.spec.pages import write_pages
from wasdini.methods.retention_page import with_retention_table
from wasdini.methods.text_words import with_cheat_sheet

PAGE = Path(__file__).resolve().parent.parent / "docs/operate/data-dictionary.md"

DATA_PROTECTION = PAGE.parent / "data-protection.md"
TEXT_GUIDE = PAGE.parent.parent / "panduan/pesan-teks.md"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasdini.settings")
    django.setup()
    from wasdini.operate.dictionary import data_dictionary

    PAGE.write_text(data_dictionary(), "utf-8")
    print(PAGE.name)
    TEXT_GUIDE.write_text(with_cheat_sheet(TEXT_GUIDE.read_text("utf-8")), "utf-8")
    print(TEXT_GUIDE.name)
    DATA_PROTECTION.write_text(with_retention_table(DATA_PROTECTION.read_text("utf-8")), "utf-8")
    print(DATA_PROTECTION.name)
    write_pages()


if __name__ == "__main__":
    main()
