"""A report by text message: read, matched with its sender, accepted; always answered with one short message.

Closed reports are not taken here: the telephone company and the gateway see number and words, and keep both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from wasdini.accounts.operations_devices import PinLocked, PinRefused, check_pin
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.field_report import read_field_report
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Channel
from wasdini.core.text_message import REPLY_LONGEST, ParsedMessage, parse, report_body
from wasdini.core.zones import zone_of
from wasdini.methods.labels import label
from wasdini.methods.sentences import sentence
from wasdini.methods.text_words import text_words
from wasdini.reports.arrivals import Arrival
from wasdini.reports.operations import Overloaded, ReportConflict, StorageFull, accept_report
from wasdini.reports.queries import vocabulary


@dataclass(frozen=True)
class TextMessage:
    """A message as its gateway handed it in. `message_id`: the gateway's own number of it."""

    gateway: str
    message_id: str
    sender: str
    text: str
    sent_at: datetime

    @property
    def report_id(self) -> UUID:
        """The same message always becomes the same report, however often the gateway hands it in."""
        return uuid5(NAMESPACE_URL, f"wasdini-text:{self.gateway}:{self.message_id}")


def accept_text(message: TextMessage, *, at: datetime) -> str:
    """The answer for the sender, at most one SMS long. Raises only `Overloaded` and `StorageFull`: try again later."""
    try:
        parsed = parse(message.text, text_words())
        actor = check_pin(message.sender, parsed.pin, at=at)
        zone = zone_of(parsed.place_code)
        body = report_body(parsed, at=message.sent_at, zone=zone.clock)
        report = read_field_report(message.report_id, body, vocabulary())
        receipt = accept_report(actor, report, Arrival(channel=Channel.TEXT, body=_bytes_of(parsed), received_at=at))
    except InputRefused as refusal:
        return _refused(refusal)
    except PinLocked:
        return sentence("text_sender_locked")
    except PinRefused:
        return sentence("text_sender_refused")
    except (NotAllowed, NotVisible):
        return sentence("text_elsewhere")
    except ReportConflict:
        return sentence("text_conflict")
    number = str(receipt.report_id)[:8]
    if receipt.repeated:
        return sentence("text_accepted_before", {"number": number})
    local = receipt.received_at.astimezone(zone.clock)
    what = f"{label('report_kind', parsed.kind.value)} {parsed.tps_code or parsed.place_code}"
    return sentence("text_accepted", {"at": f"{local:%H.%M} {zone.letters}", "what": what, "number": number})


def _bytes_of(parsed: ParsedMessage) -> bytes:
    """What counts for "the same message": everything but the PIN, whose digest could be guessed back."""
    return "\n".join((parsed.tps_code or parsed.place_code, parsed.said, parsed.text)).encode()


def _refused(refusal: InputRefused) -> str:
    problem = refusal.problems[0]
    if problem.code == "report_place_unknown":
        return sentence("text_elsewhere")
    words = sentence(problem.code, {"value": problem.value, "expected": problem.expected, "column": problem.column})
    if problem.code.startswith("text_"):
        return words
    return sentence("text_refused", {"why": words})[:REPLY_LONGEST]


__all__ = ["Overloaded", "StorageFull", "TextMessage", "accept_text"]
