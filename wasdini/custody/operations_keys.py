"""Custodians' keys: the public half is registered, two of them are put in force, a drill shows that they still open."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from datetime import datetime
from uuid import uuid4

from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox

from wasdini.accounts import queries as accounts
from wasdini.core.access import Act, Actor, NotAllowed, may, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.problems import InputRefused, Problem
from wasdini.custody.envelope_files import DRILL_FORMAT
from wasdini.custody.envelopes import key_id_of
from wasdini.custody.models import CustodianKey, Drill, Envelope, Pair
from wasdini.journal import operations as journal

_KEY = re.compile(r"[0-9a-f]{64}")


def register_key(actor: Actor, public_hex: str, *, at: datetime) -> str:
    """Keep the public half of a key the actor made in the own browser or on the own machine; its key id."""
    require_custodian(actor)
    text = public_hex.strip().lower()
    if not _KEY.fullmatch(text) or not _can_be_sealed_to(bytes.fromhex(text)):
        raise InputRefused([Problem("public_key_invalid", column="public_key")])
    if CustodianKey.objects.filter(public_key=text).exists():
        raise InputRefused([Problem("public_key_known", column="public_key")])
    with journal.act(actor, "register_custodian_key", at=at) as line:
        key = CustodianKey.objects.create(
            key_id=key_id_of(bytes.fromhex(text)), user_id=person_of(actor), public_key=text, made_at=at
        )
        line.about("custodian_key", key.key_id, area=office_area())
    return key.key_id


def retire_key(actor: Actor, key_id: str, *, at: datetime) -> None:
    """Put an own key out of use. Refused while it is in force or any envelope still needs it."""
    key = own_key(actor, key_id)
    in_force = Pair.objects.filter(in_force=True).first()
    if in_force and key.pk in {in_force.outer_id, in_force.inner_id}:
        raise InputRefused([Problem("key_in_force")])
    needed = Envelope.objects.filter(outer_key_id=key_id) | Envelope.objects.filter(inner_key_id=key_id)
    if needed.exists():
        raise InputRefused([Problem("key_still_needed", params={"count": str(needed.count())})])
    with journal.act(actor, "retire_custodian_key", at=at) as line:
        CustodianKey.objects.filter(pk=key.pk).update(retired_at=at)
        line.about("custodian_key", key_id, area=office_area())


def appoint_pair(actor: Actor, outer_key_id: str, inner_key_id: str, *, at: datetime) -> None:
    """The head of the office puts two custodians' keys in force: identities are sealed to them from now on.

    Neither a custodian nor the admin can do this alone: the admin makes accounts, custodians make keys, the head of
    the office, who is neither, names them after comparing the key ids aloud.
    """
    require_allowed(actor, Act.ASK_UNMASKING)
    require_second_factor(actor)
    if not may(actor, Act.ASK_UNMASKING, area=office_area()):
        raise InputRefused([Problem("pair_not_your_office")])
    keys = [_appointable(key_id, column) for key_id, column in ((outer_key_id, "outer"), (inner_key_id, "inner"))]
    outer, inner = keys
    if outer.user_id == inner.user_id or actor.user_id in {outer.user_id, inner.user_id}:
        raise InputRefused([Problem("pair_needs_two_people", column="inner")])
    with journal.act(actor, "appoint_custodians", at=at) as line:
        Pair.objects.filter(in_force=True).update(in_force=None)
        Pair.objects.create(
            outer=outer, inner=inner, outer_user_id=outer.user_id, inner_user_id=inner.user_id,
            appointed_by_id=actor.user_id, from_at=at, in_force=True,
        )  # fmt: skip
        line.about("custodian_pair", f"{outer.key_id}+{inner.key_id}", area=office_area())


def begin_drill(actor: Actor, key_id: str, *, at: datetime) -> int:
    """Seal a random code to one of the own keys; whoever types it back has opened it."""
    key = own_key(actor, key_id)
    code = uuid4().hex[:20].upper()
    told = json.dumps({"format": DRILL_FORMAT, "key": key_id, "code": code}).encode()
    ciphertext = SealedBox(PublicKey(bytes.fromhex(key.public_key))).encrypt(told)
    with journal.act(actor, "begin_key_drill", at=at) as line:
        Drill.objects.filter(key=key, done_at=None).delete()
        drill = Drill.objects.create(key=key, ciphertext=ciphertext, code_digest=_code_digest(code), made_at=at)
        line.about("custodian_key", key_id, area=office_area())
    return drill.pk


def finish_drill(actor: Actor, key_id: str, code: str, *, at: datetime) -> None:
    """The code that was in the box. Raises `InputRefused` for any other."""
    key = own_key(actor, key_id)
    drill = Drill.objects.filter(key=key, done_at=None).first()
    if drill is None or not secrets.compare_digest(drill.code_digest, _code_digest(code)):
        raise InputRefused([Problem("drill_code_wrong", column="code")])
    with journal.act(actor, "finish_key_drill", at=at) as line:
        Drill.objects.filter(pk=drill.pk).update(done_at=at)
        line.about("custodian_key", key_id, area=office_area())


def own_key(actor: Actor, key_id: str) -> CustodianKey:
    """A living key of the actor's own; refused alike for everybody else's and for one that never was."""
    require_custodian(actor)
    key = CustodianKey.objects.filter(key_id=key_id, user_id=actor.user_id or 0, retired_at=None).first()
    if key is None:
        raise InputRefused([Problem("key_not_yours", column="key_id")])
    return key


def require_custodian(actor: Actor) -> None:
    """A custodian, with the second factor of this very sign-in."""
    require_allowed(actor, Act.KEEP_SOURCES)
    require_second_factor(actor)


def require_second_factor(actor: Actor) -> None:
    if not actor.second_factor or actor.user_id is None:
        raise NotAllowed(actor.name)


def person_of(actor: Actor) -> int:
    """The person who acts; the system itself has no half in anything here."""
    if actor.user_id is None:
        raise NotAllowed(actor.name)
    return actor.user_id


def office_area() -> str:
    office = accounts.the_office()
    return office.area if office else NASIONAL_CODE


def _appointable(key_id: str, column: str) -> CustodianKey:
    """A living key of somebody who is a custodian today."""
    key = CustodianKey.objects.filter(key_id=key_id, retired_at=None).select_related("user").first()
    holder = accounts.actor_of(key.user) if key else None
    if key is None or holder is None or not may(holder, Act.KEEP_SOURCES):
        raise InputRefused([Problem("pair_key_unknown", column=column, value=key_id)])
    return key


def _can_be_sealed_to(public_key: bytes) -> bool:
    """Not one of the few points that would make every box the same."""
    try:
        SealedBox(PublicKey(public_key)).encrypt(b"")
    except CryptoError:
        return False
    return True


def _code_digest(code: str) -> str:
    plain = re.sub(r"[^0-9A-F]", "", code.upper())
    return hashlib.sha256(plain.encode()).hexdigest()
