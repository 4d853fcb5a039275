"""What a grade might be, from who else says so and how often the source was right before. Only ever a suggestion.

Admiralty system: source reliability A-F, information credibility 1-6. A person grades; the suggestion stands beside the
grade and never replaces it. Bounds come from `methods/grading.toml`; how: `docs/method/grading.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scipy.special import betaincinv

from wasdini.core.reasons import Reason
from wasdini.core.terms import Credibility, Reliability


@dataclass(frozen=True)
class Voice:
    """Somebody who says it. `person`: the key of the person behind the account (one person on two phones has one key),
    None when nobody knows. `origin`: the key of the person who told the reporter, when one did."""

    person: str | None
    origin: str | None = None

    @property
    def key(self) -> str | None:
        return self.origin or self.person


@dataclass(frozen=True)
class TrackRecord:
    """How often what the source said was later held to be right, and wrong. Whole numbers, not negative."""

    right: int = 0
    wrong: int = 0


@dataclass(frozen=True, kw_only=True)
class GradingRules:
    """Bounds of the suggestion; see the method file for each source. Shares are 0-1."""

    prior_right: float
    prior_wrong: float
    interval: float
    least_judged: int
    a_from: float
    b_from: float
    c_from: float
    e_below: float
    confirmed_sources: int
    probable_sources: int
    reliability_values: Mapping[Reliability, float]
    credibility_values: Mapping[Credibility, float]
    source_weight: float
    unverified: float


@dataclass(frozen=True)
class Belief:
    """Share of what the source says that is right: posterior mean and equal-tailed credible interval, 0-1."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class GradeSuggestion:
    """A letter and a digit to consider, what they rest on, and why."""

    reliability: Reliability
    credibility: Credibility
    belief: Belief
    independent: int
    against: int
    reasons: tuple[Reason, ...]


def independent_count(voices: Iterable[Voice]) -> int:
    """How many independent sources: each person once, however many phones or reports; all unknown ones together once.

    Two reporters told by the same person count once. 0 for nobody.
    """
    keys = {voice.key for voice in voices}
    return len(keys)


def known_count(voices: Iterable[Voice]) -> int:
    """Independent sources whose person is known: what an escalation without a verifier may rest on."""
    return len({voice.key for voice in voices} - {None})


def belief(record: TrackRecord, rules: GradingRules) -> Belief:
    """Beta posterior after `right` and `wrong` outcomes on the prior of the rules.

    mean = (a + right) / (a + b + right + wrong); the interval is [q, 1 - q] quantiles with q = (1 - interval) / 2
    (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4). `ValueError` for a negative count.
    """
    if record.right < 0 or record.wrong < 0:
        raise ValueError("counts are not negative")
    a, b = rules.prior_right + record.right, rules.prior_wrong + record.wrong
    tail = (1 - rules.interval) / 2
    return Belief(a / (a + b), float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail)))


def suggest_reliability(record: TrackRecord, rules: GradingRules) -> Reliability:
    """F until enough was judged; A, B, C when even the low end is high enough; E when even the high end is low; else D.

    Where the interval is wide around the middle (mean at least one half) the answer is C rather than D.
    """
    if record.right + record.wrong < rules.least_judged:
        return Reliability.F
    found = belief(record, rules)
    bounds = ((rules.a_from, Reliability.A), (rules.b_from, Reliability.B), (rules.c_from, Reliability.C))
    for bound, letter in bounds:
        if found.low >= bound:
            return letter
    if found.high < rules.e_below:
        return Reliability.E
    return Reliability.C if found.mean >= 0.5 else Reliability.D


def suggest_credibility(supporting: int, against: int, rules: GradingRules) -> Credibility:
    """From counts of independent sources, the report's own included in `supporting`.

    One alone: 6, cannot be judged. Nobody against: 1 and 2 from the numbers of the rules. Contradicted: 3 while more
    say so than not, 4 when as many, 5 when fewer.
    """
    if against > 0:
        if supporting > against:
            return Credibility.POSSIBLE
        return Credibility.DOUBTFUL if supporting == against else Credibility.IMPROBABLE
    if supporting >= rules.confirmed_sources:
        return Credibility.CONFIRMED
    return Credibility.PROBABLE if supporting >= rules.probable_sources else Credibility.UNJUDGED


def suggest_grade(
    record: TrackRecord, supporting: Sequence[Voice], contradicting: Sequence[Voice], rules: GradingRules
) -> GradeSuggestion:
    """The suggestion for one report. `supporting` holds its own voice and those of the same event that agree.

    A person on both sides counts on neither.
    """
    both = {voice.key for voice in supporting} & {voice.key for voice in contradicting} - {None}
    independent = independent_count(voice for voice in supporting if voice.key not in both)
    against = independent_count(voice for voice in contradicting if voice.key not in both)
    found = belief(record, rules)
    return GradeSuggestion(
        reliability=suggest_reliability(record, rules),
        credibility=suggest_credibility(independent, against, rules),
        belief=found,
        independent=independent,
        against=against,
        reasons=_reasons(record, found, independent, against, rules),
    )


def _reasons(
    record: TrackRecord, found: Belief, independent: int, against: int, rules: GradingRules
) -> tuple[Reason, ...]:
    judged = record.right + record.wrong
    reasons = [Reason("grade_no_record", {"count": str(judged), "least": str(rules.least_judged)})]
    if judged >= rules.least_judged:
        low, high = (str(round(100 * bound)) for bound in (found.low, found.high))
        params = {"right": str(record.right), "count": str(judged), "low": low, "high": high}
        reasons = [Reason("grade_record", params)]
    reasons.append(Reason("grade_alone") if independent <= 1 else Reason("grade_sources", {"count": str(independent)}))
    if against:
        reasons.append(Reason("grade_against", {"count": str(against)}))
    return tuple(reasons)


def strength(reliability: Reliability | None, credibility: Credibility | None, rules: GradingRules) -> float:
    """0-1: how far a graded report moves the picture.

    credibility value x (1 - w + w x reliability value), w the weight of the source: what was confirmed stays strong
    whoever said it. Ungraded: the rules' `unverified`.
    """
    if reliability is None or credibility is None:
        return rules.unverified
    w = rules.source_weight
    return rules.credibility_values[credibility] * (1 - w + w * rules.reliability_values[reliability])
