"""The frame of every page: office, scope, stage and days to voting, marking, theme."""

from __future__ import annotations

from functools import cache, partial
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

NO_ELECTION: dict[str, Any] = {"election": None}


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
    """Clock and names are asked for when the template comes to them: a page that has read them gives its own."""
    return {
        "clock": cache(partial(_clock, actor)),
        "scope_names": cache(partial(_scope_names, actor)),
        "may_assess": may(actor, Act.ASSESS),
        "may_see_journal": may(actor, Act.SEE_JOURNAL),
        "may_see_risk": may(actor, Act.SEE_RISK),
        "may_report": may(actor, Act.SUBMIT_REPORT),
        "may_grade": may(actor, Act.GRADE_REPORT),
        "may_answer_referral": may(actor, Act.ANSWER_REFERRAL),
        "may_see_coverage": may(actor, Act.SEE_COVERAGE),
        "may_plan_duty": may(actor, Act.PLAN_DUTY),
        "may_keep_sources": may(actor, Act.KEEP_SOURCES),
        "may_ask_unmasking": may(actor, Act.ASK_UNMASKING),
        "may_design_form": may(actor, Act.DESIGN_FORM),
        "may_export_reports": may(actor, Act.EXPORT_REPORTS),
        "may_change_office": may(actor, Act.CHANGE_OFFICE),
        "may_see_reads": may(actor, Act.SEE_READS),
        "may_answer_subjects": may(actor, Act.ANSWER_SUBJECTS),
        "may_manage_people": may(actor, Act.MANAGE_PEOPLE),
    }


def _clock(actor: Actor) -> Any:
    area = next(iter(actor.areas), NASIONAL_CODE)
    return elections.clock_now(timezone.now(), area) or NO_ELECTION


def _scope_names(actor: Actor) -> str:
    names = places.names_of(actor.areas)
    return ", ".join(names.get(area, area) for area in actor.areas)
