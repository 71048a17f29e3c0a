"""Whom TLS trusts, and what a certificate's error means in plain words."""

from __future__ import annotations

import ssl
import sys

import truststore

from app.domain.text import plain

_MOST_WORDS = 160

_EXPIRED = "the certificate has expired"
_OTHER_HOST = "the certificate belongs to another host"
_UNKNOWN = "the certificate is signed by an authority that this computer does not know"
_NOT_YET = "the certificate is not valid yet: is this computer's clock right?"

# OpenSSL's x509_vfy.h, then Windows' winerror.h, then macOS' SecBase.h, all as unsigned 32 bits.
_WORDS = {
    9: _NOT_YET,
    10: _EXPIRED,
    18: "the certificate is self-signed",
    19: "the certificate is self-signed, or signed by an authority that this computer does not know",
    20: _UNKNOWN,
    62: _OTHER_HOST,
    64: _OTHER_HOST,
    0x800B0101: _EXPIRED,
    0x800B0109: _UNKNOWN,
    0x800B010A: _UNKNOWN,
    0x800B010F: _OTHER_HOST,
    -67818 & 0xFFFFFFFF: _EXPIRED,
    -67819 & 0xFFFFFFFF: _NOT_YET,
    -67602 & 0xFFFFFFFF: _OTHER_HOST,
    -67843 & 0xFFFFFFFF: _UNKNOWN,
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
    """By the verifier's code; its own words for codes that are rare, ours when it says nothing."""
    # An error that truststore makes may lack both attributes.
    code = int(getattr(error, "verify_code", 0)) & 0xFFFFFFFF
    words = str(getattr(error, "verify_message", ""))
    return _WORDS.get(code) or plain(words, _MOST_WORDS) or "the certificate could not be verified"
