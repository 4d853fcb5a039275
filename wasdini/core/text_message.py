"""Reports by text message (SMS, WhatsApp): one strict line a feature phone can type, read or refused with what to send.

`LAPOR <PIN+huruf> <tempat> <isi> [KET teks]`. The letter guards PIN and place against typing errors. The words are
data (`methods/text-words.toml`); the cheat sheet in `docs/panduan/pesan-teks.md` is made from the same table. Pure:
whose PIN it is, and which number sent it, is asked elsewhere.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code, tps_code_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import CheckinStep, Ladder, Level, ReportKind

CHARS_MAX = 1_000
PIN_DIGITS = 6
CHECK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # 23 letters: I, O and Q look like 1 and 0
REPLY_LONGEST = 160
_SHOWN = 16
_COUNT_MAX = 99_999
_PIN = re.compile(rf"(\d{{{PIN_DIGITS}}})([A-Z])")
_HOUR = re.compile(r"([01]?\d|2[0-3])[.:]?([0-5]\d)")
_WORD_AND_COUNT = re.compile(r"([A-Z_]+)(\d{1,5})?")
_SEPARATORS = re.compile(r"[\s,;]+")
_LEVELS = {Level.TPS, Level.DESA, Level.KECAMATAN}


@dataclass(frozen=True)
class FindingWord:
    """What a short word means. `counted`: a number may follow."""

    code: str
    counted: bool


@dataclass(frozen=True)
class TextWords:
    """The words of the grammar, in capitals, and what each one means."""

    issues: Mapping[str, str]
    findings: Mapping[str, FindingWord]
    checkins: Mapping[str, CheckinStep]
    ladders: Mapping[str, Ladder]
    start: str = "LAPOR"
    nil: str = "NIHIL"
    incident: str = "TERJADI"
    issue: str = "ISU"
    hour: str = "JAM"
    note: str = "KET"
    closed: tuple[str, ...] = ("TERTUTUP", "RAHASIA")

    @property
    def all_of_them(self) -> tuple[str, ...]:
        fixed = (self.nil, self.incident, self.issue, self.hour, self.note, "U4")
        return (*self.issues, *self.findings, *self.checkins, *self.ladders, *fixed)


@dataclass(frozen=True, kw_only=True)
class ParsedMessage:
    """What the message says. `place_code` in Wasdini's writing; `said` the words as typed, without PIN and place."""

    pin: str
    place_code: str
    tps_code: str = ""
    is_nil: bool = False
    is_incident: bool = False
    urgency: int | None = None
    issues: tuple[str, ...] = ()
    findings: tuple[tuple[str, int | None], ...] = ()
    checkin: CheckinStep | None = None
    voters_count: int | None = None
    ladder: Ladder | None = None
    hour: tuple[int, int] | None = None
    text: str = ""
    said: str = field(default="", compare=False)

    @property
    def kind(self) -> ReportKind:
        if self.is_nil:
            return ReportKind.NIL
        if self.checkin:
            return ReportKind.CHECKIN
        if self.is_incident:
            return ReportKind.INCIDENT
        return ReportKind.TPS_FINDING if self.findings and self.tps_code else ReportKind.SITUATION


def check_letter(pin: str, code: str) -> str:
    """The letter of PIN and place: their digits as one number, modulo 23.

    10 is a primitive root of 23, so within 22 digits every single wrong digit and every swap of two neighbours changes
    the remainder; of any other slip one in 23 stays unseen.
    """
    return CHECK_LETTERS[int(pin + re.sub(r"\D", "", code)) % len(CHECK_LETTERS)]


def parse(text: str, words: TextWords) -> ParsedMessage:
    """Read one message. Raises `InputRefused` with exactly one problem: what to send instead."""
    if len(text) > CHARS_MAX:
        raise _refused("text_too_long", expected=str(CHARS_MAX))
    tokens, note = _split(text, words)
    if not tokens:
        raise _refused("text_empty")
    if tokens[0] != words.start:
        raise _refused("text_first_word", tokens[0])
    if any(token in words.closed for token in tokens):
        raise _refused("text_closed")
    found = _PIN.fullmatch(tokens[1]) if len(tokens) > 1 else None
    if found is None:
        raise _refused("text_pin", tokens[1] if len(tokens) > 1 else "")
    place_code, tps_code, used = _place(tokens[2:4], words)
    code = tps_code or place_code
    if check_letter(found[1], code) != found[2]:
        raise _refused("text_check_letter", f"{found[2]} {code}")
    said = tokens[2 + used :]
    reading = _Reading(words, said)
    reading.read()
    if not said and not note:
        raise _refused("text_nothing")
    place: dict[str, Any] = {"pin": found[1], "place_code": place_code, "tps_code": tps_code}
    return ParsedMessage(**place, **reading.values(), text=note, said=" ".join(said))


