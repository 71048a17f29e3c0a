"""Whom TLS trusts, and what a certificate's error means in plain words."""

from __future__ import annotations

import ssl
import sys

import truststore

_WORDS = {
    9: "the certificate is not valid yet: is this computer's clock right?",
    10: "the certificate has expired",
    18: "the certificate is self-signed",
    19: "the certificate is self-signed, or signed by an authority that this computer does not know",
    20: "the certificate is signed by an authority that this computer does not know",
    62: "the certificate belongs to another host",
    64: "the certificate belongs to another host",
}


def system_tls() -> ssl.SSLContext:
    """Verifies with the system's own roots. Windows' and macOS' verifiers know roots that OpenSSL cannot
    see.
    """
    if sys.platform in ("win32", "darwin"):
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:  # noqa: RET505 - mypy finds what follows a platform's return unreachable there
        return ssl.create_default_context()


def certificate_words(error: ssl.SSLCertVerificationError) -> str:
    """By OpenSSL's verification code (x509_vfy.h); the library's own words for codes that are rare."""
    return _WORDS.get(error.verify_code, error.verify_message or "the certificate could not be verified")
