"""Basic and Digest as rules: what is read from the header, and which answers are right."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasdini.core.digest_login import (
    REALM,
    BasicLogin,
    DigestLogin,
    challenges,
    is_right,
    read_authorization,
    secret_of,
)

NAME, PASSWORD, URI = "petugas", "abcd-efgh", "/openrosa/formList"


def answer(algorithm: str = "SHA-256", method: str = "GET", uri: str = URI, **other: str) -> str:
    """A Digest answer worked out here by the letter of RFC 7616, not by the code under test."""
    made = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}[algorithm]

    def digest(text: str) -> str:
        return made(text.encode()).hexdigest()

    parts = {
        "username": NAME,
        "realm": REALM,
        "nonce": "n0",
        "uri": uri,
        "cnonce": "c0",
        "nc": "00000001",
        "qop": "auth",
    }
    first, second = digest(f"{NAME}:{REALM}:{PASSWORD}"), digest(f"{method}:{uri}")
    parts["response"] = digest(f"{first}:n0:00000001:c0:auth:{second}")
    told = ", ".join(
        f"{name}={value}" if name in {"nc", "qop"} else f'{name}="{value}"'
        for name, value in {**parts, **other}.items()
    )
    return f"Digest {told}, algorithm={algorithm}"


@pytest.mark.parametrize("algorithm", ["SHA-256", "MD5"])
def test_an_answer_by_the_letter_of_the_rfc_is_right_and_only_for_what_it_was_made_for(algorithm: str) -> None:
    login = read_authorization(answer(algorithm))
    assert isinstance(login, DigestLogin)
    secret = secret_of(NAME, PASSWORD, algorithm)
    assert is_right(login, secret, method="GET", uri=URI)
    assert not is_right(login, secret, method="POST", uri=URI)
    assert not is_right(login, secret, method="GET", uri="/openrosa/submission")
    assert not is_right(login, secret_of(NAME, PASSWORD + "x", algorithm), method="GET", uri=URI)
    whole = read_authorization(answer(algorithm, uri="https://kantor.contoh" + URI))
    assert isinstance(whole, DigestLogin) and is_right(whole, secret, method="GET", uri=URI)


@pytest.mark.parametrize(
    "other",
    [{"qop": "auth-int"}, {"realm": "lain"}, {"nc": "1"}, {"nc": "zzzzzzzz"}, {"username": ""}, {"cnonce": ""},
     {"response": 'a", username="b'}]
)  # fmt: skip
def test_what_is_missing_or_strange_is_no_answer(other: dict[str, str]) -> None:
    assert read_authorization(answer(**other)) is None


def test_an_algorithm_we_do_not_offer_is_no_answer() -> None:
    assert read_authorization(answer().replace("SHA-256", "SHA-1")) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_basic_is_read_back_as_it_was_written(name: str, password: str) -> None:
    told = base64.b64encode(f"{name}:{password}".encode("utf-8", "replace")).decode()
    read = read_authorization(f"Basic {told}")
    assert (
        isinstance(read, BasicLogin)
        and f"{read.username}:{read.password}" == f"{name}:{password}".encode("utf-8", "replace").decode()
    )


@given(st.text(max_size=300))
def test_no_header_breaks_the_reading(text: str) -> None:
    for scheme in ("", "Basic ", "Digest ", "digest username="):
        read_authorization(scheme + text)


def test_the_challenge_names_the_better_digest_first_and_basic_last() -> None:
    lines = challenges("n0", stale=True)
    assert ["SHA-256" in lines[0], "MD5" in lines[1], lines[2].split()[0]] == [True, True, "Basic"]
    assert "stale=true" in lines[0] and 'qop="auth"' in lines[0]
