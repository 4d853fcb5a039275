"""Published figures as tables in, tables out. `docs/method/` prints them; the spec tests hold them."""

from __future__ import annotations

from typing import NamedTuple


class DimensionRow(NamedTuple):
    """Published scores: social-political, organisation, contestation, participation; and the published total."""

    name: str
    scores: tuple[float, float, float, float]
    published: float
    source: str


class TotalRow(NamedTuple):
    name: str
    total: float
    category: str


PROVINCE_ROWS = (
    DimensionRow("DKI Jakarta", (78.27, 92.36, 96.08, 87.01), 88.95, "Databoks"),
    DimensionRow("Sulawesi Utara", (89.59, 91.60, 73.96, 100.0), 87.48, "Antara; partisipasi 100 menurut Detik"),
    DimensionRow("Jawa Barat", (74.91, 83.38, 83.71, 42.07), 77.04, "Bawaslu Jawa Barat"),
    DimensionRow("Jawa Barat, rata-rata kab/kota", (36.40, 51.56, 38.70, 6.22), 39.72, "Detik"),
    DimensionRow("rata-rata 34 provinsi", (46.55, 54.27, 40.75, 17.23), 45.102, "Suara"),
)

PUBLISHED_TOTALS = (
    TotalRow("DKI Jakarta", 88.95, "tinggi"),
    TotalRow("Sulawesi Utara", 87.48, "tinggi"),
    TotalRow("Maluku Utara", 84.86, "tinggi"),
    TotalRow("Jawa Barat", 77.04, "tinggi"),
    TotalRow("Kalimantan Timur", 74.04, "tinggi"),
    TotalRow("Banten", 66.53, "sedang"),
    TotalRow("Lampung", 64.61, "sedang"),
    TotalRow("Riau", 62.59, "sedang"),
    TotalRow("Papua", 57.27, "sedang"),
    TotalRow("Nusa Tenggara Timur", 56.75, "sedang"),
    TotalRow("Sumatera Utara", 55.43, "sedang"),
    TotalRow("Maluku", 53.69, "sedang"),
    TotalRow("Papua Barat", 53.48, "sedang"),
    TotalRow("Kalimantan Selatan", 53.35, "sedang"),
    TotalRow("Sulawesi Tengah", 52.90, "sedang"),
    TotalRow("Bali", 52.75, "sedang"),
    TotalRow("Gorontalo", 45.44, "sedang"),
    TotalRow("Sulawesi Barat", 43.44, "sedang"),
    TotalRow("DI Yogyakarta", 43.02, "sedang"),
    TotalRow("Kepulauan Riau", 40.33, "sedang"),
    TotalRow("Sumatera Barat", 39.68, "sedang"),
    TotalRow("Sulawesi Tenggara", 38.32, "sedang"),
    TotalRow("Aceh", 38.06, "sedang"),
    TotalRow("Sumatera Selatan", 35.07, "sedang"),
    TotalRow("Jawa Tengah", 34.83, "sedang"),
    TotalRow("Kepulauan Bangka Belitung", 29.89, "sedang"),
    TotalRow("Kalimantan Utara", 20.36, "rendah"),
    TotalRow("Kalimantan Tengah", 18.77, "rendah"),
    TotalRow("Jawa Timur", 14.74, "rendah"),
    TotalRow("Kalimantan Barat", 12.69, "rendah"),
    TotalRow("Jambi", 12.03, "rendah"),
    TotalRow("Nusa Tenggara Barat", 11.09, "rendah"),
    TotalRow("Sulawesi Selatan", 10.20, "rendah"),
    TotalRow("Bengkulu", 3.79, "rendah"),
)
