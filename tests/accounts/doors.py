"""Walks every address of the system and knocks on it as every role; for the rights matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import DESA, KABUPATEN, KECAMATAN, NEIGHBOUR_DESA, NEIGHBOUR_TPS, SIBLING, SIBLING_TPS, TPS

PLACES: Mapping[str, Mapping[str, str]] = {
    "region": {
        "wilayah sendiri": KECAMATAN,
        "di dalamnya": DESA,
        "di atasnya": KABUPATEN,
        "sebelahnya": SIBLING,
        "wilayah lain": NEIGHBOUR_DESA,
    },
    "tps": {"di dalamnya": TPS, "sebelahnya": SIBLING_TPS, "wilayah lain": NEIGHBOUR_TPS},
}


def all_addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, str]]:
    """(name with namespace, route) of every address; an address without a name yields an empty one."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from all_addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}" if entry.name else ""), str(entry.pattern)


def places_for(door: Mapping[str, Any]) -> Mapping[str | None, str]:
    """Relation -> code to put into the address; one None when the address names no place."""
    if "tempat" not in door:
        return {None: ""}
    return PLACES["tps" if "tps" in door["tempat"] else "region"]


def address_of(name: str, door: Mapping[str, Any], place: str, objects: Mapping[str, Callable[[], object]]) -> str:
    values = dict(door.get("bahan", {}))
    if place:
        values[door["tempat"]] = place
    if "objek" in door:
        values[door.get("nama_objek", "pk")] = objects[door["objek"]]()
    return reverse(name, kwargs=values or None)


def knock(client: Client, method: str, address: str) -> str:
    """What the door answered, in the words of the policy page; what the knock changed is taken back."""
    with transaction.atomic():
        response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return in_words(response)


def in_words(response: HttpResponse) -> str:
    where = response.headers.get("Location", "")
    if response.status_code == 401 or where.startswith("/akun/masuk/?"):
        return "masuk dulu"
    if response.status_code == 302 and where.startswith("/akun/saya/"):
        return "halaman sendiri"
    return {403: "tidak boleh", 404: "tidak ada", 405: "bukan caranya"}.get(
        response.status_code, "buka" if response.status_code < 500 else f"rusak {response.status_code}"
    )
