"""The draft notice of a breach (UU 27/2022 art. 46), composed from what an account saw.

The same text whatever was covert among it: a notice that changed would itself confirm a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wasdini.accounts.queries_office import letterhead_of
from wasdini.core.paper import Letterhead, Paper, Point, Points
from wasdini.core.writing import write_moment, write_number
from wasdini.core.zones import zone_of

NOTICE_WITHIN = timedelta(hours=72)


@dataclass(frozen=True)
class Breach:
    """What is known: the kinds of things seen, how many things, how many copies, when, and by when to tell."""

    area: str
    kinds: frozenset[str]
    things_count: int
    copies_count: int
    since: datetime
    until: datetime
    at: datetime


def compose_notice(breach: Breach, rules: Mapping[str, Any], *, head: Letterhead, stamp: str) -> Paper:
    """The paper in Bahasa Indonesia, which is the language of the duty."""
    zone = zone_of(breach.area)
    told = {
        "things_count": write_number(breach.things_count),
        "copies_count": write_number(breach.copies_count),
        "since": write_moment(breach.since, zone=zone),
        "until": write_moment(breach.until, zone=zone),
        "deadline": write_moment(breach.at + NOTICE_WITHIN, zone=zone),
    }
    known = rules["kinds"]
    kinds = sorted({kind if kind in known else "other" for kind in breach.kinds} or {"other"})
    blocks = tuple(
        Points(
            section["title"],
            tuple(Point(text.format(**told)) for text in _texts(section, [known[kind] for kind in kinds])),
            lead=section.get("lead", "").format(**told),
        )
        for section in rules["section"]
    )
    source = rules["source"] if rules["verified"] else f"{rules['source']}."
    return Paper(
        language="id",
        letterhead=head,
        title=rules["title"],
        subtitle=rules["subtitle"],
        dated=write_moment(breach.at, zone=zone),
        blocks=blocks,
        sources=(source,),
        stamp=stamp,
    )


def notice_head(office: Any, region: str, breach: Breach) -> Letterhead:
    """The office's head as its other papers carry it."""
    if office is None:
        return Letterhead((), signing_post="Kepala")
    on = breach.at.astimezone(zone_of(breach.area).clock).date()
    return letterhead_of(office.name, region, office.letterhead, on=on, language="id")


def _texts(section: Mapping[str, Any], kinds: list[str]) -> list[str]:
    return kinds if section["points"] == "kinds" else list(section["points"])
