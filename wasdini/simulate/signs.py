"""What the invented sources say about the invented stations: signs follow the land and stand in clusters.

The shares of the country (the method's own counts) set how common a sign is; hills, coast, river and towns say where.
Every source leaves something unknown, as real ones do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wasdini.simulate.terrain import KM_PER_DEGREE, a_field

DEMO_LIFT = 0.6  # most villages are calm: what stands out comes from the hotspots and the clusters
CLUSTERING = 1.6
VISITED_KECAMATAN_COUNT = 7
VISITS_PER_DAY = 84
CANDIDATE_COUNT = 7
CANDIDATE_KNOWN_WITHIN_KM = 2.0

Ground = Mapping[str, NDArray[np.float64]]
Values = NDArray[np.float64]

# The share of all stations of the country that carry each sign (Bawaslu 2024, facts of the shipped method).
SHARES = {
    "voters_not_eligible": 0.153, "additional_voters": 0.146, "organisers_outside_domicile": 0.047,
    "internet_trouble": 0.044, "near_campaign_post": 0.027, "unlisted_voters": 0.023, "disaster_prone": 0.013,
    "power_trouble": 0.0099, "near_school": 0.0059, "hard_to_reach": 0.0051, "money_near_tps": 0.0047,
    "violence_history": 0.0028, "organiser_intimidation_history": 0.0027, "near_workplace": 0.0025,
    "logistics_shortage_history": 0.0024, "logistics_late_history": 0.0019, "logistics_damage_history": 0.0019,
    "ballots_swapped_history": 0.0017, "officials_not_neutral": 0.0015, "kpps_campaigning": 0.0013,
    "hate_speech": 0.0010, "revote_history": 0.0007, "conflict_prone": 0.0039,
}  # fmt: skip


@dataclass(frozen=True)
class DemoSource:
    """One invented delivery: which signs, how many days before, and which share of the villages it never reached."""

    name: str
    vintage: str
    days_before: int
    signs: tuple[str, ...]
    unreached_share: float
    verified: bool = True


SOURCES = (
    DemoSource("KPU Kabupaten (contoh): daftar pemilih", "DPT contoh", 34,
               ("voters_not_eligible", "additional_voters", "unlisted_voters", "organisers_outside_domicile"), 0.0),
    DemoSource("BPBD (contoh): peta rawan bencana", "edisi tahun lalu", 61, ("disaster_prone",), 0.0),
    DemoSource("Survei sinyal dan listrik kecamatan (contoh)", "survei contoh", 21,
               ("internet_trouble", "power_trouble", "hard_to_reach"), 0.12, False),
    DemoSource("Pengawas Kecamatan (contoh): pemetaan TPS rawan", "pemetaan contoh", 9,
               ("near_campaign_post", "near_school", "near_workplace", "money_near_tps", "violence_history",
                "organiser_intimidation_history", "officials_not_neutral", "kpps_campaigning", "hate_speech",
                "revote_history", "conflict_prone"), 0.08),
    DemoSource("Arsip logistik pemilu lalu (contoh)", "pemilu contoh lalu", 40,
               ("logistics_shortage_history", "logistics_late_history", "logistics_damage_history",
                "ballots_swapped_history"), 0.2),
    DemoSource("Petugas Kesbangpol (contoh): rumah calon", "kunjungan contoh", 15, ("candidate_distance_km",), 0.0),
)  # fmt: skip
# Villages where several signs meet, as an office knows them: each sign stands at this share of the stations.
HOTSPOT_SHARE = 0.45
HOTSPOTS = (
    (
        "town",
        ("violence_history", "hate_speech", "near_campaign_post", "money_near_tps", "organiser_intimidation_history"),
    ),
    ("river", ("disaster_prone", "logistics_late_history", "logistics_damage_history", "power_trouble")),
    ("island", ("hard_to_reach", "internet_trouble", "power_trouble", "logistics_late_history")),
    ("hill", ("conflict_prone", "revote_history", "officials_not_neutral", "internet_trouble")),
)
FIELD_VISITS = "Kunjungan petugas lapangan (contoh)"
_SHIFTING = ("near_campaign_post", "internet_trouble", "power_trouble", "money_near_tps", "disaster_prone",
             "hate_speech", "officials_not_neutral", "hard_to_reach")  # fmt: skip


def first_signs(rng: np.random.Generator, ground: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Source name -> `unit_code` and one column per sign, null where that source never looked."""
    told: dict[str, pl.DataFrame] = {}
    columns = {name: _sign(rng, ground, name) for name in SHARES} | {"candidate_distance_km": _distance(rng, ground)}
    desa = ground["desa_code"]
    hotspots = _hotspots(ground)
    for village, signs in hotspots.items():
        for sign in signs:
            struck = (desa == village).to_numpy() & (rng.random(ground.height) < HOTSPOT_SHARE)
            columns[sign] = columns[sign].set(pl.Series(struck), 1.0)
    for source in SOURCES:
        villages = desa.unique().sort().to_numpy()
        unreached = villages[rng.random(len(villages)) < source.unreached_share]
        hidden = desa.is_in([village for village in unreached.tolist() if village not in hotspots])
        told[source.name] = pl.DataFrame(
            {"unit_code": ground["tps_code"], **{sign: columns[sign].set(hidden, None) for sign in source.signs}}
        )
    return told


