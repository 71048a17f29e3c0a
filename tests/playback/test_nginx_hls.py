"""HLS as a real nginx makes it of what Storecast publishes: a viewer is some fragments behind."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from app.domain.secret import Secret
from app.domain.viewer_delay import Sightings
from app.engine.publish.publisher import Publisher
from app.playback_watch import PlaybackWatch
from tests.engine.publish.clip import Playback, tags_of
from tests.engine.publish.nginx import Nginx, needs_nginx
from tests.engine.publish.stage import to, until
from tests.playback.codes import stream

pytestmark = needs_nginx
FRAGMENT_S = 1


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="web")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class Show(threading.Thread):
    """Publishes a minute of codes in real time; `on_air` notes when each one's second began."""

    def __init__(self, publisher: Publisher) -> None:
        super().__init__(name="show", daemon=True)
        self._publisher = publisher
        self._is_over = threading.Event()
        self._playback = Playback(tuple(tags_of(stream("flv", 60))))
        self.began_s = time.perf_counter()

    def run(self) -> None:
        for tag in self._playback.headers:
            self._publisher.offer(tag)
        while not self._is_over.wait(0.01):
            for tag in self._playback.due():
                self._publisher.offer(tag)

    def end(self) -> None:
        self._is_over.set()
        self.join(5)


def test_a_viewer_of_hls_is_three_fragments_and_more_behind(tmp_path: Path) -> None:
    folder = tmp_path / "hls"
    folder.mkdir()
    nginx = Nginx(
        tmp_path / "nginx",
        application=f"hls on; hls_path {folder}; hls_fragment {FRAGMENT_S}s; hls_playlist_length 12s;",
    )
    nginx.start()
    publisher = Publisher(lambda: None)
    show = Show(publisher)
    found = Sightings()
    for second in range(60):
        found.went_on_air(second, show.began_s + second)
    try:
        publisher.set_destinations((to(nginx.url, key="coats"),))
        show.start()
        # Whoever comes while the show runs begins three target durations before its newest piece.
        until(lambda: pieces(folder / "coats.m3u8") > 5, 30.0, "nginx has cut six pieces")
        with served(folder) as url:
            watch = PlaybackWatch("main", Secret(f"{url}/coats.m3u8"), 60.0)

            def is_measured() -> bool:
                for seen in watch.seen():
                    found.saw(seen.digits, seen.at_ns / 1e9)
                return found.delay_s is not None

            until(is_measured, 50.0, watch.trouble)
            watch.stop()
            watch.join(5)
    finally:
        show.end()
        publisher.stop(1.0)
        nginx.kill()
    assert found.delay_s is not None
    assert found.delay_s > 3 * FRAGMENT_S
    assert not watch.trouble


def pieces(playlist: Path) -> int:
    try:
        return playlist.read_text().count("#EXTINF")
    except FileNotFoundError:
        return 0
