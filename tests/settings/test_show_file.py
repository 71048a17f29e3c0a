"""A show file says what is wrong, where, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.money import Money
from app.domain.setting import Setting, SettingType
from app.settings.plan import Plan, load
from app.settings.show_file import ShowFileError

KINDS = {
    "inbound": (
        Setting(name="port", type=SettingType.NUMBER, default=8787, least=0, most=65535),
        Setting(name="secret", type=SettingType.SECRET),
    )
}
PRODUCT = '[[product]]\nid = "coat"\ntitle = "Coat"\nprice = "1999.00"\n'
INBOUND = '[[connector]]\nname = "shop"\nkind = "inbound"\nsecret = "env:HOOK"\n'


def plan(tmp_path: Path, text: str) -> Plan:
    path = tmp_path / "show.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, KINDS)


def test_an_empty_file_is_a_show_with_nothing_in_it(tmp_path: Path) -> None:
    empty = plan(tmp_path, "")
    assert (empty.canvas, empty.fps, empty.destinations, empty.products) == ((1280, 720), 30, (), ())


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "show.toml"
    path.write_bytes(b'\xef\xbb\xbf[show]\r\ntitle = "Coats"\r\n')
    assert load(path, {}).title == "Coats"


def test_prices_are_exact_and_numbers_follow_the_order(tmp_path: Path) -> None:
    text = PRODUCT + PRODUCT.replace("coat", "scarf").replace("1999.00", "199")
    coat, scarf = plan(tmp_path, text).products
    assert (coat.price, coat.number) == (Money(199900, "CNY"), 1)
    assert (scarf.price, scarf.number) == (Money(19900, "CNY"), 2)


def test_pictures_and_files_are_found_beside_the_show_file(tmp_path: Path) -> None:
    found = plan(
        tmp_path, PRODUCT + 'image = "coat.png"\n[camera]\nsource = "file:clip.mp4"\n[music]\nfile = "a.mp3"'
    )
    assert found.music.file == str(tmp_path / "a.mp3")
    assert found.products[0].image == str(tmp_path / "coat.png")
    assert found.camera.source == f"file:{tmp_path / 'clip.mp4'}"


def test_a_connector_gets_its_own_settings_and_their_defaults(tmp_path: Path) -> None:
    (connector,) = plan(tmp_path, INBOUND).connectors
    assert connector.settings == {"port": 8787}
    assert connector.secrets == {"secret": "env:HOOK"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[show]\nfps = 31", "line 2, show.fps: must be one of 25, 30, 50, 60"),
        ('[show]\ntitel = "x"', "line 2, show.titel: no such key"),
        ('[show]\ncurrency = "yuan"', "line 2, show.currency: 'yuan' is not a currency code"),
        ("[show]\nvideo_kbps = 9", "line 2, show.video_kbps: must be from 200 to 20000"),
        ('[show]\ncanvas = "4x4"', "must be one of 1280x720, 1920x1080, 720x1280, 1080x1920"),
        (
            '[recording]\nfolder = "a\\u0000b"',
            "line 2, recording.folder: holds a character",
        ),
        (
            '[recording]\nsecond_folder = "a\\u0000b"',
            "line 2, recording.second_folder: holds a character",
        ),
        ('[music]\nfile = "a\\u0000b"', "line 2, music.file: holds a character"),
        (
            '[camera]\nsource = "file:a\\u0000b"',
            "line 2, camera.source: holds a character",
        ),
        (
            '[microphone]\nsource = "file:a\\u0000b"',
            "line 2, microphone.source: holds a character",
        ),
        (
            '[look]\nground_image = "a\\u0000b"',
            "line 2, look.ground_image: holds a character",
        ),
        (PRODUCT + 'image = "a\\u0000b"', "product[1].image: holds a character"),
        (PRODUCT + 'film = "a\\u0000b"', "product[1].film: holds a character"),
        (
            '[recording]\nfolder = "~nobody-has-this-name/x"',
            "line 2, recording.folder: there is no home folder ~nobody",
        ),
        ("[microphone]\noffset_ms = 501", "line 2, microphone.offset_ms: must be from -500 to 500"),
        ("[show]\nmeasure_uplink = 0", "line 2, show.measure_uplink: must be true or false"),
        ("[microphone]\nshop_voice = 1", "line 2, microphone.shop_voice: must be true or false"),
        ("[music]\nvolume_db = 3", "line 2, music.volume_db: must be from -60 to 0"),
        ("[show", "not valid TOML"),
        ("version = 9", "line 1, version: version 9 is not known"),
        (PRODUCT.replace("1999.00", "1999.001"), "line 4, product[1].price: '1999.001' has more decimals"),
        (PRODUCT.replace('"1999.00"', "1999.0"), "line 4, product[1].price: must be a text in quotes"),
        (PRODUCT + 'compare_at = "5"', "compare_at: must be higher than the price"),
        (PRODUCT + 'link = "javascript:1"', "link: must begin with https://"),
        (PRODUCT + PRODUCT, "line 6, product[2].id: 'coat' is there twice"),
        ('[[run_of_show]]\nat_s = 1\naction = "show_card"', "run_of_show[1].product: is missing"),
        ('[[run_of_show]]\nat_s = 1\naction = "show_card"\nproduct = "x"', "no product has the id 'x'"),
        ('[[run_of_show]]\nat_s = 1\naction = "film"', "must name a product that has a film"),
        ('[[run_of_show]]\nat_s = 1\naction = "dance"', "must be one of show_card, hide_card"),
        (
            '[[destination]]\nname = "a"\nurl = "file:///etc/x"',
            "line 3, destination[1].url: must begin with rtmp",
        ),
        ('[[destination]]\nname = "a"\nurl = "rtmp://"', "is not an address such as rtmp://host/app"),
        (
            '[[destination]]\nname = "a"\nurl = "rtmp://h/a"\nplayback = "file:///etc/passwd"',
            "line 4, destination[1].playback: must be where viewers get the stream",
        ),
        (
            '[[destination]]\nname = "a"\nurl = "rtmp://h/a"\nplayback = "https://h:port/a.flv"',
            "destination[1].playback: must be where viewers get the stream",
        ),
        ('[[connector]]\nkind = "fax"', "line 2, connector[1].kind: must be one of inbound"),
        (INBOUND + "port = 70000", "connector[1].port: must be from 0 to 65535"),
        (INBOUND + "colour = 1", "connector[1].colour: no such key"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ShowFileError) as error:
        plan(tmp_path, text)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "table", ['[[destination]]\nname = "a"\nurl = "rtmp://h/a"\nkey', INBOUND + "secret"]
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, table: str) -> None:
    text = table.replace('secret = "env:HOOK"\n', "") + ' = "live_123_hunter2"'
    with pytest.raises(ShowFileError, match="keyring:NAME or env:NAME") as error:
        plan(tmp_path, text)
    assert "hunter2" not in str(error.value)


def test_a_missing_a_huge_and_a_binary_file_are_one_sentence(tmp_path: Path) -> None:
    huge, binary = tmp_path / "huge.toml", tmp_path / "binary.toml"
    huge.write_bytes(b"#" * (2 << 20))
    binary.write_bytes(b"\xff\xfe\x00")
    for path, says in ((tmp_path / "no.toml", "no such"), (huge, "larger than"), (binary, "not a UTF-8")):
        with pytest.raises(ShowFileError, match=says):
            load(path, KINDS)


def test_the_encoder_is_x264_unless_the_file_names_another(tmp_path: Path) -> None:
    assert plan(tmp_path, "").encoder == "x264"
    assert plan(tmp_path, '[show]\nencoder = "nvenc"\n').encoder == "nvenc"
    with pytest.raises(ShowFileError, match=r"show\.encoder: must be one of x264, auto, nvenc"):
        plan(tmp_path, '[show]\nencoder = "cuda"\n')


def test_the_uplink_is_measured_unless_the_file_forbids_it(tmp_path: Path) -> None:
    assert plan(tmp_path, "").measures_uplink
    assert not plan(tmp_path, "[show]\nmeasure_uplink = false\n").measures_uplink


def test_a_destinations_playback_is_kept_and_not_printed(tmp_path: Path) -> None:
    url = "https://cdn.example/live.m3u8?token=CANARY"
    found = plan(tmp_path, f'[[destination]]\nname = "a"\nurl = "rtmp://h/a"\nplayback = "{url}"')
    assert found.destinations[0].playback == url
    assert "CANARY" not in repr(found)
