"""How the shipped office method came by its weights and bounds: computed from published counts, not typed in twice."""

from __future__ import annotations

from math import log10

import numpy as np

from wasdini.core.index.method import Method

STATIONS_PEMILU_2024 = 820_161
STATIONS_PILKADA_2024 = 435_296
STATIONS_JAWA_BARAT_2024 = 73_862
OTHER_SHARES = {"revote_history": 287 / STATIONS_PILKADA_2024, "conflict_prone": 288 / STATIONS_JAWA_BARAT_2024}

# Classes of all stations at Pilkada 2020 (secure, vulnerable, very vulnerable, special), as printed by Infopublik.
CLASSES_PILKADA_2020 = (266_220, 34_863, 5_113, 732)
IKP_2024_KABKOTA_MEAN, IKP_2024_KABKOTA_CUTS = 31.40, (13.47, 49.33)


def national_shares(method: Method) -> dict[str, float]:
    """Share of stations that have each sign, where it was ever counted."""
    counted = {i.id: i.context_count / STATIONS_PEMILU_2024 for i in method.indicators if i.context_count}
    return {**counted, **OTHER_SHARES}


def rarity_weights(method: Method) -> dict[str, float]:
    """-log10(share): a sign ten times rarer weighs one more."""
    return {name: round(-log10(share), 2) for name, share in national_shares(method).items()}


def expected_mean(method: Method) -> float:
    """Score of the average station, were all counted signs spread as in the country and the others absent."""
    shares = national_shares(method)
    weighed = sum(method.indicator(name).weight * share for name, share in shares.items())
    return float(100 * weighed / method.weights.sum())


def station_bounds(method: Method) -> tuple[float, float]:
    """Scores that put as many stations into medium and high as Polri's national class mix of 2020 did.

    The distribution of the score follows from the shares, taken as independent: weights in hundredths, one sign after
    another folded in.
    """
    spread = np.zeros(round(100 * method.weights.sum()) + 1)
    spread[0] = 1.0
    for name, share in national_shares(method).items():
        step = round(100 * method.indicator(name).weight)
        with_sign = spread[:-step] * share
        spread = spread * (1 - share)
        spread[step:] += with_sign
    at_least = np.cumsum(spread[::-1])[::-1]
    secure, vulnerable, very, special = CLASSES_PILKADA_2020
    everyone = secure + vulnerable + very + special
    medium, high = (
        next(step for step in range(len(at_least)) if at_least[step] <= wanted / everyone)
        for wanted in (vulnerable + very + special, very + special)
    )
    return tuple(round(step / method.weights.sum(), 1) for step in (medium, high))  # type: ignore[return-value]


def region_bounds(method: Method) -> tuple[float, float]:
    """The national mean, times what the published IKP 2024 bounds are to its own kabupaten mean."""
    low, high = (round(expected_mean(method) * cut / IKP_2024_KABKOTA_MEAN, 2) for cut in IKP_2024_KABKOTA_CUTS)
    return low, high
