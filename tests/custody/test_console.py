"""`wasdini custody` on a custodian's own machine: no server, no database; lost keys, two people, and changing keys."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from nacl.public import PrivateKey, SealedBox

from tests.cast import NOW, Cast
from tests.custody.samples import IDENTITY, key_of, keys_of, sealed_report
from wasdini.cli import main
from wasdini.core.problems import InputRefused
from wasdini.custody import envelopes, key_files
from wasdini.custody.envelope_files import SealedLine, read_lines, write_line
from wasdini.custody.models import Envelope, Pair
from wasdini.custody.operations_rotation import replace_envelopes, take_envelopes

PASSPHRASE = "lima kapal di muara"


@dataclass
class Machine:
    """A folder on a custodian's computer."""

    folder: Path

    def __call__(self, *arguments: str) -> int:
        return main(["custody", *arguments, "--passphrase-file", str(self.folder / "frasa")])

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def key(self, name: str, secret: PrivateKey | None = None) -> bytes:
        """A key file and its sheet, as keygen leaves them; the public key."""
        if secret is None:
            assert self("keygen", "--output", self.path(name), "--paper", self.path(f"{name}.txt")) == 0
        else:
            (self.folder / name).write_text(key_files.close_key(bytes(secret), PASSPHRASE))
        return bytes.fromhex(json.loads((self.folder / name).read_text())["public_key"])


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "frasa").write_text(PASSPHRASE + "\n")
    return Machine(tmp_path)


def envelope_file(machine: Machine, outer: bytes, inner: bytes, record: str = "report:7") -> str:
    sealed = envelopes.seal(record, IDENTITY, outer, inner)
    line = SealedLine(record, sealed.ciphertext, sealed.outer_key_id, sealed.inner_key_id, sealed.inner_digest)
    (machine.folder / "amplop").write_text(write_line(line))
    return machine.path("amplop")


