"""C1 and C3: everything the server has, and nobody found in it; what may be seen never points at fewer than five."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from nacl.public import PrivateKey
from scipy.stats import spearmanr

from tests.cast import Cast
from tests.custody import attack
from tests.custody.samples import keys_of, sealed_report, sealed_voice
from tests.servers import environment
from wasdini.core.problems import InputRefused
from wasdini.core.veil import FLOOR
from wasdini.custody import envelopes, queries
from wasdini.custody.models import Envelope, Pseudonym

SOURCES = 200


@dataclass
class Seized:
    """A server as somebody carries it off: its files, log and environment; and, apart, what only we know."""

    folder: Path
    environment: dict[str, str]
    told: dict[str, Any]
    keys: tuple[PrivateKey, PrivateKey]

    @property
    def places(self) -> list[tuple[str, bytes]]:
        return [*attack.files_of(self.folder), ("environment", "\n".join(self.environment.values()).encode())]

    @property
    def canaries(self) -> list[str]:
        return [value for source in self.told["sources"] for value in source["identity"].values()]

    @property
    def envelopes(self) -> dict[str, bytes]:
        with sqlite3.connect(f"file:{self.folder / 'wasdini.sqlite3'}?mode=ro", uri=True) as database:
            return dict(database.execute("SELECT record, ciphertext FROM custody_envelope"))


def a_source(number: int) -> dict[str, Any]:
    pseudonym = hmac.new(secrets.token_bytes(32), b"pemilu-2024", hashlib.sha256).hexdigest()
    area = f"99.01.{number % 8 + 1:02}"
    return {
        "report": str(uuid4()), "pseudonym": pseudonym, "digest": queries.pseudonym_digest(pseudonym),
        "area": area, "place": f"{area}.2001",
        "identity": {
            "name": f"Nama {secrets.token_hex(8)}",
            "phone": f"08{secrets.randbelow(10**10):010}",
            "account": f"petugas-{secrets.token_hex(6)}",
            "occurred_at": f"2024-02-13T09:41:07.{secrets.randbelow(10**6):06}+07:00",
            "position": f"-6.{secrets.randbelow(10**9):09},106.{secrets.randbelow(10**9):09}",
            "device": secrets.token_hex(12),
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Seized:
    folder, elsewhere = tmp_path_factory.mktemp("server"), tmp_path_factory.mktemp("elsewhere")
    keys = PrivateKey.generate(), PrivateKey.generate()
    told = {
        "public_keys": [bytes(key.public_key).hex() for key in keys],
        "sources": [a_source(number) for number in range(SOURCES)],
    }
    (elsewhere / "told.json").write_text(json.dumps(told))
    env = environment(folder, DJANGO_SETTINGS_MODULE="wasdini.settings", PYTHONPATH=str(Path.cwd()))
    with (folder / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "tests.custody.attack", str(elsewhere / "told.json")]
        done = subprocess.run(command, env=env, stdout=log, stderr=log, timeout=300, check=False)
    assert done.returncode == -9, (folder / "server.log").read_text()[-2000:]
    server = {name: value for name, value in env.items() if name.startswith(("WASDINI", "DJANGO", "DATABASE"))}
    return Seized(folder, server, told, keys)


def test_with_all_bytes_of_the_server_no_identity_of_200_is_found(seized: Seized) -> None:
    assert len(seized.envelopes) == 2 * SOURCES
    assert any(where.endswith("-wal") and content for where, content in seized.places), "the write-ahead log is there"
    assert attack.people_found(seized.places, seized.canaries) == []


def test_no_secret_on_the_server_opens_any_box(seized: Seized) -> None:
    secrets = attack.secrets_of(seized.places, seized.environment)
    assert len(secrets) >= 2, "the attacker must have something to try"
    assert attack.opened_with(secrets, seized.envelopes.values()) == 0
    assert attack.opened_with([bytes(seized.keys[0])], seized.envelopes.values()) == 2 * SOURCES, (
        "and the right key does"
    )


def test_no_pseudonym_is_found_either(seized: Seized) -> None:
    assert attack.people_found(seized.places, [source["pseudonym"] for source in seized.told["sources"]]) == []


@pytest.mark.parametrize("way", ["plain", "base64", "hex", "utf-16", "url"])
def test_a_planted_leak_is_found(seized: Seized, tmp_path: Path, way: str) -> None:
    canary = seized.told["sources"][77]["identity"]["name"]
    written = {
        "plain": canary.encode(), "hex": canary.encode().hex().encode(), "utf-16": canary.encode("utf-16"),
        "base64": attack.base64.b64encode(b"x" + canary.encode() + b" dan lain-lain"),
        "url": attack.quote(canary, safe="").encode(),
    }[way]  # fmt: skip
    (tmp_path / "bocor.log").write_bytes(b"." * 1001 + written + b"." * 1001)
    assert attack.people_found(attack.files_of(tmp_path), seized.canaries) == [(str(tmp_path / "bocor.log"), canary)]


def test_every_swapped_ciphertext_is_refused(seized: Seized) -> None:
    """Each of the 200 reports gets the ciphertext of the next one."""
    reports = {record: box for record, box in seized.envelopes.items() if record.startswith("report:")}
    records, refused = list(reports), 0
    for record, other in zip(records, [*records[1:], records[0]], strict=True):
        with pytest.raises(InputRefused, match="box_of_another_record"):
            envelopes.open_outer(record, reports[other], bytes(seized.keys[0]))
        refused += 1
    assert refused == len(reports) == SOURCES


def test_the_two_custodians_still_read_all_of_them(seized: Seized) -> None:
    outer, inner = (bytes(key) for key in seized.keys)
    for source in seized.told["sources"]:
        record = f"report:{source['report']}"
        box = envelopes.open_outer(record, seized.envelopes[record], outer).box
        assert envelopes.open_inner(record, box, inner) == source["identity"]


# ------------------------------------------------ C3: what may be seen outside custody


@pytest.mark.both
def test_what_is_shown_leaves_at_least_five_in_every_case_of_a_month(cast: Cast) -> None:
    """Uneven on purpose: desa with one or two sources, some with a dozen, sources with a whole kecamatan."""
    keys_of(cast)
    dice = Random(7)
    desa = [f"99.01.{kecamatan:02}.{2001 + number}" for kecamatan in range(1, 9) for number in range(10)]
    homes = [dice.choice(desa) for _ in range(40)]
    homes += [place for place in desa[:10] for _ in range(12)] + [place for place in desa[10:20] for _ in range(5)]
    homes += [f"99.01.{kecamatan:02}" for kecamatan in range(3, 7)]
    voices = {sealed_voice(area): area for area in homes}
    living = {voice_id: queries.Voice(voice_id, area, "pemilu-contoh") for voice_id, area in voices.items()}
    shown_from: Counter[str] = Counter()
    for voice in living.values():
        shown_from[queries.coarse_region(voice.area, voice)] += 1
    candidates = []
    for _ in range(300):
        voice = dice.choice(list(living.values()))
        place = voice.area if voice.area.count(".") == 3 else f"{voice.area}.{2001 + dice.randrange(10)}"
        shown = queries.coarse_region(place, voice)
        assert place.startswith(shown)
        within = sum(area == shown or area.startswith(f"{shown}.") for area in voices.values())
        candidates.append(min(within, shown_from[shown] or within))
    assert min(candidates) >= FLOOR
    assert len({region.count(".") for region in shown_from}) > 1, "and yet some are shown finer than the office"


@pytest.mark.both
def test_nothing_kept_here_tells_when_or_in_which_order_a_report_came(cast: Cast) -> None:
    keys_of(cast)
    reports = [sealed_report(voice_id=uuid4()) for _ in range(200)]
    ids = dict(Envelope.objects.values_list("record", "pk"))
    order = [ids[f"report:{report}"] for report in reports]
    assert abs(float(spearmanr(range(200), order).statistic)) < 0.3
    assert not [field.name for field in Envelope._meta.get_fields() if field.name.endswith("_at")]
    sealed_voice()
    assert {row.registered_at.astimezone().minute for row in Pseudonym.objects.all()} == {0}