def day_of_visits(rng: np.random.Generator, ground: pl.DataFrame, told: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What officers found on one day: in a few kecamatan some stations got worse, some were put right.

    Half of the visits go where a sign that can pass was reported before.
    """
    kecamatan = ground["kecamatan_code"].unique().sort().to_numpy()
    visited = rng.choice(kecamatan, size=VISITED_KECAMATAN_COUNT, replace=False).tolist()
    before = {sign: frame[sign] for frame in told.values() for sign in frame.columns if sign in _SHIFTING}
    reported = pl.DataFrame(before).select(pl.max_horizontal(pl.all())).to_series().fill_null(0.0).to_numpy() == 1.0
    chosen = ground["kecamatan_code"].is_in(visited).to_numpy()
    odds = chosen * np.where(reported, (~reported).sum() / max(1, int(reported.sum())), 1.0)
    rows = np.sort(rng.choice(ground.height, size=VISITS_PER_DAY, replace=False, p=odds / odds.sum()))
    lean = float(rng.choice([0.3, 0.65]))
    found: list[dict[str, object]] = []
    for row in rows.tolist():
        sign = str(rng.choice(_SHIFTING))
        worse = rng.random() < lean
        # An officer goes where something was reported: what stood there is put right more often than not.
        present = [name for name in _SHIFTING if before[name][row] == 1.0]
        if present and not worse:
            sign = str(rng.choice(present))
        found.append({"unit_code": ground["tps_code"][row], sign: 1.0 if worse else 0.0})
    schema = {"unit_code": pl.String, **dict.fromkeys(_SHIFTING, pl.Float64)}
    return pl.DataFrame(found, schema=schema)


def _hotspots(ground: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """One village per kind of ground: the one that is most of that kind, in the own regency."""
    own = (
        ground.filter(pl.col("tps_code").str.starts_with("9901"))
        .group_by("desa_code")
        .agg(pl.all().exclude("tps_code").first())
    )
    most = {
        "town": own.filter(~pl.col("is_island")).sort("town_km"),
        "river": own.sort("river_km"),
        "island": own.filter("is_island").sort("desa_code"),
        "hill": own.sort("height_m", descending=True),
    }
    return {str(most[kind]["desa_code"][0]): signs for kind, signs in HOTSPOTS}


def _sign(rng: np.random.Generator, ground: pl.DataFrame, name: str) -> pl.Series:
    """Yes or no per station. The country's share, lifted, says how often; the land and a smooth field say where."""
    points = ground.select("lon", "lat").to_numpy()
    field = a_field(rng, width_km=9).at(points)
    lean = CLUSTERING * field + _lean(name, ground)
    wanted = min(0.5, SHARES[name] * DEMO_LIFT)
    odds = np.exp(lean - lean.max())
    probability = np.clip(odds / odds.mean() * wanted, 0.0, 0.85)
    return pl.Series(name, (rng.random(len(points)) < probability).astype(np.float64))


def _lean(name: str, ground: pl.DataFrame) -> Values:
    """How the land pulls a sign: log-odds added where it is more likely."""
    hill = np.minimum(ground["height_m"].to_numpy() / 250, 2.5)
    island = ground["is_island"].to_numpy().astype(float)
    wet = np.exp(-ground["river_km"].to_numpy() / 1.2) + 0.7 * np.exp(-ground["coast_km"].to_numpy() / 0.8)
    town = np.exp(-ground["town_km"].to_numpy() / 2.5)
    pulls = {
        "disaster_prone": 5.0 * wet + 0.5 * hill,
        "internet_trouble": 1.3 * hill + 4.4 * island,
        "power_trouble": 1.1 * hill + 4.2 * island,
        "hard_to_reach": 1.5 * hill + 4.8 * island,
        "logistics_late_history": 0.9 * hill + 2.8 * island,
        "logistics_shortage_history": 0.5 * hill + 1.6 * island,
        "near_campaign_post": 1.8 * town,
        "near_school": 1.6 * town,
        "near_workplace": 1.1 * np.exp(-ground["coast_km"].to_numpy() / 2.0),
        "money_near_tps": 1.0 * town,
        "additional_voters": 1.2 * town,
        "hate_speech": 0.8 * town,
    }
    return np.asarray(pulls.get(name, np.zeros(ground.height)))


def _distance(rng: np.random.Generator, ground: pl.DataFrame) -> pl.Series:
    """Kilometres to the nearest candidate's house; only written down where it is near."""
    points = ground.select("lon", "lat").to_numpy()
    town = np.exp(-ground["town_km"].to_numpy() / 2.0)
    homes = points[rng.choice(len(points), size=CANDIDATE_COUNT, replace=False, p=town / town.sum())]
    away = np.linalg.norm(points[:, None, :] - homes[None, :, :], axis=2).min(axis=1) * KM_PER_DEGREE
    near = np.where(away < CANDIDATE_KNOWN_WITHIN_KM, np.round(away, 2), np.round(away, 0))
    return pl.Series("candidate_distance_km", near)
