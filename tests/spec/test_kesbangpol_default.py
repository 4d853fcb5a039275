"""The shipped office method is what its derivation page says it is."""

from __future__ import annotations

import pytest

from tests.spec.derivations import rarity_weights, region_bounds, station_bounds
from wasdini.core.terms import Level
from wasdini.methods.loader import load_method

METHOD = load_method("kesbangpol-default")


def test_every_counted_sign_weighs_by_its_rarity() -> None:
    derived = rarity_weights(METHOD)
    assert len(derived) == 24
    for name, weight in derived.items():
        assert METHOD.indicator(name).weight == pytest.approx(weight, abs=0.005), name


def test_the_uncounted_signs_weigh_what_their_source_says() -> None:
    assert METHOD.indicator("high_voter_count").weight == min(METHOD.weights)
    assert METHOD.indicator("near_candidate").weight == METHOD.indicator("near_campaign_post").weight


def test_the_bounds_follow_from_the_class_mix_and_the_published_index() -> None:
    stations, regions = METHOD.cuts_for(Level.TPS), METHOD.cuts_for(Level.KABKOTA)
    assert stations is not None and regions is not None
    assert stations.bounds == station_bounds(METHOD)
    assert regions.bounds == pytest.approx(region_bounds(METHOD), abs=0.011)


def test_the_checklist_of_bawaslu_is_covered_whole() -> None:
    assert set(load_method("bawaslu-tps-2024-pemilu").indicator_ids) <= set(METHOD.indicator_ids)


def test_the_pilkada_variant_differs_only_in_the_limits_of_voters() -> None:
    pilkada = load_method("kesbangpol-default-pilkada")
    different = [a.id for a, b in zip(METHOD.indicators, pilkada.indicators, strict=True) if a != b]
    assert different == ["high_voter_count"]
    scale = pilkada.indicator("high_voter_count").scale
    assert (scale.low, scale.high) == (466, 600)
