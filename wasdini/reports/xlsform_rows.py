"""The rows of an XLSForm, examined before anything is built: types, names, lists, groups, what fills which field."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wasdini.core.form_mapping import CODED, ELSEWHERE, FIELDS, FINDING, FINDING_TYPES, MAY_REPEAT, PLACES, Question
from wasdini.core.problems import Problem

ROW, FIELD, KIND = "#row", "wasdini::field", "wasdini::kind"
PLACES_FILE = "places.csv"
PLAIN_TYPES = frozenset(
    {
        "text", "integer", "decimal", "note", "geopoint", "geotrace", "geoshape", "date", "time", "dateTime", "image",
        "video", "barcode", "calculate", "acknowledge", "hidden", "start", "end", "today", "audio",
    }
)  # fmt: skip
CHOICE_TYPES = frozenset({"select_one", "select_multiple", "rank", "select_one_from_file"})
ALIASES = {"int": "integer", "string": "text", "datetime": "dateTime", "photo": "image", "trigger": "acknowledge"}
# Who the phone or its owner is, what follows people, and what a server elsewhere would get.
REFUSED_TYPES = frozenset(
    {
        "deviceid", "phonenumber", "simserial", "subscriberid", "email", "username", "audit", "background-audio",
        "start-geopoint", "background-geopoint", "file", "csv-external", "xml-external", "osm", "entity",
    }
)  # fmt: skip
REFUSED_SETTINGS = frozenset(
    {"submission_url", "public_key", "auto_send", "auto_delete", "client_editable", "allow_choice_duplicates"}
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_OPENING = re.compile(r"begin[ _](group|repeat)$")
_CLOSING = re.compile(r"end[ _](group|repeat)$")
_MEDIA = re.compile(r"^(media::|image(::|$)|big-image|audio(::|$)|video(::|$))")


@dataclass
class Rows:
    """The sheets, what a report knows, and every problem found."""

    survey: Sequence[Mapping[str, str]]
    choices: Sequence[Mapping[str, str]]
    settings: Mapping[str, str]
    issues: frozenset[str]
    findings: frozenset[str]
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, row: Mapping[str, str], column: str, expected: str = "", sheet: str = "survey") -> None:
        number = int(row[ROW]) if ROW in row else None
        value = row.get(column, "")[:60]
        self.problems.append(Problem(code, file=sheet, row=number, column=column, value=value, expected=expected))


def examine(rows: Rows) -> tuple[Question, ...]:
    """The questions in order; what is wrong stands in `rows.problems`."""
    _examine_settings(rows)
    lists = _choice_lists(rows)
    questions = [
        question for row, path, inside in _walk(rows) for question in _question(rows, row, path, inside, lists)
    ]
    _examine_whole(rows, questions)
    return tuple(questions)


def label_of(row: Mapping[str, str]) -> str:
    """Its words, Indonesian before any other language."""
    labels = {name: value for name, value in row.items() if name == "label" or name.startswith("label::")}
    own = next((value for name, value in labels.items() if "(id)" in name or "Indonesia" in name), "")
    return own or labels.get("label", "") or next(iter(labels.values()), "") or row.get("name", "")


def _examine_settings(rows: Rows) -> None:
    for name in sorted(REFUSED_SETTINGS & set(rows.settings)):
        rows.refuse("form_setting_refused", rows.settings, name, sheet="settings")
    kind = rows.settings.get(KIND, "")
    if kind and kind not in CODED["kind"]:
        rows.refuse("form_value_unknown", rows.settings, KIND, ", ".join(sorted(CODED["kind"])), "settings")


def _choice_lists(rows: Rows) -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = {}
    for row in rows.choices:
        name, value = row.get("list_name") or row.get("list name") or "", row.get("name", "")
        if not name or not value:
            rows.refuse("form_choice_incomplete", row, "name" if name else "list_name", sheet="choices")
        elif value in lists.setdefault(name, {}):
            rows.refuse("form_choice_twice", row, "name", sheet="choices")
        elif any(letter.isspace() for letter in value):
            rows.refuse("form_choice_spaced", row, "name", sheet="choices")
        else:
            lists[name][value] = label_of(row)
        _refuse_media(rows, row, "choices")
    return lists


def _walk(rows: Rows) -> Iterator[tuple[Mapping[str, str], str, bool]]:
    """(row, path of its parent, whether a repeat is around it) of every question; groups are followed and closed."""
    open_groups: list[tuple[str, str, Mapping[str, str]]] = []
    seen: set[tuple[str, str]] = set()
    for row in rows.survey:
        kind = row.get("type", "")
        if closing := _CLOSING.fullmatch(kind):
            if not open_groups or open_groups[-1][0] != closing[1]:
                rows.refuse("form_group_not_open", row, "type")
            else:
                open_groups.pop()
            continue
        parent = "/".join(["", "data", *(name for _, name, _ in open_groups)])
        name = row.get("name", "")
        if (kind or name) and not _NAME.fullmatch(name):
            rows.refuse("form_name_invalid", row, "name")
        elif (parent, name) in seen:
            rows.refuse("form_name_twice", row, "name")
        seen.add((parent, name))
        _refuse_media(rows, row, "survey")
        if opening := _OPENING.fullmatch(kind):
            open_groups.append((opening[1], name, row))
        elif kind or name:
            yield row, parent, any(group == "repeat" for group, _, _ in open_groups)
    for _, _, row in open_groups:
        rows.refuse("form_group_not_closed", row, "name")


def _question(
    rows: Rows, row: Mapping[str, str], parent: str, inside: bool, lists: Mapping[str, Mapping[str, str]]
) -> Iterator[Question]:
    word, _, list_name = row.get("type", "").partition(" ")
    kind = ALIASES.get(word, word)
    list_name = list_name.removesuffix(" or_other").strip()
    choices: Mapping[str, str] | None = None
    if kind in REFUSED_TYPES:
        rows.refuse("form_type_refused", row, "type")
    elif kind == "select_one_from_file" and list_name != PLACES_FILE:
        rows.refuse("form_file_unknown", row, "type", PLACES_FILE)
    elif kind in CHOICE_TYPES - {"select_one_from_file"}:
        choices = lists.get(list_name)
        if choices is None:
            rows.refuse("form_list_unknown", row, "type", ", ".join(lists) or "choices")
    elif kind not in PLAIN_TYPES | CHOICE_TYPES:
        near = difflib.get_close_matches(kind, sorted(PLAIN_TYPES | CHOICE_TYPES), n=1, cutoff=0.5)
        rows.refuse("form_type_unknown", row, "type", near[0] if near else "text, integer, select_one …")
    if any("pulldata(" in value for value in row.values()):
        rows.refuse("form_file_unknown", row, "calculation", PLACES_FILE)
    asked = row.get(FIELD, "")
    if asked:
        _examine_field(rows, row, kind, inside, choices)
    if kind != "note" or asked:
        yield Question(f"{parent}/{row.get('name', '')}", kind, label_of(row), asked, choices)


def _examine_field(
    rows: Rows, row: Mapping[str, str], kind: str, inside: bool, choices: Mapping[str, str] | None
) -> None:
    """Whether this question can fill the field it names, with choices a report knows."""
    asked = row[FIELD]
    is_finding = asked.startswith(FINDING)
    if not is_finding and asked not in FIELDS:
        near = difflib.get_close_matches(asked, FIELDS, n=1, cutoff=0.5)
        rows.refuse("form_field_unknown", row, FIELD, near[0] if near else ", ".join(FIELDS))
        return
    if is_finding and asked.removeprefix(FINDING) not in rows.findings:
        near = difflib.get_close_matches(asked.removeprefix(FINDING), rows.findings, n=1, cutoff=0.4)
        rows.refuse("form_field_unknown", row, FIELD, FINDING + (near[0] if near else "ballots_short"))
        return
    types = FINDING_TYPES if is_finding else FIELDS[asked]
    if kind not in types:
        rows.refuse("form_field_other_type", row, "type", ", ".join(sorted(types)))
    if inside and not is_finding and asked not in MAY_REPEAT:
        rows.refuse("form_field_in_repeat", row, FIELD)
    known = {"issues": rows.issues, "findings": rows.findings, **CODED}.get(asked)
    strange = [code for code in choices or () if known is not None and code not in known and code != ELSEWHERE]
    if strange:
        near = difflib.get_close_matches(strange[0], known or (), n=1, cutoff=0.3)
        told = Problem("form_choice_not_code", file="choices", column="name", value=strange[0][:60])
        rows.problems.append(
            Problem(told.code, told.file, column="name", value=told.value, expected=near[0] if near else asked)
        )


def _examine_whole(rows: Rows, questions: Sequence[Question]) -> None:
    if not questions and not rows.problems:
        rows.problems.append(Problem("form_without_questions", file="survey"))
    filled = [question.field for question in questions if question.field and not question.field.startswith(FINDING)]
    for name in sorted({name for name in filled if filled.count(name) > 1} - MAY_REPEAT):
        row = [row for row in rows.survey if row.get(FIELD) == name][-1]
        rows.refuse("form_field_twice", row, FIELD)


def has_place(questions: Sequence[Question]) -> bool:
    """Whether a report made from it says where: without that a form cannot be opened for use."""
    return any(question.field in PLACES for question in questions)


def _refuse_media(rows: Rows, row: Mapping[str, str], sheet: str) -> None:
    for column in row:
        if _MEDIA.match(column):
            rows.refuse("form_media_unsupported", row, column, sheet=sheet)
