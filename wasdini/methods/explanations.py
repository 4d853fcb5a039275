"""An explanation in words: "+3,1 riwayat kekerasan di TPS, +2,0 rawan bencana", and what would change the category."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wasdini.core.index.explain import Explanation
from wasdini.core.index.method import Method
from wasdini.methods.sentences import sentence

SHOWN = 3


def points_words(explanation: Explanation, method: Method, language: str = "id", *, at_most: int = SHOWN) -> str:
    """The greatest reasons with their signs, as one phrase; the rest as one number, so that the sum still shows."""
    if explanation.score is None:
        return sentence("explain_nothing_known", language=language)
    if not explanation.reasons:
        return sentence("explain_no_sign", language=language)
    parts = [
        sentence(
            "explain_part",
            {"points": number_words(reason.shown, language), "label": _label(method, reason.indicator_id, language)},
            language,
        )
        for reason in explanation.reasons[:at_most]
    ]
    rest = explanation.reasons[at_most:]
    if rest:
        summed = sum((reason.shown for reason in rest), Decimal(0))
        params = {"points": number_words(summed, language), "count": len(rest)}
        parts.append(sentence("explain_rest", params, language))
    return ", ".join(parts)


def change_words(explanation: Explanation, method: Method, language: str = "id") -> tuple[str, ...]:
    """What would lower and what would raise the category, one sentence each; empty when nothing would."""
    said: list[str] = []
    for code, way in (("explain_easing", explanation.easing), ("explain_worsening", explanation.worsening)):
        if way is not None:
            params = {
                "category": method.category(way.category).label.in_language(language),
                "labels": _list(method, way.indicator_ids, language),
            }
            said.append(sentence(code, params, language))
    if explanation.unknown and explanation.score is not None:
        params = {"count": str(len(explanation.unknown)), "total": str(len(method.indicators))}
        said.append(sentence("explain_unknown", params, language))
    return tuple(said)


def explanation_sentence(explanation: Explanation, method: Method, language: str = "id") -> str:
    """All of it as one line of text."""
    first = points_words(explanation, method, language)
    return " ".join((f"{first[:1].upper()}{first[1:]}.", *change_words(explanation, method, language)))


def number_words(number: Decimal | float, language: str) -> str:
    """Indonesian writes a decimal comma."""
    text = str(number)
    return text.replace(".", ",") if language == "id" else text


def _label(method: Method, indicator_id: str, language: str) -> str:
    return method.indicator(indicator_id).label.in_language(language)


def _list(method: Method, ids: Sequence[str], language: str) -> str:
    return ", ".join(_label(method, name, language) for name in ids)
