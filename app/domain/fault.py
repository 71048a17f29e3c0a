"""Expected trouble as a value; `widgets/words` turns codes into sentences."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class FaultCode(enum.StrEnum):
    """Every kind of trouble that Storecast expects, each with words for the host."""

    CAMERA_ABSENT = "camera-absent"
    CAMERA_LOST = "camera-lost"
    CAMERA_FROZEN = "camera-frozen"
    CAMERA_BUSY = "camera-busy"
    CAMERA_NOT_LOCKED = "camera-not-locked"
    SECOND_CAMERA_AWAY = "second-camera-away"
    PHONE_AWAY = "phone-away"
    PHONE_KEY_UNKNOWN = "phone-key-unknown"
    PHONE_PORT_IN_USE = "phone-port-in-use"
    MICROPHONE_ABSENT = "microphone-absent"
    MICROPHONE_LOST = "microphone-lost"
    MICROPHONE_SILENT = "microphone-silent"
    MICROPHONE_MUTED_TALKING = "microphone-muted-talking"
    VOICE_CHAIN_FAILED = "voice-chain-failed"
    MUSIC_UNREADABLE = "music-unreadable"
    FILE_UNREADABLE = "file-unreadable"
    ENCODER_FAILED = "encoder-failed"
    ENCODER_OVERLOADED = "encoder-overloaded"
    ENCODER_FALLBACK = "encoder-fallback"
    ENGINE_LOST = "engine-lost"
    ENGINE_HUNG = "engine-hung"
    LINK_TOO_LONG = "link-too-long"
    URL_INVALID = "url-invalid"
    HOST_UNKNOWN = "host-unknown"
    CONNECTION_REFUSED = "connection-refused"
    CONNECTION_LOST = "connection-lost"
    NO_ANSWER = "no-answer"
    STALLED = "stalled"
    NAME_IN_USE = "name-in-use"
    KEY_REFUSED = "key-refused"
    CERTIFICATE_INVALID = "certificate-invalid"
    SERVER_REFUSED = "server-refused"
    PLAYBACK_UNREADABLE = "playback-unreadable"
    PICTURE_LOWERED = "picture-lowered"
    SECOND_PICTURE_REFUSED = "second-picture-refused"
    SECOND_PICTURE_LOWERED = "second-picture-lowered"
    SECOND_PICTURE_GIVEN_UP = "second-picture-given-up"
    UPLINK_SLOW = "uplink-slow"
    RECORDING_FAILED = "recording-failed"
    DISK_FULL = "disk-full"
    DISK_NEARLY_FULL = "disk-nearly-full"
    STORE_FAILED = "store-failed"
    SHOW_UNENDED = "show-unended"
    SECRET_MISSING = "secret-missing"
    SECRET_UNSAVED = "secret-unsaved"
    SECRETS_UNPROTECTED = "secrets-unprotected"
    KEYS_SET_ASIDE = "keys-set-aside"
    CONNECTOR_OFFLINE = "connector-offline"
    CONNECTOR_REFUSED = "connector-refused"
    CONNECTOR_BROKEN = "connector-broken"
    PORT_IN_USE = "port-in-use"
    SETTINGS_FAILED = "settings-failed"
    SHOW_FILE_RESTORED = "show-file-restored"
    SHOW_FILE_BEGUN_ANEW = "show-file-begun-anew"
    IMAGE_UNREADABLE = "image-unreadable"
    GROUND_UNREADABLE = "ground-unreadable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One trouble: its code, the part it concerns, whether Storecast keeps trying, a detail without secrets.

    `where` names the part as the host knows it: "camera", "ground", "microphone", "sound", "music", "encoder",
    "computer", "upload", "destination:NAME", "playback:NAME", "connector:NAME", "recording", "engine", "store".
    One part has at most one fault.
    """

    code: FaultCode
    where: str
    retrying: bool = False
    detail: str = ""
