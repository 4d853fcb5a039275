"""SIABIDIBA: which of siapa, apa, bilamana, di mana, bagaimana, mengapa a report answers. Plain rules, told with
their reason.

A rule sees words, not truth: it reminds an officer of what is missing and lowers no grade. `mengapa` may stay open in a
first report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wasdini.core.reasons import Reason
from wasdini.core.text.normalise import content_words, normalise


class Question(StrEnum):
    SIAPA = "siapa"
    APA = "apa"
    BILAMANA = "bilamana"
    DI_MANA = "di_mana"
    BAGAIMANA = "bagaimana"
    MENGAPA = "mengapa"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the rules look at. `path_depth`: parts of the place path (4 a desa, 5 a TPS). `timed`: the time was told."""

    text: str
    path_depth: int
    timed: bool
    has_codes: bool


@dataclass(frozen=True)
class Answer:
    question: Question
    answered: bool
    reason: Reason


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WHO = _words(
    """
warga massa pendukung simpatisan ketua anggota petugas kpps pps ppk panwas saksi linmas hansip polisi babinsa
bhabinkamtibmas kepala lurah camat kades tokoh pemuda preman oknum caleg calon sukses relawan tim ibu bapak saudara pria
wanita pemilih operator sopir penyelenggara pengawas ustad pendeta kelompok kubu sekelompok seorang sejumlah pelaku
korban asn tni polri guru mahasiswa pelajar nelayan petani
"""
)
_WHEN = _words("jam pukul pagi siang sore malam subuh dini tadi kemarin sekarang hari wib wita wit")
_HOW = _words(
    """
dengan lalu kemudian setelah sebelum sambil awalnya berawal bermula mulanya cara memakai menggunakan secara akhirnya
selanjutnya ketika saat hingga sehingga dari melalui
"""
)
_WHY = _words("karena akibat sebab disebabkan dipicu gara lantaran alasan diduga motif berawal imbas dampak")
_HOW_FROM_WORDS = 10
_WHAT_FROM_WORDS = 2
_DESA_DEPTH = 4


def completeness(said: Said) -> tuple[Answer, ...]:
    """Six answers in the order of the word SIABIDIBA; each says by which sign it was found, or that none was."""
    normalised = normalise(said.text)
    words = normalised.split()
    signs: Mapping[Question, Callable[[], str]] = {
        Question.SIAPA: lambda: _first(words, _WHO),
        Question.APA: lambda: _what(said, normalised),
        Question.BILAMANA: lambda: "waktu" if said.timed else _first(words, _WHEN),
        Question.DI_MANA: lambda: "wilayah" if said.path_depth >= _DESA_DEPTH else "",
        Question.BAGAIMANA: lambda: _first(words, _HOW) if len(words) >= _HOW_FROM_WORDS else "",
        Question.MENGAPA: lambda: _first(words, _WHY),
    }
    return tuple(_answer(question, sign()) for question, sign in signs.items())


def _answer(question: Question, sign: str) -> Answer:
    if not sign:
        return Answer(question, False, Reason(f"complete_missing_{question.value}"))
    return Answer(question, True, Reason("complete_by", {"sign": sign}))


def _first(words: list[str], known: frozenset[str]) -> str:
    return next((word for word in words if word in known), "")


def _what(said: Said, normalised: str) -> str:
    if said.has_codes:
        return "isu"
    told = content_words(normalised)
    return " ".join(told[:_WHAT_FROM_WORDS]) if len(told) >= _WHAT_FROM_WORDS else ""
