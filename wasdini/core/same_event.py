"""Same event, many reports: how likely two reports tell of one event, why, and which reports belong together.

An additive model on evidence a person can check: place along the tree, hours apart, shared codes, likeness of words,
the same photo. Weights come from `methods/same-event.toml`; how they were found: `docs/method/same-event.md`. It
suggests, a person merges, and originals stay. Nil reports and check-ins are not for this function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from wasdini.core.photo_hash import SAME_PHOTO_BITS
from wasdini.core.reasons import Reason
from wasdini.core.text.numbers import tps_number
from wasdini.core.text.similarity import TextMarks, sketch_likeness, sketches, text_marks

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Each step of place and of time counts on top of the wider one, and no weight is negative: nearer is never less likely.
PLACE_STEPS = ("same_kabkota", "same_kecamatan", "one_covers_other", "same_desa", "same_tps")
GAP_STEPS: Mapping[str, float] = {
    "within_72h": 72, "within_24h": 24, "within_12h": 12, "within_6h": 6, "within_3h": 3, "within_1h": 1,
}  # fmt: skip
CODE_STEPS = ("issue_shared", "issue_differs", "finding_shared", "finding_differs", "number_shared", "tps_differs")
TEXT_STEPS = ("text_alike", "photo_shared")
NEVER_POSITIVE = frozenset({"issue_differs", "finding_differs", "tps_differs"})
EVIDENCE: tuple[str, ...] = (*PLACE_STEPS, *GAP_STEPS, *CODE_STEPS, *TEXT_STEPS)
_NO_TIME_IS_AT_BEST_H = 6.0
_TEXT_TOLD_FROM, _TEXT_UNLIKE_BELOW = 0.25, 0.1
_AT = {name: place for place, name in enumerate(EVIDENCE)}


@dataclass(frozen=True, kw_only=True)
class EventFeatures:
    """What a report is compared by. `occurred_at` None: not told; `received_at` stands in, never nearer than 6 h.

    `precision_h`: the true time lies within so many hours of `occurred_at` (12 for a closed report's half-day).
    `station`: the TPS number the text names, when the path stops above the TPS. `photos`: `photo_hash` values.
    """

    report_id: str
    path: str
    received_at: datetime
    occurred_at: datetime | None = None
    precision_h: float = 0.0
    issues: frozenset[str] = frozenset()
    findings: frozenset[str] = frozenset()
    text: TextMarks = field(default_factory=TextMarks)
    station: int | None = None
    photos: tuple[int, ...] = ()


@dataclass(frozen=True)
class EventModel:
    """Weights of the evidence (log-odds), and the probabilities from which to suggest and to group."""

    intercept: float
    weights: Mapping[str, float]
    suggest_from: float
    group_from: float


@dataclass(frozen=True)
class Suggestion:
    """Another report that may tell of the same event; `probability` 0-1 as calibrated on the tuning set."""

    report_id: str
    probability: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Pool:
    """Candidates as columns, built once for many comparisons."""

    features: tuple[EventFeatures, ...]
    places: npt.NDArray[np.int64]
    place_names: Mapping[str, int]
    depth: npt.NDArray[np.int64]
    stations: npt.NDArray[np.int64]
    hours: Floats
    precision: Floats
    timed: Bools
    sketches: npt.NDArray[np.uint64]
    bits: npt.NDArray[np.uint64]
    codes: Mapping[str, int]
    photos: npt.NDArray[np.uint64]
    photo_rows: npt.NDArray[np.int64]


def event_features(features: EventFeatures, text: str) -> EventFeatures:
    """The same features with the marks of the text as written, and the station it names."""
    return replace(features, text=text_marks(text), station=_station(features.path, text))


def _station(path: str, text: str) -> int | None:
    return int(path.rpartition(".")[2]) if path.count(".") == 4 else tps_number(text)


def pool_of(features: Sequence[EventFeatures]) -> Pool:
    """Columns of n candidates: four prefixes of the path, hours since 1970, sketches, and codes as bits (64 a word)."""
    parts = [each.path.split(".") for each in features]
    prefixes = [_prefixes(part) for part in parts]
    names = {name: n for n, name in enumerate(dict.fromkeys(prefix for row in prefixes for prefix in row))}
    codes = _code_places(features)
    moments = [each.occurred_at or each.received_at for each in features]
    return Pool(
        features=tuple(features),
        places=np.array([[names[prefix] for prefix in row] for row in prefixes], dtype=np.int64).reshape(-1, 4),
        place_names=names,
        depth=np.array([len(part) for part in parts], dtype=np.int64),
        stations=np.array([_station_of(each) for each in features], dtype=np.int64),
        hours=np.array([moment.timestamp() / 3600 for moment in moments], dtype=np.float64),
        precision=np.array([each.precision_h for each in features], dtype=np.float64),
        timed=np.array([each.occurred_at is not None for each in features], dtype=np.bool_),
        sketches=sketches([each.text for each in features]) if features else np.empty((0, 32), dtype=np.uint64),
        bits=_code_bits(features, codes),
        codes=codes,
        photos=np.array([photo for each in features for photo in each.photos if photo], dtype=np.uint64),
        photo_rows=np.array([row for row, each in enumerate(features) for kept in each.photos if kept], dtype=np.int64),
    )  # fmt: skip


def _prefixes(parts: Sequence[str]) -> list[str]:
    """Regency, kecamatan, desa, TPS; what the path does not tell repeats its last part."""
    return [".".join(parts[: n + 2]) for n in range(4)]


def _station_of(features: EventFeatures) -> int:
    """-1 when unknown."""
    if features.path.count(".") == 4:
        return int(features.path.rpartition(".")[2])
    return -1 if features.station is None else features.station


def _kinds(features: EventFeatures) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return features.issues, features.findings, features.text.numbers


def _code_places(features: Sequence[EventFeatures]) -> dict[str, int]:
    known = {f"{kind}{code}" for each in features for kind, codes in enumerate(_kinds(each)) for code in codes}
    return {code: place for place, code in enumerate(sorted(known))}


def _code_bits(features: Sequence[EventFeatures], places: Mapping[str, int]) -> npt.NDArray[np.uint64]:
    """3 x n x words: which codes each candidate carries, a plane each for issues, findings and numbers."""
    words = max(1, -(-len(places) // 64))
    bits = np.zeros((3, len(features), words), dtype=np.uint64)
    for row, each in enumerate(features):
        told = ((kind, places.get(f"{kind}{code}")) for kind, codes in enumerate(_kinds(each)) for code in codes)
        for kind, place in told:
            if place is not None:
                bits[kind, row, place >> 6] |= np.uint64(1 << (place & 63))
    return bits


def evidence(report: EventFeatures, pool: Pool) -> Floats:
    """n x 19 matrix, a column for each of `EVIDENCE`, values 0-1; symmetric in the two reports."""
    found = np.zeros((len(pool.features), len(EVIDENCE)))
    _place_evidence(report, pool, found)
    _gap_evidence(report, pool, found)
    _code_evidence(report, pool, found)
    found[:, _AT["text_alike"]] = sketch_likeness(report.text.sketch, pool.sketches)
    for photo in filter(None, report.photos):
        near = np.bitwise_count(pool.photos ^ np.uint64(photo)) <= SAME_PHOTO_BITS
        found[pool.photo_rows[near], _AT["photo_shared"]] = 1.0
    return found


def _place_evidence(report: EventFeatures, pool: Pool, found: Floats) -> None:
    parts = report.path.split(".")
    depth = np.minimum(pool.depth, len(parts))
    mine = np.array([pool.place_names.get(prefix, -1) for prefix in _prefixes(parts)], dtype=np.int64)
    same = np.asarray(pool.places == mine, dtype=np.bool_)
    station, known = _station_of(report), pool.stations >= 0
    in_desa = same[:, 2] & (depth >= 4)
    same_station = in_desa & known & (pool.stations == station)
    found[:, _AT["same_kabkota"]] = same[:, 0] & (depth >= 2)
    found[:, _AT["same_kecamatan"]] = same[:, 1] & (depth >= 3)
    covers = np.where(depth >= 4, in_desa, same[np.arange(len(depth)), np.clip(depth - 2, 0, 3)] & (depth >= 3))
    found[:, _AT["one_covers_other"]] = covers
    found[:, _AT["same_desa"]] = in_desa
    found[:, _AT["same_tps"]] = same_station
    found[:, _AT["tps_differs"]] = in_desa & known & (station >= 0) & (pool.stations != station)


def _gap_evidence(report: EventFeatures, pool: Pool, found: Floats) -> None:
    gaps = hours_apart(report, pool)
    for name, bound in GAP_STEPS.items():
        found[:, _AT[name]] = gaps <= bound


def hours_apart(report: EventFeatures, pool: Pool) -> Floats:
    """The least hours that can lie between the report and each candidate; without a told time at least 6."""
    moment = (report.occurred_at or report.received_at).timestamp() / 3600
    gaps = np.clip(np.abs(pool.hours - moment) - pool.precision - report.precision_h, 0, None)
    both_timed = pool.timed & (report.occurred_at is not None)
    return np.where(both_timed, gaps, np.maximum(gaps, _NO_TIME_IS_AT_BEST_H))


def _code_evidence(report: EventFeatures, pool: Pool, found: Floats) -> None:
    mine = _code_bits([report], pool.codes)
    shared: Bools = np.asarray((pool.bits & mine).any(axis=2))
    theirs_any: Bools = np.asarray(pool.bits.any(axis=2))
    for kind, name in enumerate(("issue", "finding")):
        both = theirs_any[kind] & bool(_kinds(report)[kind])
        found[:, _AT[f"{name}_shared"]] = shared[kind]
        found[:, _AT[f"{name}_differs"]] = both & ~shared[kind]
    found[:, _AT["number_shared"]] = shared[2]


def _log_odds(found: Floats, model: EventModel) -> Floats:
    weights = np.array([model.weights[name] for name in EVIDENCE])
    total: Floats = model.intercept + found @ weights
    return total


def probabilities(found: Floats, model: EventModel) -> Floats:
    """`1 / (1 + exp(-(intercept + sum of weight x evidence)))`, one per row."""
    result: Floats = 1 / (1 + np.exp(-np.clip(_log_odds(found, model), -60, 60)))
    return result


def suggest(report: EventFeatures, pool: Pool, model: EventModel, *, at_most: int = 5) -> tuple[Suggestion, ...]:
    """The likeliest reports of the same event, best first, each at least `model.suggest_from`, with their reasons.

    The report itself is left out by its id. Ties stand in the order of their ids.
    """
    if not pool.features:
        return ()
    found = evidence(report, pool)
    scores = probabilities(found, model)
    rows = [row for row in np.flatnonzero(scores >= model.suggest_from) if _is_other(pool.features[row], report)]
    ranked = sorted(rows, key=lambda row: (-scores[row], pool.features[row].report_id))
    return tuple(
        Suggestion(other.report_id, float(scores[row]), reasons_for(report, other, found[row]))
        for row, other in ((row, pool.features[row]) for row in ranked[:at_most])
    )


def _is_other(candidate: EventFeatures, report: EventFeatures) -> bool:
    return candidate.report_id != report.report_id


def same_event_probability(one: EventFeatures, other: EventFeatures, model: EventModel) -> float:
    """0-1 for two reports; the same whichever comes first."""
    first, second = sorted((one, other), key=lambda each: each.report_id)
    return float(probabilities(evidence(first, pool_of([second])), model)[0])


def reasons_for(report: EventFeatures, other: EventFeatures, row: Floats) -> tuple[Reason, ...]:
    """What speaks for and against, in a fixed order: place, time, codes, words, photo."""
    told = {name: float(row[place]) for name, place in _AT.items()}
    gap = float(hours_apart(report, pool_of([other]))[0])
    return tuple(
        reason for reason in (_place_reason(told), _gap_reason(report, other, gap), *_code_reasons(report, other, told),
                              _text_reason(told)) if reason is not None
    )  # fmt: skip


def _place_reason(told: Mapping[str, float]) -> Reason:
    for name in reversed(PLACE_STEPS):
        if told["tps_differs"] and name == "same_desa":
            return Reason("same_event_other_tps")
        if told[name]:
            return Reason(f"same_event_{name}")
    return Reason("same_event_far")


def _gap_reason(report: EventFeatures, other: EventFeatures, gap: float) -> Reason:
    if report.occurred_at is None or other.occurred_at is None:
        return Reason("same_event_no_time")
    if gap < 1:
        return Reason("same_event_within_hour")
    return Reason("same_event_hours", {"hours": str(round(gap))})


def _code_reasons(one: EventFeatures, other: EventFeatures, told: Mapping[str, float]) -> tuple[Reason, ...]:
    reasons = []
    if told["issue_shared"]:
        reasons.append(Reason("same_event_issue", {"issues": ", ".join(sorted(one.issues & other.issues))}))
    if told["issue_differs"]:
        reasons.append(Reason("same_event_other_issue"))
    if told["finding_shared"]:
        reasons.append(Reason("same_event_finding", {"findings": ", ".join(sorted(one.findings & other.findings))}))
    if told["number_shared"]:
        shared = sorted(one.text.numbers & other.text.numbers)
        reasons.append(Reason("same_event_numbers", {"numbers": ", ".join(_number_words(shared))}))
    if told["photo_shared"]:
        reasons.append(Reason("same_event_photo"))
    return tuple(reasons)


def _number_words(numbers: Sequence[str]) -> list[str]:
    """`tps:4` -> `TPS 4`, `n:120` -> `120`."""
    return [number.removeprefix("n:").replace(":", " ").upper() for number in numbers]


def _text_reason(told: Mapping[str, float]) -> Reason | None:
    share = told["text_alike"]
    if share < _TEXT_TOLD_FROM:
        return Reason("same_event_text_unlike") if share < _TEXT_UNLIKE_BELOW else None
    return Reason("same_event_text", {"percent": str(round(100 * share))})
