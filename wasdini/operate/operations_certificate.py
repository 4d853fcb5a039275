"""HTTPS from the first day: a small authority of the office's own, and the server's certificate under it.

The authority may only vouch for the names it was made for (name constraints), so that a phone that trusts it trusts
nothing else by it. Without Django: certificates are made before there is an office.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wasdini.core.problems import InputRefused, Problem

PUBLIC_FOLDER = "sertifikat-umum"
AUTHORITY_FILE = "wasdini-ca.crt"
AUTHORITY_VALID = timedelta(days=3650)
# Phones refuse server certificates of more than 398 days (CA/Browser Forum, ballot SC-31).
SERVER_VALID = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)
_CLOCKS_MAY_DIFFER_BY = timedelta(hours=24)


@dataclass(frozen=True)
class CertificateCard:
    """Where the files stand, for which names, until when, and how to recognise the authority."""

    certificate: Path
    key: Path
    authority: Path
    names: tuple[str, ...]
    valid_until: datetime
    authority_fingerprint: str
    authority_is_new: bool


@dataclass(frozen=True)
class _Issuer:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    is_new: bool


def make_certificate(data_dir: Path, names: Sequence[str], *, at: datetime) -> CertificateCard:
    """A server certificate for host names and addresses. The office's authority is kept while it covers them all."""
    alternatives = [_alternative(name) for name in dict.fromkeys(names)]
    public, keys = data_dir / PUBLIC_FOLDER, data_dir / "keys"
    public.mkdir(parents=True, exist_ok=True)
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    issuer = _authority(public / AUTHORITY_FILE, keys / "authority.key", alternatives, at)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _server_certificate(issuer, key, alternatives, at)
    _write_key(keys / "server.key", key)
    chain = certificate.public_bytes(serialization.Encoding.PEM) + _pem(issuer.certificate)
    _replace(public / "server.crt", chain, 0o644)
    return CertificateCard(
        certificate=public / "server.crt",
        key=keys / "server.key",
        authority=public / AUTHORITY_FILE,
        names=tuple(dict.fromkeys(names)),
        valid_until=certificate.not_valid_after_utc,
        authority_fingerprint=fingerprint(issuer.certificate),
        authority_is_new=issuer.is_new,
    )


def renew_if_due(data_dir: Path, *, at: datetime) -> CertificateCard | None:
    """A new server certificate under the same authority when the old one ends soon; None when nothing is due."""
    file = data_dir / PUBLIC_FOLDER / "server.crt"
    if not file.exists():
        return None
    old = x509.load_pem_x509_certificate(file.read_bytes())
    if at < old.not_valid_after_utc - RENEW_BEFORE:
        return None
    names = old.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return make_certificate(data_dir, [str(name.value) for name in names], at=at)


def own_certificate(data_dir: Path) -> tuple[Path, Path] | None:
    """Certificate and key made here earlier, if any."""
    certificate, key = data_dir / PUBLIC_FOLDER / "server.crt", data_dir / "keys" / "server.key"
    return (certificate, key) if certificate.is_file() and key.is_file() else None


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs, as phones show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _authority(file: Path, key_file: Path, names: Sequence[x509.GeneralName], at: datetime) -> _Issuer:
    if file.exists() and key_file.exists():
        kept = x509.load_pem_x509_certificate(file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        lasting = at + SERVER_VALID < kept.not_valid_after_utc
        if isinstance(key, ec.EllipticCurvePrivateKey) and lasting and _covers(kept, names):
            return _Issuer(kept, key, is_new=False)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Wasdini"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Otoritas kantor {_shown(names[0])} {at:%Y-%m-%d}"),
        ]
    )
    certificate = (
        _builder(name, name, key.public_key(), at, AUTHORITY_VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints([_constraint(name) for name in names], None), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_file, key)
    _replace(file, _pem(certificate), 0o644)
    return _Issuer(certificate, key, is_new=True)


def _server_certificate(
    issuer: _Issuer, key: ec.EllipticCurvePrivateKey, names: Sequence[x509.GeneralName], at: datetime
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _shown(names[0])[:64])])
    identifier = x509.SubjectKeyIdentifier.from_public_key(issuer.key.public_key())
    return (
        _builder(subject, issuer.certificate.subject, key.public_key(), at, SERVER_VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, valid: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _CLOCKS_MAY_DIFFER_BY)
        .not_valid_after(at + valid - _CLOCKS_MAY_DIFFER_BY)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    labels = name.split(".")
    if not name.isascii() or not all(label.replace("-", "a").isalnum() for label in labels):
        raise InputRefused([Problem("host_name_invalid", value=name)])
    return x509.DNSName(name.lower())


def _constraint(name: x509.GeneralName) -> x509.GeneralName:
    if isinstance(name, x509.IPAddress):
        return x509.IPAddress(ipaddress.ip_network(str(name.value)))
    return name


def _covers(authority: x509.Certificate, names: Sequence[x509.GeneralName]) -> bool:
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    return all(_constraint(name) in permitted for name in names)


def _shown(name: x509.GeneralName) -> str:
    return str(name.value)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _replace(file, content, 0o600)


def _replace(file: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by others for a moment."""
    unfinished = file.with_name(file.name + ".part")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as target:
        target.write(content)
    unfinished.replace(file)
