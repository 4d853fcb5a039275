"""The law of a subject's request, as far as it decides anything here: kinds, clock, lawful grounds to refuse.

The words of an answer follow from kind, outcome and ground alone. Nothing is looked up in reports, so that no answer,
and no delay of one, can say whether somebody ever told the office anything.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from wasdini.methods.sentences import sentence

ANSWER_WITHIN = timedelta(hours=72)


class RequestKind(StrEnum):
    """What a person may ask for, with the article of UU 27/2022."""

    INFORMATION = "information"  # art. 5
    CORRECTION = "correction"  # art. 6
    ACCESS = "access"  # art. 7
    DELETION = "deletion"  # art. 8
    WITHDRAWAL = "withdrawal"  # art. 9
    OBJECTION = "objection"  # art. 10
    RESTRICTION = "restriction"  # art. 11
    PORTABILITY = "portability"  # art. 13


class Ground(StrEnum):
    """Why a request may be refused."""

    ENDANGERS = "endangers"  # art. 33: safety or health of others, their data, or defence and security of the State
    IDENTITY = "identity"  # the asker could not be recognised as the person concerned
    LAW_KEEPS = "law_keeps"  # another law obliges the office to keep it (archive, open case)
    STATE_INTEREST = "state_interest"  # art. 15: where a law is being carried out, for the rights it names


# Art. 15 names art. 8, 9, 10(1), 11 and 13; it does not name 5 to 7: "security, therefore no rights" is not the law.
OPEN_TO_STATE_INTEREST = frozenset(
    {
        RequestKind.DELETION, RequestKind.WITHDRAWAL, RequestKind.OBJECTION, RequestKind.RESTRICTION,
        RequestKind.PORTABILITY,
    }
)  # fmt: skip


def may_refuse(kind: RequestKind, ground: Ground) -> bool:
    """Whether the law lets this kind be refused on this ground."""
    return ground is not Ground.STATE_INTEREST or kind in OPEN_TO_STATE_INTEREST


def ground_words(ground: Ground, language: str) -> str:
    """The reason alone."""
    return sentence(f"subject_refused_{ground.value}", {}, language)


def refusal_words(ground: Ground, language: str) -> str:
    """The reason as it is told to the asker: the same for everybody, whatever the office holds."""
    return f"{ground_words(ground, language)} {neutral_words(language)}"


def neutral_words(language: str) -> str:
    """Stands under every answer, given or refused: nothing is confirmed, nothing denied."""
    return sentence("subject_neutral", {}, language)
