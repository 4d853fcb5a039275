"""Writes a few days of field reports with known events: follow-ups, and negatives made hard on purpose.

Hard negatives: the same kind of event in a neighbouring desa at the same hour, another event at the same station, the
same trouble again at the same station on the same day. Same seed and phrases, same reports.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import ModuleType

import numpy as np

from wasdini.core.same_event import EventFeatures, event_features

# kind: issues an officer may tick, findings he may tick
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "power": (("tps_facility", "tps_facility", "unplanned_event"), ("power_out",)),
    "ballots_short": (("logistics_shortage", "logistics_distribution"), ("ballots_short",)),
    "money": (("money_politics",), ("money_seen",)),
    "intimidation": (("intimidation", "security_gap"), ("intimidation_seen", "crowd")),
    "clash": (("supporter_clash", "violence", "public_order"), ("clash_seen", "violence_seen", "crowd")),
    "flood": (("disaster", "tps_site"), ("flooded", "site_unusable")),
    "access": (("remote_access", "disaster", "logistics_distribution"), ("access_cut",)),
    "ill": (("adhoc_body_readiness",), ("official_ill", "kpps_short")),
    "hoax": (("hoax",), ("hoax_spread",)),
    "signal": (("signal_blank_spot",), ("signal_out",)),
    "late": (("logistics_distribution", "logistics_shortage"), ("logistics_late", "opened_late")),
    "dispute": (("violation_dispute_rejection", "result_rejection"), ("count_disputed",)),
    "damaged": (("logistics_distribution", "logistics_shortage"), ("ballots_damaged",)),
    "official": (("neutrality_asn",), ("officials_campaigning",)),
    "queue": (("high_voter_count", "tps_facility"), ("queue_long",)),
    "unlisted": (("voter_list",), ("voters_unlisted",)),
    "weapon": (("violence", "security_gap", "intimidation"), ("weapon_seen",)),
    "hate": (("sara_identity",), ("hate_speech_seen",)),
}
BEGINS = datetime(2024, 11, 25, 22, 0, tzinfo=UTC)
DAYS = 3


@dataclass(frozen=True)
class Event:
    name: str
    kind: str
    path: str
    at: datetime
    details: dict[str, str]
    again: bool = False
    photo: int = 0


@dataclass(frozen=True)
class Told:
    """One report: its features, its words as typed, its true event."""

    features: EventFeatures
    text: str
    event: str
    person: str


def told_reports(phrases: ModuleType, seed: int, *, at_least: int = 560, spoilt: bool = False) -> list[Told]:
    """At least so many reports of as many events as it takes. `spoilt`: 20 % of words with a wrong letter, a fifth of
    the times missing, a tenth in another kecamatan."""
    rng = np.random.default_rng(seed)
    reports: list[Told] = []
    count = 0
    while len(reports) < at_least:
        for event in _events(phrases, rng, count):
            reports += _reports_of(event, phrases, rng, len(reports))
        count += 10
    return [_spoilt(each, rng) for each in reports] if spoilt else reports


def _events(phrases: ModuleType, rng: np.random.Generator, number: int) -> list[Event]:
    """One event and, often, its hard neighbours."""
    kind = str(rng.choice(list(KINDS)))
    regency = "99.01" if rng.random() < 0.8 else "99.02"
    path = f"{regency}.{rng.integers(1, 6):02d}.{2001 + rng.integers(0, 5)}.{rng.integers(1, 9):03d}"
    at = BEGINS + timedelta(minutes=int(rng.integers(0, DAYS * 24 * 60)))
    found = [Event(f"e{number}", kind, path, at, _details(phrases, rng), photo=_photo(rng))]
    if rng.random() < 0.3:
        found.append(
            Event(
                f"e{number + 1}", kind, _next_desa(path), _near(at, rng, 120), _details(phrases, rng), photo=_photo(rng)
            )
        )
    if rng.random() < 0.3:
        other = str(rng.choice([each for each in KINDS if each != kind]))
        found.append(
            Event(f"e{number + 2}", other, path, _near(at, rng, 120), _details(phrases, rng), photo=_photo(rng))
        )
    if kind in phrases.AGAIN and rng.random() < 0.3:
        later = at + timedelta(hours=float(rng.uniform(5, 10)))
        details = {**_details(phrases, rng), "spot": found[0].details["spot"]}
        found.append(Event(f"e{number + 3}", kind, path, later, details, again=True, photo=_photo(rng)))
    return found


def _details(phrases: ModuleType, rng: np.random.Generator) -> dict[str, str]:
    return {
        "spot": str(rng.choice(phrases.SPOTS)), "who": str(rng.choice(phrases.PEOPLE)), "road":
        str(rng.choice(phrases.ROADS)), "n": str(rng.choice([7, 12, 15, 20, 25, 30, 38, 45, 50, 60, 75, 100, 120])),
    "side": str(rng.integers(1, 4)), }  # fmt: skip


def _reports_of(event: Event, phrases: ModuleType, rng: np.random.Generator, number: int) -> list[Told]:
    count = int(rng.choice([1, 2, 3, 4, 5, 6], p=[0.33, 0.26, 0.2, 0.12, 0.06, 0.03]))
    made = []
    for n in range(count):
        later = n > 0 and rng.random() < 0.22
        gap = rng.uniform(1.5, 7) if later else abs(rng.normal(0, 0.45))
        at = event.at + timedelta(hours=float(gap))
        text = _text(event, phrases, rng, later)
        path, precision, at = _said_where_and_when(event.path, at, rng)
        issues, findings = KINDS[event.kind]
        features = EventFeatures(
            report_id=f"r{number + n:05d}", path=path, occurred_at=at, precision_h=precision,
            received_at=at + timedelta(minutes=float(rng.exponential(25))),
            issues=frozenset(map(str, rng.choice(issues, rng.integers(1, 3)))) if rng.random() < 0.85 else frozenset(),
            findings=frozenset({str(rng.choice(findings))}) if rng.random() < 0.5 else frozenset(),
            photos=_photos(event, rng),
        )  # fmt: skip
        made.append(Told(event_features(features, text), text, event.name, f"p{rng.integers(0, 300)}"))
    return made


def _text(event: Event, phrases: ModuleType, rng: np.random.Generator, later: bool) -> str:
    if event.again and not later:
        body = phrases.AGAIN[event.kind]
    else:
        body = str(rng.choice((phrases.LATER if later else phrases.FIRST)[event.kind]))
    body = body.format(**event.details)
    if rng.random() < 0.3 and event.path.count(".") == 4:
        body = f"{body} (TPS {int(event.path[-3:])})"
    return f"{rng.choice(phrases.OPENERS)}{body}.{rng.choice(phrases.CLOSERS)}"


def _said_where_and_when(path: str, at: datetime, rng: np.random.Generator) -> tuple[str, float, datetime]:
    """Most name the station, a third the desa; a few come closed: kecamatan and half a day."""
    chance = rng.random()
    if chance < 0.62:
        return path, 0.0, at
    if chance < 0.94:
        return path.rpartition(".")[0], 0.0, at
    half = at.replace(hour=0 if at.hour < 12 else 12, minute=0, second=0, microsecond=0)
    return ".".join(path.split(".")[:3]), 12.0, half


def _photos(event: Event, rng: np.random.Generator) -> tuple[int, ...]:
    if rng.random() > 0.25:
        return ()
    if rng.random() < 0.4:
        noise = sum(1 << int(bit) for bit in rng.choice(64, 3, replace=False))
        return (event.photo ^ noise,)
    return (_photo(rng),)


def _photo(rng: np.random.Generator) -> int:
    return int(rng.integers(1, 2**63))


def _near(at: datetime, rng: np.random.Generator, minutes: int) -> datetime:
    return at + timedelta(minutes=int(rng.integers(-minutes, minutes)))


def _next_desa(path: str) -> str:
    parts = path.split(".")
    parts[3] = str(2001 + (int(parts[3]) - 2000) % 5)
    return ".".join(parts)


def _spoilt(told: Told, rng: np.random.Generator) -> Told:
    text = " ".join(_typo(word, rng) if len(word) > 3 and rng.random() < 0.2 else word for word in told.text.split(" "))
    features = told.features
    if rng.random() < 0.2:
        features = replace(features, occurred_at=None, precision_h=0.0)
    if rng.random() < 0.1:
        parts = features.path.split(".")
        parts[2] = f"{int(parts[2]) % 5 + 1:02d}"
        features = replace(features, path=".".join(parts))
    return replace(told, features=event_features(features, text), text=text)


def _typo(word: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(1, len(word) - 1))
    kind = int(rng.integers(0, 3))
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + str(rng.choice(list("abegikmnoprstu"))) + word[at + 1 :]