def test_two_people_open_one_after_the_other(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    envelope = envelope_file(machine, machine.key("a"), machine.key("b"))
    assert machine("open", "--input", envelope, "--key", machine.path("b")) == 2
    assert machine("open", "--input", envelope, "--key", machine.path("a"), "--output", machine.path("kotak")) == 0
    assert machine("open", "--input", machine.path("kotak"), "--key", machine.path("a")) == 2
    capsys.readouterr()
    assert machine("open", "--input", machine.path("kotak"), "--key", machine.path("b"), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"identity": IDENTITY}
    assert IDENTITY["name"] not in "".join(p.read_text() for p in machine.folder.iterdir())


def test_an_identity_is_never_written_into_a_file(machine: Machine) -> None:
    envelope = envelope_file(machine, machine.key("a"), machine.key("b"))
    machine("open", "--input", envelope, "--key", machine.path("a"), "--output", machine.path("kotak"))
    told = ("open", "--input", machine.path("kotak"), "--key", machine.path("b"), "--output", machine.path("nama"))
    assert machine(*told) == 2
    assert not (machine.folder / "nama").exists()


def test_a_box_of_another_report_is_refused(machine: Machine) -> None:
    envelope = envelope_file(machine, machine.key("a"), machine.key("b"))
    assert machine("open", "--input", envelope, "--key", machine.path("a"), "--report", "8") == 2
    swapped = json.loads(Path(envelope).read_text()) | {"record": "report:8"}
    Path(envelope).write_text(json.dumps(swapped))
    assert machine("open", "--input", envelope, "--key", machine.path("a"), "--report", "8") == 2


def test_a_lost_key_is_made_again_from_paper(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    public = machine.key("a")
    sheet = machine.folder / "a.txt"
    key_id = envelopes.key_id_of(public)
    machine.folder.joinpath("a").unlink()
    told = ("recover", "--paper", str(sheet), "--output", machine.path("lagi"), "--key-id", key_id)
    assert machine(*told) == 0
    assert json.loads((machine.folder / "lagi").read_text())["key_id"] == key_id
    envelope = envelope_file(machine, public, machine.key("b"))
    assert machine("open", "--input", envelope, "--key", machine.path("lagi")) == 0
    assert machine("open", "--input", envelope, "--paper", str(sheet)) == 0
    lines = sheet.read_text().splitlines()
    code = next(n for n, line in enumerate(lines) if line.startswith("WSDK1:"))
    lines[code] = lines[code][:6] + ("2" if lines[code][6] != "2" else "3") + lines[code][7:]
    sheet.write_text("\n".join(lines))
    capsys.readouterr()
    assert machine("recover", "--paper", str(sheet), "--output", machine.path("salah")) == 2
    assert "ke-1" in capsys.readouterr().err
    assert not (machine.folder / "salah").exists()


def test_a_sheet_of_another_key_is_refused(machine: Machine) -> None:
    machine.key("a")
    told = ("recover", "--paper", machine.path("a.txt"), "--output", machine.path("x"), "--key-id", "0" * 16)
    assert machine(*told) == 2


def test_key_files_are_their_owners_alone_and_never_overwritten(machine: Machine) -> None:
    machine.key("a")
    assert (machine.folder / "a").stat().st_mode & 0o777 == 0o600
    assert machine("keygen", "--output", machine.path("a"), "--paper", machine.path("b.txt")) == 2


def test_a_wrong_passphrase_and_a_wrong_file_are_said_plainly(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    envelope = envelope_file(machine, machine.key("a"), machine.key("b"))
    (machine.folder / "frasa").write_text("bukan frasa sandi ini\n")
    assert machine("open", "--input", envelope, "--key", machine.path("a")) == 2
    for wrong in (machine.path("tidak-ada"), machine.path("frasa")):
        assert machine("open", "--input", wrong, "--key", machine.path("a")) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_drill_is_answered_on_the_own_machine(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    public = machine.key("a")
    box = SealedBox(PrivateKey(key_files.open_key((machine.folder / "a").read_text(), PASSPHRASE)).public_key)
    told = json.dumps({"format": "wasdini-drill-1", "key": envelopes.key_id_of(public), "code": "ABCD" * 5}).encode()
    challenge = {"format": "wasdini-drill-1", "key": envelopes.key_id_of(public)}
    (machine.folder / "latihan").write_text(json.dumps({**challenge, "box": _base64(box.encrypt(told))}))
    capsys.readouterr()
    assert machine("drill", "--input", machine.path("latihan"), "--paper", machine.path("a.txt")) == 0
    assert capsys.readouterr().out.strip() == "-".join(["ABCD"] * 5)


def _base64(box: bytes) -> str:
    from base64 import b64encode

    return b64encode(box).decode()


# ------------------------------------------------ changing keys: 0 lost, and the old key opens 0


def new_pair(cast: Cast, machine: Machine, *, inner: bool) -> tuple[PrivateKey, PrivateKey | None]:
    """New keys appointed; the old inner one stays when only the outer changes."""
    old = Pair.objects.get(in_force=True)
    fresh = PrivateKey.generate(), PrivateKey.generate() if inner else None
    Pair.objects.update(in_force=None)
    Pair.objects.create(
        outer=key_of(cast.kustodian1.user, fresh[0]),
        inner=key_of(cast.kustodian2.user, fresh[1]) if fresh[1] else old.inner,
        outer_user=cast.kustodian1.user, inner_user=cast.kustodian2.user, from_at=NOW, in_force=True,
    )  # fmt: skip
    machine.key("outer-baru", fresh[0])
    if fresh[1]:
        machine.key("inner-baru", fresh[1])
    return fresh


def rotated(cast: Cast, machine: Machine, *, inner: bool) -> list[SealedLine]:
    """Take the envelopes from the server, seal them anew on the own machine; the lines to hand in."""
    taken = take_envelopes(cast.kustodian1.actor, at=NOW)
    (machine.folder / "amplop").write_text("".join(f"{write_line(line)}\n" for line in taken))
    told = ["rotate", "--input", machine.path("amplop"), "--output", machine.path("hasil"), "--key", machine.path("a")]
    told += ["--new-outer", machine.path("outer-baru")]
    if inner:
        told += ["--inner-key", machine.path("b"), "--inner-passphrase-file", machine.path("frasa")]
        told += ["--new-inner", machine.path("inner-baru")]
    assert machine(*told) == 0
    return list(read_lines((machine.folder / "hasil").read_text().splitlines()))


def opens(row: Envelope, outer: PrivateKey, inner: PrivateKey) -> bool:
    try:
        box = envelopes.open_outer(row.record, bytes(row.ciphertext), bytes(outer)).box
        return envelopes.open_inner(row.record, box, bytes(inner)) == IDENTITY
    except InputRefused:
        return False


@pytest.mark.both
@pytest.mark.parametrize("inner", [False, True], ids=["outer key", "both keys"])
@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_after_a_change_of_keys_none_is_lost_and_the_old_key_opens_none(
    cast: Cast, machine: Machine, inner: bool, count: int, request: pytest.FixtureRequest
) -> None:
    if count > 300 and "slow" not in (request.config.getoption("-m") or ""):
        pytest.skip("10,000 records: python -m pytest -m slow tests/custody/test_console.py")
    old = keys_of(cast)
    machine.key("a", old.outer)
    machine.key("b", old.inner)
    for _ in range(count):
        sealed_report()
    fresh = new_pair(cast, machine, inner=inner)
    meanwhile = sealed_report()
    assert replace_envelopes(cast.kustodian1.actor, rotated(cast, machine, inner=inner), at=NOW) == count
    rows = list(Envelope.objects.all())
    assert len(rows) == len({row.record for row in rows}) == count + 1
    new_inner = fresh[1] or old.inner
    assert sum(opens(row, fresh[0], new_inner) for row in rows) == count + 1
    assert not any(opens(row, old.outer, key) for row in rows for key in (old.inner, new_inner))
    assert Envelope.objects.get(record=f"report:{meanwhile}").generation == 1


@pytest.mark.both
def test_a_file_that_would_lose_a_record_is_refused_whole(cast: Cast, machine: Machine) -> None:
    old = keys_of(cast)
    machine.key("a", old.outer)
    for _ in range(5):
        sealed_report()
    new_pair(cast, machine, inner=False)
    lines = rotated(cast, machine, inner=False)
    before = set(Envelope.objects.values_list("digest", flat=True))
    actor = cast.kustodian1.actor
    for broken, code in (
        (lines[:-1], "reseal_incomplete"),
        ([*lines, lines[0]], "reseal_twice"),
        ([*lines[:-1], replace(lines[-1], record="report:asing")], "reseal_incomplete"),
        ([*lines[:-1], replace(lines[-1], replaces="0" * 64)], "reseal_changed_meanwhile"),
        ([*lines[:-1], replace(lines[-1], outer_key_id="0" * 16)], "reseal_other_keys"),
        ([], "reseal_incomplete"),
    ):
        with pytest.raises(InputRefused, match=code):
            replace_envelopes(actor, broken, at=NOW)
    with pytest.raises(InputRefused, match="reseal_not_yours"):
        replace_envelopes(replace(actor, user_id=cast.admin.user.pk), lines, at=NOW)
    assert set(Envelope.objects.values_list("digest", flat=True)) == before
