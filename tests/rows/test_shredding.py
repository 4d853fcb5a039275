"""Fields sealed under a key that can be deleted: they open at their own place only, and never again without the key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from wasdini.rows.shredding import SealBroken, ShredKey, new_key, open_under, seal_under, shred

NOW = datetime(2024, 2, 13, 5, 0, tzinfo=UTC)
FIELDS = {"name": "Sumber Kenari-7731", "phone": "0812-0000-7731", "relation": ""}


@given(
    st.dictionaries(st.text(max_size=20), st.text(st.characters(exclude_categories=["Cs"]), max_size=200), max_size=5)
)
def test_what_is_sealed_comes_back(fields: dict[str, str]) -> None:
    key, row = new_key(), uuid4()
    assert (
        open_under(key, seal_under(key, fields, table="reports_person", row=row), table="reports_person", row=row)
        == fields
    )


def test_sealed_bytes_tell_nothing_and_never_repeat() -> None:
    key = new_key()
    once, again = (seal_under(key, FIELDS, table="t", row=1) for _ in range(2))
    assert all(once[column] != again[column] for column in FIELDS)
    assert not any(b"Kenari" in content or b"7731" in content for content in once.values())


@pytest.mark.parametrize(
    "moved",
    [{"table": "other"}, {"row": 2}, {"key": True}, {"column": True}, {"bit": True}, {"form": True}, {"short": True}],
    ids=lambda moved: next(iter(moved)),
)
def test_a_seal_opens_only_with_its_key_at_its_place(moved: dict[str, object]) -> None:
    key = new_key()
    sealed = seal_under(key, FIELDS, table="t", row=1)
    if "column" in moved:
        sealed["name"], sealed["phone"] = sealed["phone"], sealed["name"]
    if "bit" in moved:
        sealed["name"] = sealed["name"][:-1] + bytes([sealed["name"][-1] ^ 1])
    if "form" in moved:
        sealed["name"] = b"\x02" + sealed["name"][1:]
    if "short" in moved:
        sealed["name"] = sealed["name"][:5]
    with pytest.raises(SealBroken):
        open_under(
            new_key() if "key" in moved else key, sealed, table=str(moved.get("table", "t")), row=moved.get("row", 1)
        )


def test_places_that_read_alike_are_not_alike() -> None:
    key = new_key()
    sealed = seal_under(key, {"bc": "x"}, table="a", row=1)
    with pytest.raises(SealBroken):
        open_under(key, {"c": sealed["bc"]}, table="ab", row=1)


class TryKey(ShredKey):
    """A room's own table of keys."""

    class Meta:
        app_label = "journal"
        managed = False
        db_table = "try_key"


# The trial table is no table of the house: nothing else shall find it.
apps.all_models["journal"].pop("trykey")
apps.clear_cache()


@pytest.fixture
def table(transactional_db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(TryKey)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(TryKey)


@pytest.mark.both
def test_a_deleted_key_forgets_one_owner_and_no_other(table: None) -> None:
    owners: list[UUID] = [uuid4() for _ in range(3)]
    kept = {}
    for owner in owners:
        TryKey.objects.create(owner=owner, made_at=NOW)
        kept[owner] = seal_under(TryKey.objects.get(owner=owner).key, FIELDS, table="t", row=owner)
    assert shred(TryKey, owners[:1]) == 1
    assert not TryKey.objects.filter(owner=owners[0]).exists()
    for owner in owners[1:]:
        assert open_under(TryKey.objects.get(owner=owner).key, kept[owner], table="t", row=owner) == FIELDS
