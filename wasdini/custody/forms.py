"""What the pages' hidden fields hold, read strictly; and what was refused, in the reader's language."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from uuid import UUID

from wasdini.accounts.queries import language
from wasdini.core.problems import InputRefused, Problem
from wasdini.custody.envelope_files import read_one
from wasdini.custody.envelopes import InnerBox
from wasdini.custody.operations_pseudonyms import NewPseudonym
from wasdini.methods.sentences import problem_sentence


def said(refusal: InputRefused) -> list[str]:
    """Each problem as a sentence; columns are the page's own fields and need no name."""
    return [
        problem_sentence(Problem(one.code, expected=one.expected, params=one.params), language())
        for one in refusal.problems
    ]


def box_in(text: str) -> bytes:
    """An inner box as the browser posts it (base64) or as `wasdini custody open` wrote it (a file, pasted)."""
    if text.strip().startswith("{"):
        held = read_one(text)
        return held.box if isinstance(held, InnerBox) else b""
    return _bytes(text, "envelope_file_unreadable")


def new_pseudonym(told: Mapping[str, str]) -> NewPseudonym:
    """What the browser made. Raises `InputRefused` when it made nothing: the page needs its script."""
    try:
        voice_id = UUID(told.get("voice_id", ""))
    except ValueError:
        raise InputRefused([Problem("pseudonym_link_missing")]) from None
    return NewPseudonym(
        voice_id=voice_id,
        digest=told.get("digest", ""),
        election=told.get("election", ""),
        area=told.get("area", ""),
        link=_bytes(told.get("link", ""), "pseudonym_link_missing"),
        inner_digest=told.get("inner_digest", ""),
    )


def _bytes(text: str, code: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise InputRefused([Problem(code)]) from None
