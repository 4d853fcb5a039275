"""`python -m tests.faults.town`: the cast's small regency in a real database, with a phone's token and a pseudonym.

Run as a child process of the fault tests, in the environment of the server that is to be killed. Prints JSON.
"""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasdini.settings")
django.setup()

from tests.cast import ALL_TPS, DESA, KABUPATEN, KECAMATAN, REGIONS, make_user  # noqa: E402
from tests.custody.samples import pair_of  # noqa: E402
from wasdini.accounts.models import Office  # noqa: E402
from wasdini.accounts.operations_sign_in import issue_token  # noqa: E402
from wasdini.core.access import system_actor  # noqa: E402
from wasdini.core.place_codes import level_of, parent_of, path_of, tps_code_of  # noqa: E402
from wasdini.core.terms import Classification, Role  # noqa: E402
from wasdini.custody.models import Pseudonym, random_id  # noqa: E402
from wasdini.custody.queries import pseudonym_digest  # noqa: E402
from wasdini.places.models import Import, Place, Tps  # noqa: E402


def main() -> None:
    now = datetime.now(UTC)
    Office.objects.create(name="Badan Kesbangpol Kabupaten Contoh", area=KABUPATEN, set_up_at=now)
    source = Import.objects.create(
        kind="places", file_name="kota.csv", file_sha256="0" * 64, imported_at=now, imported_by="uji"
    )
    Place.objects.bulk_create(
        Place(path=code, parent_code=parent_of(code) or "", level=level_of(code), name=name, added_by=source)
        for code, name in REGIONS.items()
    )
    Tps.objects.bulk_create(
        Tps(path=path_of(tps_code_of(desa, number)), voters_male=140, voters_female=145, added_by=source)
        for desa, count in ALL_TPS.items()
        for number in range(1, count + 1)
    )
    make_user("petugas", Role.PETUGAS, (KECAMATAN,), Classification.BIASA)
    first, second = (
        make_user(name, Role.KUSTODIAN, (KABUPATEN,), Classification.SANGAT_RAHASIA) for name in ("kus1", "kus2")
    )
    pair_of(first, second)
    voices = [secrets.token_hex(32) for _ in range(6)]
    for secret in voices:
        Pseudonym.objects.create(
            id=random_id(), voice_id=uuid4(), digest=pseudonym_digest(secret), election="pemilu-2024",
            area=KECAMATAN, registered_at=now - timedelta(days=1),
        )  # fmt: skip
    tokens = [issue_token(system_actor("uji"), "petugas", at=now)[0] for _ in range(2)]
    print(json.dumps({"token": tokens[0], "voices": voices, "tps": tps_code_of(DESA, 1), "desa": DESA}))


main()