def write(message: ParsedMessage, words: TextWords) -> str:
    """The message that says this: the way back from `parse`, and how the cheat sheet makes its examples."""
    code = message.tps_code or message.place_code
    parts = [words.start, message.pin + check_letter(message.pin, code), code.replace(".", "")]
    parts += [words.nil] if message.is_nil else []
    parts += [words.incident] if message.is_incident else []
    if message.checkin:
        parts.append(_word_for(words.checkins, message.checkin))
        parts += [] if message.voters_count is None else [str(message.voters_count)]
    parts += [] if message.urgency is None else [f"U{message.urgency}"]
    if message.issues:
        parts += [words.issue, *(_word_for(words.issues, code) for code in message.issues)]
    by_code = {word.code: text for text, word in words.findings.items()}
    parts += [by_code[code] + ("" if count is None else str(count)) for code, count in message.findings]
    parts += [_word_for(words.ladders, message.ladder)] if message.ladder else []
    parts += [words.hour, f"{message.hour[0]:02d}.{message.hour[1]:02d}"] if message.hour else []
    parts += [words.note, message.text] if message.text else []
    return " ".join(parts)


def report_body(message: ParsedMessage, *, at: datetime, zone: tzinfo) -> dict[str, Any]:
    """The same as the body of a report (`docs/api.md`). Without `JAM`, it happened when the message was sent."""
    local = at.astimezone(zone)
    if message.hour:
        local = local.replace(hour=message.hour[0], minute=message.hour[1], second=0, microsecond=0)
    body: dict[str, Any] = {
        "kind": message.kind.value,
        "mode": "open",
        "place_code": message.place_code,
        "occurred_at": local.isoformat(),
        "text": message.text or ("" if message.is_nil or message.checkin else message.said),
        "issues": list(message.issues),
    }
    body |= {"tps_code": message.tps_code} if message.tps_code else {}
    body |= {"urgency": message.urgency} if message.urgency else {}
    body |= {"ladder": message.ladder.value} if message.ladder else {}
    if message.checkin:
        counted = {} if message.voters_count is None else {"voters_count": message.voters_count}
        body["checkin"] = {"step": message.checkin.value, **counted}
    if message.findings:
        body["findings"] = [{"code": code, "value": count} for code, count in message.findings]
    return body


