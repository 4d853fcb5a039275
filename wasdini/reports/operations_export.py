"""Taking reports along: marked for whom, without persons, and of closed reports only the twin that may travel."""

from __future__ import annotations

from datetime import datetime

from wasdini.accounts.queries import language
from wasdini.core.access import Act, Actor, looking_at, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Classification, Mode
from wasdini.core.veil import redact
from wasdini.core.writing import write_half_day, write_moment
from wasdini.core.zones import zone_of
from wasdini.documents.operations_export import ExportCard, export_rows
from wasdini.methods.labels import label
from wasdini.methods.sentences import sentence
from wasdini.places import queries as places
from wasdini.reports.models import Standing
from wasdini.reports.operations_reading import note
from wasdini.reports.queries import ReportCard, card_of, visible_reports
from wasdini.rows.scoping import within

ROWS_MAX = 5_000
FORMS = ("xlsx", "csv", "pdf")


def export_reports(actor: Actor, *, area: str, since: datetime, until: datetime, form: str, at: datetime) -> ExportCard:
    """The reports of an area and a time as a file for this actor. Raises `InputRefused`, `NotAllowed`, `NotVisible`.

    No source, no reporter, no position; phone and identity numbers are taken out of the words. Of a closed report only
    its sanitised twin leaves. The file is of the highest class of its rows.
    """
    require_allowed(actor, Act.EXPORT_REPORTS, area=area)
    if form not in FORMS:
        raise InputRefused([Problem("report_export_form", value=form[:20], expected=", ".join(FORMS))])
    reader = looking_at(actor, Act.SEE_REPORTS, area=area)
    rows = visible_reports(reader).filter(
        within([area], "standing__path"), received_at__gte=since, received_at__lt=until
    )
    cards = [card_of(row) for row in rows.order_by("received_at", "report_id")[: ROWS_MAX + 1]]
    if len(cards) > ROWS_MAX:
        raise InputRefused([Problem("report_export_too_long", expected=str(ROWS_MAX))])
    twins = dict(Standing.objects.filter(report__report_id__in=[c.report_id for c in cards if _closed(c)])
                 .values_list("report__report_id", "twin"))  # fmt: skip
    spoken = language()
    names = places.names_of({card.where for card in cards})
    table = [_line(card, twins.get(card.report_id, ""), names, spoken) for card in cards]
    note(actor, cards, page=f"export:{form}", at=at)
    return export_rows(
        actor,
        title=sentence("report_export_title", {"place": places.names_of([area]).get(area, area)}, spoken),
        columns=[sentence(f"report_column_{name}", {}, spoken) for name in _COLUMNS],
        rows=table,
        classification=max((card.classification for card in cards), key=_rank, default=Classification.BIASA),
        area=area,
        at=at,
        form=form,
    )


_COLUMNS = ("received", "occurred", "place", "code", "kind", "issues", "urgency", "ladder", "grade", "status", "text")


def _line(card: ReportCard, twin: str, names: dict[str, str], spoken: str) -> list[str | int]:
    zone = zone_of(card.where)
    written = write_half_day if _closed(card) else write_moment
    words = twin if _closed(card) else card.text
    return [
        written(card.received_at, zone=zone, language=spoken),
        written(card.occurred_at, zone=zone, language=spoken),
        names.get(card.where, card.where),
        card.where,
        label("report_kind", card.kind.value, spoken),
        ", ".join(label("issue", code, spoken) for code in card.issues),
        card.urgency,
        label("ladder", card.ladder, spoken) if card.ladder else "",
        (card.reliability + card.credibility).upper(),
        label("report_status", card.status.value, spoken),
        redact(words),
    ]


def _closed(card: ReportCard) -> bool:
    return card.mode is Mode.TERTUTUP


def _rank(classification: Classification) -> int:
    return classification.rank
