"""RTMPS: a server that can prove who it is gets the stream, others not one byte of RTMP."""

from __future__ import annotations

import ssl

import pytest
import truststore

from app.domain.fault import FaultCode
from app.engine.messages import Phase
from app.engine.publish.environment import Environment
from app.engine.publish.trust import certificate_words, system_tls
from app.engine.publish.unsent import PortableTakenBytes
from app.receiver.server import Receiver
from tests.engine.publish.certificates import Certificates
from tests.engine.publish.stage import health, on_air, to, until, until_live


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.mark.parametrize("is_portable", [False, True], ids=["linux", "portable"])
def test_a_verified_server_gets_every_frame(certificates: Certificates, is_portable: bool) -> None:
    environment = Environment(tls=certificates.client)
    if is_portable:
        environment = Environment(tls=certificates.client, probe=PortableTakenBytes)
    with Receiver(tls=certificates.server("good")) as receiver:
        url = f"rtmps://localhost:{receiver.port}/live"
        with on_air(to(url), environment=environment) as (publisher, _):
            until_live(publisher)
            until(lambda: health(publisher).frames_sent > 60)
            assert health(publisher).unsent_ms < 500
            receiver.drop()
            until(lambda: health(publisher).reconnects == 1)
            publisher.stop(1.0)
            until(lambda: not receiver.streams()[0].is_publishing)
            assert receiver.streams()[0].first_of_session_is_key
            assert receiver.streams()[0].backwards == 0


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("wrong-host", "another host"),
        ("expired", "expired"),
        ("self-signed", "self-signed"),
        ("unknown", "authority that this computer does not know"),
    ],
)
def test_a_bad_certificate_is_told_apart_and_no_rtmp_is_said(
    certificates: Certificates, kind: str, words: str
) -> None:
    with Receiver(tls=certificates.server(kind)) as receiver:
        url = f"rtmps://localhost:{receiver.port}/live"
        with on_air(to(url), environment=Environment(tls=certificates.client)) as (publisher, _):
            assert until(lambda: health(publisher).phase is Phase.REFUSED) < 3.0
            refused = health(publisher)
        assert refused.fault is not None
        assert refused.fault.code is FaultCode.CERTIFICATE_INVALID
        assert words in refused.fault.detail
        assert refused.retry_in_s is not None
        assert refused.retry_in_s > 15
        assert receiver.bytes_received == 0


def test_a_server_without_tls_is_refused_by_rtmps() -> None:
    with Receiver() as receiver:
        with on_air(to(f"rtmps://localhost:{receiver.port}/live")) as (publisher, _):
            until(lambda: health(publisher).phase is Phase.REFUSED or health(publisher).fault)
            fault = health(publisher).fault
        assert fault is not None
        assert fault.code in (FaultCode.SERVER_REFUSED, FaultCode.CONNECTION_LOST, FaultCode.NO_ANSWER)
        assert receiver.streams() == ()


def test_the_systems_own_trust_verifies_names_and_chains() -> None:
    context = system_tls()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


class TrustStore:
    """The verifier of Windows and macOS, which on Linux asks OpenSSL: its road through our link, at least."""

    def __init__(self, certificates: Certificates, *, is_known: bool) -> None:
        self._context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if is_known:
            self._context.load_verify_locations(str(certificates.authority))

    def __call__(self) -> ssl.SSLContext:
        return self._context


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
def test_the_verifier_of_other_systems_takes_and_refuses_alike(
    certificates: Certificates, is_known: bool
) -> None:
    trust = TrustStore(certificates, is_known=is_known)
    with Receiver(tls=certificates.server("good")) as receiver:
        url = f"rtmps://localhost:{receiver.port}/live"
        with on_air(to(url), environment=Environment(tls=trust)) as (publisher, _):
            until(lambda: health(publisher).phase in (Phase.LIVE, Phase.REFUSED))
            assert health(publisher).phase is (Phase.LIVE if is_known else Phase.REFUSED)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (10, "expired"),
        (62, "another host"),
        (0x800B0101, "expired"),
        (0x800B010F - (1 << 32), "another host"),
        (-67602, "another host"),
        (-67843, "does not know"),
        (1, "their own words"),
    ],
)
def test_each_systems_codes_have_plain_words(code: int, words: str) -> None:
    error = ssl.SSLCertVerificationError("x")
    error.verify_code, error.verify_message = code, "their own words"
    assert words in certificate_words(error)


def test_an_error_without_any_words_has_ours() -> None:
    assert "could not be verified" in certificate_words(ssl.SSLCertVerificationError("x"))
