"""What an office changes about itself after set-up: its name, its letterhead, how its papers are numbered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from wasdini.accounts.models import Office
from wasdini.core.access import Act, Actor, NotVisible, require_allowed
from wasdini.core.numbering import check_pattern
from wasdini.core.problems import InputRefused, Problem
from wasdini.journal import operations as journal


@dataclass(frozen=True, kw_only=True)
class LetterheadForm:
    """The letterhead as the office states it. What is left blank follows from its name and region."""

    name: str
    lines: str = ""
    address: str = ""
    signing_place: str = ""
    signing_post: str = ""
    number_pattern: str = ""


def change_letterhead(actor: Actor, stated: LetterheadForm, *, at: datetime) -> None:
    """Papers from now on carry it; those already issued stay as they are. Refuses a pattern that repeats numbers."""
    require_allowed(actor, Act.CHANGE_OFFICE)
    if not stated.name.strip():
        raise InputRefused([Problem("setup_blank", column="name")])
    if stated.number_pattern.strip():
        check_pattern(stated.number_pattern.strip())
    with journal.act(actor, "change_letterhead", at=at) as line:
        office = Office.objects.select_for_update().first()
        if office is None:
            raise NotVisible("office")
        require_allowed(actor, Act.CHANGE_OFFICE, area=office.area)
        told = {key: value.strip() for key, value in asdict(stated).items()}
        before = {"name": office.name, **office.letterhead}
        office.name = told.pop("name")
        office.letterhead = {**office.letterhead, **told}
        office.save(update_fields=["name", "letterhead"])
        line.about("office", office.pk, area=office.area)
        after = {"name": office.name, **told}
        line.details = {key: value for key, value in after.items() if value != before.get(key, "")}
