"""Certificates of every kind for `localhost`, made in the test; `good` is signed by the authority in `authority`."""

from __future__ import annotations

import datetime as dt
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Signed:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(host: str, issuer: Signed | None, *, days: int = 2, is_authority: bool = False) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(host))
        .issuer_name(issuer.certificate.subject if issuer else _name(host))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 10 * _DAY)
        .not_valid_after(now + days * _DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        # Python 3.13 verifies strictly: who signed must be named, and an authority must be one by its usage.
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_signer((issuer.key if issuer else key).public_key()), critical=False)
        .add_extension(_usage(is_authority=is_authority), critical=True)
    )
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    return Signed(certificate, key)


def _signer(key: ec.EllipticCurvePublicKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key)


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


class Certificates:
    """`server(kind)` is the context of a server: "good", "wrong-host", "expired", "self-signed" or "unknown"."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        authority = _signed("Test authority", None, is_authority=True)
        stranger = _signed("Strange authority", None, is_authority=True)
        self._kinds = {
            "good": _signed("localhost", authority),
            "wrong-host": _signed("other.example", authority),
            "expired": _signed("localhost", authority, days=-1),
            "self-signed": _signed("localhost", None),
            "unknown": _signed("localhost", stranger),
        }
        self.authority = folder / "authority.pem"
        self.authority.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))

    def client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))

    def server(self, kind: str) -> ssl.SSLContext:
        made, path = self._kinds[kind], self._folder / f"{kind}.pem"
        private = made.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + made.certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context
