"""Invented names that sound like the land they stand on. Nobody lives there."""

from __future__ import annotations

import numpy as np

KABUPATEN = {"99.01": "Kabupaten Contoh Samudra", "99.02": "Kabupaten Contoh Bahari"}
PROVINCE = ("99", "Provinsi Contoh")
ISLAND_KECAMATAN = "Kepulauan Sembilan Karang"
CAPITAL_KECAMATAN = "Samudra Kota"
KECAMATAN = (
    "Muara Wening", "Tanjung Kelana", "Bukit Lintang", "Rawa Kencana", "Teluk Amarta", "Sumber Arum", "Batu Selaras",
    "Lembah Puspa", "Karang Gemilang", "Padang Lestari", "Hulu Wening", "Pasir Cendana", "Suka Damai Jaya",
    "Puncak Arjuna", "Bandar Melur", "Wana Tirta", "Labuhan Sekar", "Ngarai Indah", "Mekar Samudra", "Bandar Bahari",
    "Tirta Kencana",
)  # fmt: skip
_FIRST = {
    "island": ("Pulau", "Gosong", "Karang", "Teluk", "Selat"),
    "coast": ("Tanjung", "Teluk", "Pasir", "Labuhan", "Muara", "Pantai", "Bandar"),
    "river": ("Lubuk", "Rawa", "Tepian", "Kali", "Jembatan", "Muara"),
    "hill": ("Bukit", "Puncak", "Batu", "Lembah", "Hulu", "Ngarai", "Gunung"),
    "town": ("Kota", "Pasar", "Bumi", "Taman", "Griya", "Kampung"),
    "plain": ("Suka", "Sumber", "Karang", "Mekar", "Wana", "Padang", "Sido", "Marga", "Rejo"),
}
_SECOND = (
    "Melati", "Cempaka", "Kenanga", "Arum", "Wangi", "Jati", "Sengon", "Waru", "Nibung", "Bidara", "Lontar", "Gading",
    "Kencana", "Mutiara", "Pelangi", "Bayu", "Camar", "Elang", "Cendrawasih", "Merak", "Bangau", "Kuntul", "Lestari",
    "Makmur", "Sejahtera", "Rahayu", "Harapan", "Baru", "Lama", "Tengah", "Hilir", "Indah", "Asri", "Damai", "Jaya",
    "Mulya", "Sentosa", "Abadi", "Utama", "Selatan", "Utara", "Timur", "Barat", "Kidul", "Permai",
)  # fmt: skip
_SITES = (
    "Balai Desa {desa}", "Balai Dusun {desa}", "SD Negeri {n} {desa}", "Lapangan Voli RT {n:02d}",
    "Pos Ronda RW {n:02d}", "Gedung PAUD {desa}", "Halaman Posyandu RW {n:02d}", "Gedung Serbaguna {desa}",
    "SMP Negeri {n} {desa}", "Tenda RT {n:02d} RW {m:02d}", "Teras Puskesmas Pembantu {desa}", "Aula Koperasi {desa}",
)  # fmt: skip
SPECIAL_SITES = (
    "Lembaga Pemasyarakatan",
    "Rumah Sakit Umum",
    "Asrama Pelajar",
    "Mes Karyawan Pelabuhan",
    "Panti Wreda",
)


def village_names(rng: np.random.Generator, kinds: list[str]) -> list[str]:
    """One name per village, no name twice, the first word as the land is."""
    names: list[str] = []
    taken: set[str] = set()
    for kind in kinds:
        name = _two_words(rng, kind)
        while name in taken:
            name = _two_words(rng, kind)
        taken.add(name)
        names.append(name)
    return names


def site_name(rng: np.random.Generator, desa: str) -> str:
    return str(rng.choice(_SITES)).format(desa=desa, n=int(rng.integers(1, 9)), m=int(rng.integers(1, 6)))


def _two_words(rng: np.random.Generator, kind: str) -> str:
    return f"{rng.choice(_FIRST[kind])} {rng.choice(_SECOND)}"
