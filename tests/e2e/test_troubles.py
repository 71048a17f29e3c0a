"""A show without a window in which everything fails says so: on stderr, in the report, and by its exit status."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.rig import DESTINATION, KEY, ROOT, SHOW, Program


def test_a_show_in_which_everything_fails_says_so(tmp_path: Path) -> None:
    text = SHOW.format(root=ROOT).replace('source = "test-card"\n[rec', 'source = "file:gone.wav"\n[rec')
    text = text.replace('folder = "recordings"', 'folder = "show.toml"')
    text += DESTINATION.format(url="rtmp://127.0.0.1:9/app")
    text += DESTINATION.format(url="rtmp://127.0.0.1:9/app").replace("main", "other").replace("STREAM", "NO")
    program = Program(tmp_path, text, "--seconds", "3")
    assert program.wait(40) == 1
    said = program.output.read_text().splitlines()
    for words in (
        "storecast: microphone: The video or sound file cannot be read.",
        "storecast: recording: Nothing is being recorded.",
        "storecast: main: The platform's server does not answer.",
        "storecast: other: A key is missing.",
        "storecast: no destination was ever live",
    ):
        assert len([line for line in said if line.startswith(words)]) == 1, (words, said)
    assert KEY not in program.output.read_text()
    found = {(one["where"], one["code"]): one for one in program.report()["faults"]}
    for where, code in (
        ("microphone", "file-unreadable"),
        ("recording", "recording-failed"),
        ("destination:main", "connection-refused"),
        ("destination:other", "secret-missing"),
    ):
        assert found[where, code]["stood_at_end"] and found[where, code]["at_s"] < 4
