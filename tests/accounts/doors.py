"""Walks every address of the system and knocks on it as every role; for the rights matrix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import DESA, KABUPATEN, KECAMATAN, NEIGHBOUR_DESA, NEIGHBOUR_TPS, SIBLING, SIBLING_TPS, TPS

OWN, ELSEWHERE, OTHERS, NEVER = "wilayah sendiri", "wilayah lain", "milik orang lain", "tidak pernah ada"
Things = Mapping[str, Mapping[str, object]]

PLACES: Mapping[str, Mapping[str, str]] = {
    "region": {
        "wilayah sendiri": KECAMATAN,
        "di dalamnya": DESA,
        "di atasnya": KABUPATEN,
        "sebelahnya": SIBLING,
        "wilayah lain": NEIGHBOUR_DESA,
        NEVER: "99.02.01.2987",
    },
    "tps": {"di dalamnya": TPS, "sebelahnya": SIBLING_TPS, "wilayah lain": NEIGHBOUR_TPS, NEVER: "9902012001987"},
}


def all_addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, str]]:
    """(name with namespace, route) of every address; an address without a name yields an empty one."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from all_addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}" if entry.name else ""), str(entry.pattern)


def addresses_of(name: str, door: Mapping[str, Any], things: Things) -> list[tuple[str | None, str]]:
    """(relation, address) for every relation a door knows; one None when its address names neither place nor thing."""
    return [(relation, _address(name, door, value)) for relation, value in _values(door, things) if relation != NEVER]


def hidden_and_missing(name: str, door: Mapping[str, Any], things: Things) -> tuple[str, str]:
    """The address of what lies elsewhere, and of what never was; two empty ones when there is no such thing."""
    values = dict(_values(door, things))
    hidden = values.get(ELSEWHERE, values.get(OTHERS))
    if hidden is None:
        return "", ""
    return _address(name, door, hidden), _address(name, door, values[NEVER])


def _values(door: Mapping[str, Any], things: Things) -> list[tuple[str | None, object]]:
    if "objek" in door:
        return list(things[door["objek"]].items())
    if "tempat" in door:
        return list(PLACES["tps" if "tps" in door["tempat"] else "region"].items())
    return [(None, None)]


def _address(name: str, door: Mapping[str, Any], value: object) -> str:
    values = dict(door.get("bahan", {}))
    if value is not None:
        values[door["tempat"] if "tempat" in door else door.get("nama_objek", "pk")] = value
    return reverse(name, kwargs=values or None)


def same_sign_in(signed_in: Client) -> Client:
    """Another browser with the same cookies: what one knock changes does not reach the next."""
    client = Client()
    for name, cookie in signed_in.cookies.items():
        client.cookies[name] = cookie.value
    return client


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
    # 503 is the promised answer of a health page whose subject is not well; no other door gives it.
    return {403: "tidak boleh", 404: "tidak ada", 405: "bukan caranya", 503: "buka"}.get(
        response.status_code, "buka" if response.status_code < 500 else f"rusak {response.status_code}"
    )