class _Reading:
    """Walks the words after the place, from left to right; each word is known or refused."""

    def __init__(self, words: TextWords, tokens: list[str]) -> None:
        self.words = words
        self.tokens = tokens
        self.at = 0
        self.issues: list[str] = []
        self.findings: dict[str, int | None] = {}
        self.one: dict[str, Any] = {}
        self.after_issue = False

    def read(self) -> None:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if not (self._fixed(token) or self._named(token)):
                raise self._unknown(token)
        if self.after_issue and not self.issues:
            raise _refused("text_issue_missing")
        content = self.issues or self.findings or "checkin" in self.one or "is_incident" in self.one
        if "is_nil" in self.one and content:
            raise _refused("text_nil_and_more")
        if "checkin" in self.one and (self.issues or self.findings or "is_incident" in self.one):
            raise _refused("text_checkin_and_more")

    def values(self) -> dict[str, Any]:
        return {**self.one, "issues": tuple(self.issues), "findings": tuple(self.findings.items())}

    def _fixed(self, token: str) -> bool:
        words = self.words
        if token == words.issue:
            self.after_issue = True
        elif token in {words.nil, words.incident}:
            self._set("is_nil" if token == words.nil else "is_incident", True, token)
        elif token == words.hour:
            hour = _HOUR.fullmatch(self._next())
            if hour is None:
                raise _refused("text_hour", self._next())
            self.at += 1
            self._set("hour", (int(hour[1]), int(hour[2])), token)
        elif re.fullmatch(r"U\d+", token):
            if token[1:] not in {"1", "2", "3", "4", "5"}:
                raise _refused("text_urgency", token)
            self._set("urgency", int(token[1:]), token)
        else:
            return False
        return True

    def _named(self, token: str) -> bool:
        words = self.words
        if token in words.issues:
            self.issues += [] if words.issues[token] in self.issues else [words.issues[token]]
            return True
        if token in words.ladders:
            self._set("ladder", words.ladders[token], token)
            return True
        found = _WORD_AND_COUNT.fullmatch(token)
        if found and found[1] in words.checkins:
            self._checkin(found[1], found[2])
        elif found and found[1] in words.findings:
            self._finding(found[1], found[2])
        else:
            return False
        return True

    def _checkin(self, word: str, digits: str | None) -> None:
        step = self.words.checkins[word]
        digits = digits or self._number()
        if step is CheckinStep.TURNOUT and digits is None:
            raise _refused("text_count_missing", word, f"{word} 143")
        if step is not CheckinStep.TURNOUT and digits is not None:
            raise _refused("text_count_unwanted", f"{word} {digits}", word)
        self._set("checkin", step, word)
        if digits is not None:
            self.one["voters_count"] = int(digits)

    def _finding(self, word: str, digits: str | None) -> None:
        meant = self.words.findings[word]
        digits = digits or self._number()
        if digits is not None and not meant.counted:
            raise _refused("text_count_unwanted", f"{word} {digits}", word)
        if meant.code in self.findings:
            raise _refused("text_twice", word)
        self.findings[meant.code] = None if digits is None else int(digits)

    def _set(self, name: str, value: object, token: str) -> None:
        if name in self.one:
            raise _refused("text_twice", token)
        self.one[name] = value

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _number(self) -> str | None:
        """The next word when it is a number; it is taken."""
        word = self._next()
        if not (word.isascii() and word.isdigit()):
            return None
        if int(word) > _COUNT_MAX:
            raise _refused("text_count_large", word)
        self.at += 1
        return word

    def _unknown(self, token: str) -> InputRefused:
        near = difflib.get_close_matches(token, self.words.all_of_them, n=1, cutoff=0.6)
        return _refused("text_word_near", token, near[0]) if near else _refused("text_word_unknown", token)


def _split(text: str, words: TextWords) -> tuple[list[str], str]:
    """Words in capitals, and the free text behind KET as it was typed; marks nobody sees are left out."""
    plain = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    plain = unicodedata.normalize("NFC", plain)
    before, note = plain, ""
    mark = re.search(rf"(?i)(?<![^\s,;]){words.note}(?::\s*|\s+|$)", plain)
    if mark:
        before, note = plain[: mark.start()], plain[mark.end() :]
    typed = unicodedata.normalize("NFKC", before).upper()
    return [token for token in _SEPARATORS.split(typed) if token], " ".join(note.split())


def _place(tokens: list[str], words: TextWords) -> tuple[str, str, int]:
    """(place, TPS or "", how many words it took): 13 digits, or a desa and the number of the TPS, or a region."""
    if not tokens:
        raise _refused("text_place", "")
    try:
        code = parse_place_code(tokens[0])
    except PlaceCodeInvalid as wrong:
        raise _refused("text_place", tokens[0]) from wrong
    if code.level not in _LEVELS:
        raise _refused("text_place", tokens[0])
    if code.level is Level.TPS:
        return ".".join((code.path.split("."))[:4]), code.dotted, 1
    number = re.fullmatch(r"(?:TPS)?(\d{1,3})", tokens[1]) if len(tokens) > 1 else None
    if number is None or code.level is not Level.DESA:
        return code.dotted, "", 1
    if int(number[1]) == 0:
        raise _refused("text_place", f"{tokens[0]} {tokens[1]}")
    return code.dotted, tps_code_of(code.dotted, int(number[1])), 2


def _word_for(table: Mapping[str, Any], meaning: object) -> str:
    return next(word for word, meant in table.items() if meant == meaning)


def _refused(code: str, value: str = "", expected: str = "") -> InputRefused:
    return InputRefused([Problem(code=code, value=value[:_SHOWN], expected=expected)])
