"""The office's own HTTPS: a real server, a real client that trusts nothing but the office's authority."""

from __future__ import annotations

import json
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from tests import servers
from wasdini.core.problems import InputRefused
from wasdini.operate.operations_certificate import RENEW_BEFORE, make_certificate, own_certificate, renew_if_due

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
NAMES = ["wasdini.contoh.go.id", "10.10.0.5"]


def test_a_phone_that_trusts_the_authority_opens_the_page_and_another_does_not(tmp_path: Path) -> None:
    env, port = servers.environment(tmp_path / "data"), servers.free_port()
    made = servers.wasdini("certificate", "make", "--host", "127.0.0.1", "--json", env=env)
    assert made.returncode == 0, made.stderr
    trusting = ssl.create_default_context(cafile=json.loads(made.stdout)["authority"])
    process = servers.start("run", "--port", str(port), env=env, log=tmp_path / "log")
    try:
        answer = servers.wait_for(f"https://127.0.0.1:{port}/healthz", verify=trusting)
        assert answer.status_code == 200, "no redirect: the server knows that it speaks HTTPS"
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"https://127.0.0.1:{port}/healthz", verify=ssl.create_default_context())
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"https://localhost:{port}/healthz", verify=trusting)
    finally:
        process.terminate()
        process.wait(30)


def test_the_authority_is_kept_until_it_must_vouch_for_a_new_name(tmp_path: Path) -> None:
    first = make_certificate(tmp_path, NAMES, at=NOW)
    again = make_certificate(tmp_path, NAMES[:1], at=NOW)
    wider = make_certificate(tmp_path, [*NAMES, "lain.go.id"], at=NOW)
    assert (first.authority_is_new, again.authority_is_new, wider.authority_is_new) == (True, False, True)
    assert first.authority_fingerprint == again.authority_fingerprint != wider.authority_fingerprint


def test_a_certificate_that_ends_soon_is_renewed_under_the_same_authority(tmp_path: Path) -> None:
    first = make_certificate(tmp_path, NAMES, at=NOW)
    assert renew_if_due(tmp_path, at=first.valid_until - RENEW_BEFORE - timedelta(days=1)) is None
    renewed = renew_if_due(tmp_path, at=first.valid_until - timedelta(days=5))
    assert renewed is not None
    assert renewed.authority_fingerprint == first.authority_fingerprint
    assert set(renewed.names) == set(NAMES)
    assert renewed.valid_until > first.valid_until


def test_the_chain_and_its_limits_are_accepted_by_openssl(tmp_path: Path) -> None:
    card = make_certificate(tmp_path, NAMES, at=datetime.now(UTC))
    command = ["openssl", "verify", "-x509_strict", "-CAfile", str(card.authority)]
    command += ["-verify_hostname", NAMES[0], str(card.certificate)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_keys_are_readable_by_the_server_alone_and_the_authority_binds_its_names(tmp_path: Path) -> None:
    card = make_certificate(tmp_path, NAMES, at=NOW)
    assert {(tmp_path / "keys" / name).stat().st_mode & 0o777 for name in ("authority.key", "server.key")} == {0o600}
    authority = x509.load_pem_x509_certificate(card.authority.read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert len(limits.value.permitted_subtrees or []) == len(NAMES)
    assert own_certificate(tmp_path) == (card.certificate, card.key)


def test_a_name_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        make_certificate(tmp_path, ["bukan nama!"], at=NOW)


def test_an_office_does_not_open_to_the_network_in_the_clear(tmp_path: Path) -> None:
    done = servers.wasdini("run", "--host", "0.0.0.0", env=servers.environment(tmp_path / "data"))
    assert done.returncode == 2
    assert "HTTPS" in done.stderr
