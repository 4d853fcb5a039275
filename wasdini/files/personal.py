"""Columns that name persons. No import needs them, so they are left out by name and that is said."""

from __future__ import annotations

import re

_PERSONAL = re.compile(
    r"(^|_)(nik|no_?kk|ktp|hp|wa|whatsapp|telp|telepon|telephone|phone|ponsel|e_?mail|nama_(lengkap|orang|pemilih|"
    r"ketua|petugas|saksi|anggota|kpps|pantarlih)|ketua(_kpps)?|saksi|tanggal_lahir|tgl_lahir|tempat_lahir|"
    r"birth_?date|full_name|person|alamat_(rumah|pemilih))(_|$)"
)


def names_a_person(column: str) -> bool:
    """Whether a column's name says that its cells are about a person."""
    return bool(_PERSONAL.search(re.sub(r"[^a-z0-9]+", "_", column.casefold())))
