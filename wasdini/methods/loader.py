"""From a method file to a `Method`, or to every reason why not: a weight without a source is refused with its line.

Shipped methods are read-only; an office's own version is text in the same form (`read_method`), usually `extends` of a
shipped one, naming what it replaces.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from wasdini.core.index.method import (
    Category,
    CutKind,
    Cuts,
    Indicator,
    Method,
    RuleClass,
    Scale,
    ScaleKind,
    StabilitySettings,
)  # fmt: skip
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.tables import Kind
from wasdini.core.terms import Level
from wasdini.methods.reading import Entry, Reading, read_sources

LARGEST_BYTES = 1_000_000
INPUT_KINDS = (Kind.YES_NO, Kind.NUMBER, Kind.INTEGER)
_IS_METHOD = re.compile(r"^(unit_level|extends)\s*=", re.MULTILINE)


@cache
def _shipped_texts() -> dict[str, str]:
    files = sorted(resources.files("wasdini.methods").iterdir(), key=lambda item: item.name)
    texts = {f.name.removesuffix(".toml"): f.read_text("utf-8") for f in files if f.name.endswith(".toml")}
    return {name: text for name, text in texts.items() if _IS_METHOD.search(text)}


def shipped_methods() -> tuple[str, ...]:
    """Names of the methods that come with the package, in alphabetical order."""
    return tuple(_shipped_texts())


@cache
def shipped_method(name: str) -> Method:
    return read_method(_shipped_texts()[name], file=f"{name}.toml")


def load_method(name_or_path: str | Path) -> Method:
    """A shipped method by name, else the file of that path; `InputRefused` when it is neither or is not sound."""
    if str(name_or_path) in _shipped_texts():
        return shipped_method(str(name_or_path))
    path = Path(name_or_path)
    if not path.is_file():
        shipped = ", ".join(shipped_methods())
        raise InputRefused([Problem("method_not_found", value=str(name_or_path), expected=shipped)])
    if path.stat().st_size > LARGEST_BYTES:
        raise InputRefused([Problem("method_not_toml", file=path.name, expected=f"< {LARGEST_BYTES} B")])
    try:
        return read_method(path.read_text("utf-8-sig"), file=path.name)
    except UnicodeDecodeError as error:
        raise InputRefused([Problem("method_not_toml", file=path.name, expected=str(error.reason))]) from error


def read_method(text: str, *, file: str = "") -> Method:
    """The method a text describes; raises `InputRefused` with every problem found, each with its line."""
    reading = Reading(text, file)
    data, digest = _whole(text, file)
    read_sources(reading, data.pop("sources", {}))
    entry = Entry(reading, data, "")
    method = _read_whole(entry, text=text, sha256=digest)
    entry.done()
    _check_whole(method, entry)
    if reading.problems:
        raise InputRefused(reading.problems)
    return method


def _whole(text: str, file: str) -> tuple[dict[str, Any], str]:
    """The file's tables laid over those of the method it extends, and the digest of both texts."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused([Problem("method_not_toml", file=file, expected=str(error))]) from error
    parent = data.pop("extends", None)
    digest = hashlib.sha256(text.encode())
    if parent is None:
        return data, digest.hexdigest()
    if parent not in _shipped_texts():
        raise InputRefused([Problem("method_not_found", file=file, column="extends", value=str(parent))])
    below, below_digest = _whole(_shipped_texts()[parent], f"{parent}.toml")
    digest.update(below_digest.encode())
    return _laid_over(below, data), digest.hexdigest()


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Indicators are matched by id and changed key by key, tables are joined, everything else is replaced."""
    whole = {**below, **above}
    for key in ("sources", "variable"):
        whole[key] = {**below.get(key, {}), **above.get(key, {})}
    indicators = {indicator["id"]: indicator for indicator in below.get("indicator", [])}
    for changed in above.get("indicator", []):
        name = changed.get("id")
        indicators[name] = {**indicators.get(name, {}), **changed}
    dropped = set(whole.pop("without", []))
    whole["indicator"] = [indicator for name, indicator in indicators.items() if name not in dropped]
    return whole


def _read_whole(entry: Entry, *, text: str, sha256: str) -> Method:
    variables = entry.raw("variable", {})
    named = Entry(entry.reading, variables, "variable", entry.reading.row_of("variable"))
    classes = tuple(_read_class(each) for each in entry.entries("class"))
    categories = tuple(_read_category(each) for each in entry.entries("category"))
    return Method(
        name=entry.text("name"),
        version=entry.text("version"),
        label=entry.label("label"),
        note=entry.label("note"),
        unit_level=entry.choice("unit_level", Level, default=Level.TPS),
        variables={code: named.label(code) for code in (variables if isinstance(variables, dict) else {})},
        indicators=tuple(_read_indicator(each, weighted=not classes) for each in entry.entries("indicator")),
        categories=categories or tuple(Category(code=c.code, label=c.label, high=c.high) for c in classes),
        cuts=tuple(_read_cuts(each, len(categories)) for each in entry.entries("cuts")),
        stability=_read_stability(entry),
        classes=classes,
        sha256=sha256,
        replaces=entry.text("replaces", default=""),
        is_checklist=entry.flag("checklist"),
        context=entry.label("context") if "context" in entry.data else None,
        text=text,
    )


def _read_indicator(entry: Entry, *, weighted: bool) -> Indicator:
    name = entry.text("id")
    entry.where, entry.row = f"indicator ({name})", entry.reading.row_of_id(name) or entry.row
    weight, weight_source = 0.0, None
    if weighted:
        weight = entry.needed_number("weight")
        weight_source = entry.source("weight_source", missing="weight_without_source")
        if weight <= 0 and "weight" in entry.data:
            entry.refuse("weight_not_positive", "weight", entry.data["weight"], "> 0")
    kind = entry.choice("input", Kind, default=Kind.YES_NO)
    if kind not in INPUT_KINDS:
        entry.refuse("method_value_wrong", "input", kind, ", ".join(INPUT_KINDS))
    count = entry.number("context_count", needed=False)
    read = Indicator(
        id=name,
        label=entry.label("label"),
        variable=entry.text("variable"),
        scale=_read_scale(entry, kind),
        source=entry.source("source"),
        weight=weight,
        weight_source=weight_source,
        input=kind,
        reads=entry.text("reads", default=""),
        unit=entry.text("unit", default=""),
        minimum=entry.number("minimum", needed=False),
        maximum=entry.number("maximum", needed=False),
        special_number=entry.flag("special_number"),
        context_count=None if count is None else int(count),
        issue=entry.text("issue", default=""),
    )
    entry.done()
    return read


def _read_scale(entry: Entry, kind: Kind) -> Scale:
    """Yes/no cells need no scale; a measured value must say how it becomes 0-1."""
    data = entry.raw("scale")
    if data is None and kind is Kind.YES_NO:
        return Scale(kind=ScaleKind.YES_NO)
    scale = Entry(entry.reading, data or {}, f"{entry.where}.scale", entry.row)
    found = scale.choice("kind", ScaleKind, default=ScaleKind.LINEAR)
    if data is None or (found is ScaleKind.YES_NO and kind is not Kind.YES_NO):
        entry.refuse("method_scale_missing", "scale")
    if found is ScaleKind.THRESHOLD:
        read = Scale(kind=found, at=scale.needed_number("at"), falling=scale.flag("falling"))
    elif found is ScaleKind.LINEAR:
        read = Scale(kind=found, low=scale.needed_number("low"), high=scale.needed_number("high"))
        if data is not None and read.low == read.high:
            scale.refuse("method_scale_flat", "high", read.high)
    elif found is ScaleKind.STEP:
        read = Scale(kind=found, steps=_read_steps(scale))
    else:
        read = Scale(kind=found)
    scale.done()
    return read


def _read_steps(entry: Entry) -> tuple[tuple[float, float], ...]:
    given = entry.raw("steps", [])
    try:
        steps = tuple((float(bound), float(x)) for bound, x in given)
    except (TypeError, ValueError):
        steps = ()
    rising = all(a[0] < b[0] for a, b in itertools.pairwise(steps))
    if not steps or not rising or not all(0 <= x <= 1 for _, x in steps):
        entry.refuse("method_steps_wrong", "steps", given, "[[1, 0.5], [3, 1]]")
    return steps


def _read_category(entry: Entry) -> Category:
    read = Category(code=entry.text("code"), label=entry.label("label"), high=entry.flag("high"))
    entry.done()
    return read


def _read_cuts(entry: Entry, category_count: int) -> Cuts:
    given = entry.raw("bounds", [])
    numbers = isinstance(given, list) and all(isinstance(b, int | float) and not isinstance(b, bool) for b in given)
    bounds = tuple(float(bound) for bound in given) if numbers else ()
    if len(bounds) != max(category_count - 1, 1) or list(bounds) != sorted(set(bounds)):
        entry.refuse("method_bounds_wrong", "bounds", given, str(max(category_count - 1, 1)))
    levels = entry.raw("levels", [])
    known = [level for level in levels if level in set(Level)] if isinstance(levels, list) else []
    if not known or len(known) != len(levels):
        entry.refuse("method_value_wrong", "levels", levels, ", ".join(Level))
    kind = entry.choice("kind", CutKind, default=CutKind.FIXED)
    read = Cuts(kind=kind, levels=tuple(Level(level) for level in known), bounds=bounds, source=entry.source("source"))
    entry.done()
    return read


def _read_stability(entry: Entry) -> StabilitySettings | None:
    data = entry.raw("stability")
    if data is None:
        return None
    inner = Entry(entry.reading, data, "stability", entry.reading.row_of("stability"))
    read = StabilitySettings(
        draws=int(inner.needed_number("draws")),
        weight_spread=inner.needed_number("weight_spread"),
        certain_share=inner.needed_number("certain_share"),
        likely_share=inner.needed_number("likely_share"),
        source=inner.source("source"),
    )
    if not (1 <= read.draws <= 10_000 and read.weight_spread > 0 and 0 < read.likely_share <= read.certain_share <= 1):
        inner.refuse("method_stability_wrong", "")
    inner.done()
    return read


def _read_class(entry: Entry) -> RuleClass:
    groups = entry.raw("any_of", [])
    sound = isinstance(groups, list) and all(isinstance(g, list) and g for g in groups)
    if not sound:
        entry.refuse("method_value_wrong", "any_of", groups, '[["a"], ["b", "c"]]')
    read = RuleClass(
        code=entry.text("code"),
        label=entry.label("label"),
        any_of=tuple(tuple(str(name) for name in group) for group in groups) if sound else (),
        police_count=int(entry.needed_number("police_count")),
        tps_count=int(entry.needed_number("tps_count")),
        linmas_count=int(entry.needed_number("linmas_count")),
        high=entry.flag("high"),
        source=entry.source("source"),
    )
    entry.done()
    return read


def _check_whole(method: Method, entry: Entry) -> None:
    """What can only be seen from all tables together: doubles, names that lead nowhere, nothing to score."""
    ids = method.indicator_ids
    if not ids:
        entry.refuse("method_key_missing", "indicator")
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        entry.refuse("method_indicator_twice", "indicator", name)
    for indicator in method.indicators:
        if indicator.variable and indicator.variable not in method.variables:
            where, row = f"indicator ({indicator.id})", entry.reading.row_of_id(indicator.id)
            known = ", ".join(method.variables)
            entry.reading.refuse("method_variable_unknown", where, row=row, value=indicator.variable, expected=known)
    for each in method.classes:
        for name in (name for group in each.any_of for name in group if name not in ids):
            entry.refuse("method_indicator_unknown", f"class ({each.code}).any_of", name, ", ".join(ids))
        if each.tps_count < 1 or min(each.police_count, each.linmas_count) < 0:
            entry.refuse("method_value_wrong", f"class ({each.code})", each.tps_count, "tps_count >= 1")
