"""The frame of every page: office, scope, stage and days to voting, marking, theme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from wasdini.accounts import queries as accounts
from wasdini.board.templatetags.board_words import spoken
from wasdini.core.access import Act, Actor, may
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.terms import Classification
from wasdini.elections import queries as elections
from wasdini.places import queries as places


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """What `templates/base.html` shows around each page."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "office": accounts.the_office(),
        "actor": actor,
        "LANGUAGE_CODE": spoken(),
        "theme": request.COOKIES.get("tampilan", ""),
        "marking": Classification.BIASA,
        "marking_words": marking_words(Classification.BIASA),
        **(_frame_of(actor) if actor else {}),
    }


def marking_words(classification: Classification) -> str:
    """`Biasa (B)`: the word and the letter that stand on official papers."""
    words = {
        Classification.BIASA: _("Biasa"),
        Classification.TERBATAS: _("Terbatas"),
        Classification.RAHASIA: _("Rahasia"),
        Classification.SANGAT_RAHASIA: _("Sangat Rahasia"),
    }
    return f"{words[classification]} ({classification.mark})"


def _frame_of(actor: Actor) -> dict[str, Any]:
    names = places.names_of(actor.areas)
    area = next(iter(actor.areas), NASIONAL_CODE)
    return {
        "clock": elections.clock_now(timezone.now(), area) or {"election": None},
        "scope_names": ", ".join(names.get(area, area) for area in actor.areas),
        "may_see_journal": may(actor, Act.SEE_JOURNAL),
        "may_see_risk": may(actor, Act.SEE_RISK),
        "may_manage_people": may(actor, Act.MANAGE_PEOPLE),
    }
