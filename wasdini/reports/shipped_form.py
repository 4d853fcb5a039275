"""The form every phone gets without anybody designing it: Laporan Wasdini, made from our own codes in both languages.

Closed reports are not offered: ODK Collect keeps answers readable on the phone and sends them under a name; the Lapor
app seals them. The form carries no question about the phone itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache

from wasdini.core.form_mapping import ELSEWHERE
from wasdini.methods import catalogue
from wasdini.methods.labels import codes, label
from wasdini.reports.xlsform_rows import FIELD, PLACES_FILE, ROW
from wasdini.reports.xlsforms import LANGUAGE, Built, Definition, build

FORM_ID = "laporan-wasdini"
ENGLISH = "English (en)"
TITLE = "Laporan Wasdini"
_KINDS = ("situation", "incident", "tps_finding", "nil", "checkin")
_COUNTED = frozenset({"count", "minutes"})
_Row = Mapping[str, str]


@cache
def shipped() -> tuple[str, Built]:
    """(version, form). The version follows from what the form asks, so that a changed code is a new version."""
    made = definition()
    told = json.dumps([made.survey, made.choices], sort_keys=True, default=dict).encode()
    version = hashlib.sha256(told).hexdigest()[:10]
    known = frozenset(catalogue.issues()), frozenset(catalogue.findings())
    return version, build(made, form_id=FORM_ID, version=version, issues=known[0], findings=known[1])


def definition() -> Definition:
    """The form as the rows of an XLSForm."""
    survey = [*_where_and_what(), *_situation(), *_findings(), *_checkin(), *_words()]
    numbered = tuple({ROW: str(number), **row} for number, row in enumerate(survey, start=2))
    settings = {"form_title": TITLE, "default_language": LANGUAGE, "instance_name": "${kind}"}
    return Definition(numbered, tuple(_choices()), settings)


def _ask(kind: str, name: str, words: tuple[str, str], field: str = "", **more: str) -> _Row:
    told = {"type": kind, "name": name, f"label::{LANGUAGE}": words[0], f"label::{ENGLISH}": words[1]}
    return {**told, **({FIELD: field} if field else {}), **more}


def _hint(words: tuple[str, str]) -> dict[str, str]:
    return {f"hint::{LANGUAGE}": words[0], f"hint::{ENGLISH}": words[1]}


def _where_and_what() -> list[_Row]:
    typed = ("13 angka kode TPS, atau kode wilayah", "13 digits of the TPS, or the code of the region")
    return [
        _ask("select_one kind", "kind", ("Laporan apa?", "What kind of report?"), "kind", required="yes"),
        _ask(
            f"select_one_from_file {PLACES_FILE}", "place", ("Di mana?", "Where?"), "place_code",
            required="yes", appearance="autocomplete",
        ),
        _ask(
            "text", "place_typed", ("Kode tempat", "Code of the place"), "place_code", required="yes",
            relevant=f"${{place}} = '{ELSEWHERE}'", appearance="numbers", **_hint(typed),
        ),
        _ask("dateTime", "occurred_at", ("Kapan?", "When?"), "occurred_at", default="now()"),
    ]  # fmt: skip


def _situation() -> list[_Row]:
    told = "${kind} = 'situation' or ${kind} = 'incident' or ${kind} = 'tps_finding'"
    return [
        _ask("begin_group", "situation", ("Keadaan", "The situation"), relevant=told),
        _ask("select_one urgency", "urgency", ("Seberapa mendesak?", "How urgent?"), "urgency", required="yes"),
        _ask("select_multiple issue", "issues", ("Isu", "Issues"), "issues"),
        _ask("select_one ladder", "ladder", ("Tingkat gangguan", "Rung of disturbance"), "ladder"),
        {"type": "end_group"},
    ]


def _findings() -> list[_Row]:
    """Ticked what was seen; counted what can be counted, asked only when ticked."""
    counted = [finding for finding in catalogue.findings().values() if finding.unit in _COUNTED]
    rows = [
        _ask(
            "begin_group", "found", ("Temuan", "Findings"), relevant="${kind} = 'tps_finding' or ${kind} = 'incident'"
        ),
        _ask("select_multiple finding", "findings", ("Apa yang terlihat?", "What was seen?"), "findings"),
    ]
    for finding in counted:
        unit = ("berapa menit", "how many minutes") if finding.unit == "minutes" else ("berapa", "how many")
        rows.append(
            _ask(
                "integer", f"count_{finding.code}",
                (f"{finding.name.id}: {unit[0]}?", f"{finding.name.en}: {unit[1]}?"),
                f"finding:{finding.code}", relevant=f"selected(${{findings}}, '{finding.code}')",
                constraint=". >= 0 and . <= 99999",
            )
        )  # fmt: skip
    return [*rows, {"type": "end_group"}]


def _checkin() -> list[_Row]:
    return [
        _ask("begin_group", "progress", ("Tahapan TPS", "Progress of the TPS"), relevant="${kind} = 'checkin'"),
        _ask("select_one step", "step", ("Sampai mana?", "How far?"), "checkin.step", required="yes"),
        _ask(
            "integer", "voters", ("Pemilih yang hadir", "Voters who came"), "checkin.voters_count",
            relevant="${step} = 'turnout'", required="yes", constraint=". >= 0 and . <= 99999",
        ),
        {"type": "end_group"},
    ]  # fmt: skip


def _words() -> list[_Row]:
    facts = (
        "Apa, siapa, di mana, bilamana, bagaimana, mengapa; fakta dulu",
        "What, who, where, when, how, why; facts first",
    )
    needed = "${kind} = 'situation' or ${kind} = 'incident'"
    return [
        _ask(
            "text", "text", ("Ceritakan", "Tell"), "text", appearance="multiline", relevant="${kind} != 'nil'",
            required=needed, **_hint(facts),
        ),
        _ask("geopoint", "position", ("Titik lokasi (boleh kosong)", "Position (may stay empty)"), "position"),
        _ask("image", "photo", ("Foto (boleh kosong)", "Photo (may stay empty)")),
        _ask("image", "photo_2", ("Foto kedua", "Second photo"), relevant="${photo} != ''"),
        _ask("audio", "sound", ("Rekaman suara (boleh kosong)", "Sound (may stay empty)")),
    ]  # fmt: skip


def _choices() -> list[_Row]:
    return [
        *_listed("kind", "report_kind", _KINDS),
        *_listed("issue", "issue"),
        *_listed("ladder", "ladder"),
        *_listed("step", "checkin_step"),
        *(_choice("finding", code, finding.name.id, finding.name.en) for code, finding in catalogue.findings().items()),
        *(_choice("urgency", str(number), *words) for number, words in _URGENCY.items()),
    ]


def _listed(list_name: str, kind: str, chosen: tuple[str, ...] = ()) -> list[_Row]:
    return [_choice(list_name, code, label(kind, code), label(kind, code, "en")) for code in chosen or codes(kind)]


def _choice(list_name: str, code: str, indonesian: str, english: str) -> _Row:
    words = {f"label::{LANGUAGE}": indonesian, f"label::{ENGLISH}": english}
    return {ROW: "0", "list_name": list_name, "name": code, **words}


_URGENCY = {
    1: ("1 Untuk diketahui", "1 For information"),
    2: ("2 Biasa", "2 Ordinary"),
    3: ("3 Perlu perhatian hari ini", "3 Needs attention today"),
    4: ("4 Mendesak, dalam jam ini", "4 Urgent, within the hour"),
    5: ("5 Sangat mendesak, ada bahaya", "5 Very urgent, danger"),
}
