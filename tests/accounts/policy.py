"""What `docs/method/rights.toml` expects, cell by cell. Reads that page only; imports nothing from the package."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE: dict[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "docs/method/rights.toml").read_text("utf-8")
)
ROLES = list(PAGE["peran"])
RIGHTS = list(PAGE["hak"])
RELATIONS = list(PAGE["wilayah"])
CLASSES: list[str] = PAGE["kelas"]["urutan"]
MODES = ["open", "closed"]
DOORS: dict[str, dict[str, Any]] = PAGE["pintu"]
SECRET_ADDRESS = "pemegang alamat rahasia"
EVERYBODY, SIGNED_IN = "semua orang", "semua yang masuk"
DEVICES = "perangkat terdaftar"
DEMO_ONLY, UNTIL_SET_UP = "hanya di contoh", "hanya sebelum kantor dipasang"


@dataclass(frozen=True)
class Cell:
    """One question to the policy."""

    role: str
    right: str
    relation: str
    clearance: str
    classification: str
    mode: str
    second_factor: bool


def cells() -> Iterator[Cell]:
    axes = (ROLES, RIGHTS, RELATIONS, CLASSES, CLASSES, MODES, (False, True))
    for values in itertools.product(*axes):
        yield Cell(*values)


def holds(role: str, right: str) -> bool:
    return right in PAGE["peran"][role]["boleh"]


def expected(cell: Cell) -> bool:
    """Whether the page grants this cell."""
    rank = CLASSES.index
    from_here_second_factor = rank(PAGE["kelas"]["perlu_faktor_kedua_mulai"])
    readable = rank(cell.classification) <= rank(cell.clearance)
    if rank(cell.classification) >= from_here_second_factor and not cell.second_factor:
        readable = False
    covert = cell.mode == "open" or PAGE["peran"][cell.role]["tertutup"]
    return holds(cell.role, cell.right) and PAGE["wilayah"][cell.relation] and readable and covert


def by_method(door: dict[str, Any], method: str) -> dict[str, Any]:
    """The door as this method finds it: `per_cara` says where one address asks for different rights."""
    return door | door.get("per_cara", {}).get(method, {})


def answer_to(door: dict[str, Any], role: str | None, relation: str | None) -> str:
    """What a door answers: "buka", "masuk dulu", "tidak ada", "tidak boleh" or "halaman sendiri"."""
    if door["siapa"] == EVERYBODY:
        return "buka"
    if door["siapa"] in {DEMO_ONLY, UNTIL_SET_UP, SECRET_ADDRESS}:
        return "tidak ada"
    if role is None or door["siapa"] == DEVICES:
        return "masuk dulu"
    if door["siapa"] == SIGNED_IN:
        return "tidak ada" if relation == "milik orang lain" else "buka"
    if not holds(role, door["hak"]):
        if "tanpa_hak" in door:
            return str(door["tanpa_hak"])
        return "tidak ada" if PAGE["hak"][door["hak"]]["jenis"] == "melihat" else "tidak boleh"
    if relation is not None and not door.get("tanpa_tempat") and not PAGE["wilayah"][relation]:
        return "tidak ada"
    return "buka"
