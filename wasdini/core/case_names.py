"""A name for a covert report that people can say aloud, and that says nothing: not who, not when, not which other.

Made from a keyed digest of the report's own id, so that two reports of one source have names that share nothing.
"""

from __future__ import annotations

_FIRST = (
    "Anggrek", "Bakau", "Bambu", "Beringin", "Cemara", "Cendana", "Damar", "Dadap", "Eboni", "Enau", "Gaharu",
    "Gandaria", "Ilalang", "Jati", "Kamboja", "Kapuk", "Kelapa", "Kemiri", "Kenanga", "Ketapang", "Lontar", "Mahoni",
    "Mangga", "Melati", "Meranti", "Nangka", "Nipah", "Pandan", "Pinus", "Rotan", "Sagu", "Ulin",
)  # fmt: skip
_SECOND = (
    "Angin", "Awan", "Bukit", "Danau", "Delta", "Embun", "Fajar", "Gua", "Hujan", "Kabut", "Karang", "Kemarau",
    "Laguna", "Laut", "Lembah", "Muara", "Ombak", "Padang", "Pantai", "Pasir", "Pelangi", "Pulau", "Rawa", "Rimba",
    "Sabana", "Senja", "Sungai", "Tanjung", "Tebing", "Telaga", "Teluk", "Tepian",
)  # fmt: skip


def case_name(digest_hex: str) -> str:
    """`Kasus Meranti Telaga 417` from the first eight hexadecimal digits. Raises ValueError for anything else."""
    drawn = int(digest_hex[:8], 16)
    drawn, first = divmod(drawn, len(_FIRST))
    drawn, second = divmod(drawn, len(_SECOND))
    return f"Kasus {_FIRST[first]} {_SECOND[second]} {drawn % 900 + 100}"
