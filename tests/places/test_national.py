"""The real national files, where they are at hand (`WASDINI_OPEN_DATA`): 91,599 regions, 820,161 TPS."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cast import NOW
from wasdini.core.access import system_actor
from wasdini.places import operations, queries
from wasdini.places.models import Tps
from wasdini.places.operations import ImportRequest

FOLDER = Path(os.environ.get("WASDINI_OPEN_DATA", "/nonexistent"))
CONSOLE = system_actor("konsol")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.both,
    pytest.mark.skipif(
        not (FOLDER / "idn_regions_2025.csv.gz").exists(),
        reason="set WASDINI_OPEN_DATA to the folder with idn_regions_2025.csv.gz and pemilu2024_tps_per_desa.csv.gz",
    ),
]


def test_the_nation_comes_in_whole_and_513_changed_codes_are_listed(django_assert_num_queries) -> None:
    regions = operations.import_places(CONSOLE, FOLDER / "idn_regions_2025.csv.gz", at=NOW).report
    assert (regions.rows_read, regions.added, regions.refused) == (91_599, 91_599, 0)
    counts = FOLDER / "pemilu2024_tps_per_desa.csv.gz"
    matched = operations.expand_tps(CONSOLE, counts, at=NOW)
    changed = [finding for finding in matched.report.findings if finding.finding == "unknown_desa"]
    assert (len(changed), matched.report.tps_count, matched.report.tps_refused) == (513, 818_912, 1_249)
    whole = operations.expand_tps(CONSOLE, counts, at=NOW, request=ImportRequest(keep_old=True)).report
    assert (whole.tps_count, whole.added, whole.unchanged) == (820_161, 1_249, 818_912)
    nation = queries.place_card(CONSOLE, "0")
    assert (nation.tps_count, nation.special_count) == (820_161, 1_822)
    with django_assert_num_queries(2):
        assert queries.place_card(CONSOLE, "33.01.01").tps_count > 0
    with django_assert_num_queries(3):
        assert len(queries.children(CONSOLE, "33.01")) == 24
    with django_assert_num_queries(2):
        assert queries.neighbours_of(CONSOLE, "33.01")
    frame = queries.tps_frame("33.01")
    assert frame.height == queries.place_card(CONSOLE, "33.01").tps_count
    assert Tps.objects.filter(superseded_by=None).count() == 820_161
