"""From counts per desa to TPS: `tps_regular` becomes 001.., `tps_lokasi_khusus_901plus` becomes 901.. and on."""

from __future__ import annotations

import polars as pl

from wasdini.core.place_codes import SPECIAL_TPS_FROM
from wasdini.places.checks import renamed_desa
from wasdini.places.quality import QualityReport, findings_of

_REGULAR = "tps_regular"
_SPECIAL = "tps_lokasi_khusus_901plus"


def unpack_counts(
    counts: pl.DataFrame, aliases: dict[str, str], known: pl.Series, report: QualityReport
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of TPS (`path`, `special_location`) of every desa that stands, and the count rows of those that do not."""
    counts = renamed_desa(counts.rename({"kemendagri_code": "path"}), aliases, known, report)
    stands = pl.col("path").is_in(known.implode())
    return counts.filter(stands), counts.filter(~stands)


def tps_of(counts: pl.DataFrame) -> pl.DataFrame:
    """One row per TPS. Two old desa that became one continue each other's numbers, so that none is lost."""
    totals = counts.group_by("path", maintain_order=True).agg(pl.col(_REGULAR).sum(), pl.col(_SPECIAL).sum())
    regular = totals.select("path", number=pl.int_ranges(1, pl.col(_REGULAR) + 1)).explode("number")
    special = totals.select(
        "path", number=pl.int_ranges(SPECIAL_TPS_FROM, pl.col(_SPECIAL) + SPECIAL_TPS_FROM)
    ).explode("number")
    rows = pl.concat([regular, special]).drop_nulls("number").sort("path", "number")
    return rows.select(
        path=pl.concat_str(pl.col("path"), pl.lit("."), pl.col("number").cast(pl.String).str.zfill(3)),
        special_location=pl.col("number") >= SPECIAL_TPS_FROM,
    )


def old_regions(unmatched: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
    """Desa that the tree no longer has, and their kecamatan where that is gone too, as rows for the region tree."""

    def named(width: int, column: str, kind: str) -> pl.DataFrame:
        code = pl.col("path").str.slice(0, width)
        name = pl.col(column).str.to_titlecase() if column in unmatched.columns else pl.lit(None, dtype=pl.String)
        rows = unmatched.select(code=code, name=pl.coalesce(name, code), type=pl.lit(kind))
        return rows.filter(~pl.col("code").is_in(known.implode())).unique("code", keep="first", maintain_order=True)

    return pl.concat([named(8, "kecamatan", "kecamatan lama"), named(13, "desa", "desa lama")])


def unmatched_findings(unmatched: pl.DataFrame, standing: pl.DataFrame, report: QualityReport) -> None:
    """List every desa that does not stand, with its TPS count and, where exactly one free desa of the same name lies
    in the same kab/kota, the code it may have become. A person decides; the list fits an alias file."""
    if unmatched.is_empty():
        return
    guess = suggested_aliases(unmatched, standing)
    rows = unmatched.join(guess, left_on="path", right_on="old_code", how="left").with_columns(
        detail=pl.format("{} TPS", pl.col(_REGULAR) + pl.col(_SPECIAL))
        + pl.when(pl.col("new_code").is_not_null()).then(pl.format(" → {}?", pl.col("new_code"))).otherwise(pl.lit(""))
    )
    report.tell(findings_of(rows, "unknown_desa", code="path", detail="detail", refused=True))


def suggested_aliases(unmatched: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """`old_code`, `new_code`: same name (case aside) in the same kab/kota, one candidate on each side.

    `standing`: `path`, `name` of the desa that stand and that the counts do not name.
    """
    if "desa" not in unmatched.columns:
        return pl.DataFrame(schema={"old_code": pl.String, "new_code": pl.String})
    key = [pl.col("path").str.slice(0, 5).alias("area")]
    old = unmatched.select("path", *key, name=pl.col("desa").str.to_uppercase()).filter(
        ~pl.struct("area", "name").is_duplicated()
    )
    new = standing.select("path", *key, name=pl.col("name").str.to_uppercase()).filter(
        ~pl.struct("area", "name").is_duplicated()
    )
    return old.join(new, on=["area", "name"]).select(old_code="path", new_code="path_right")
