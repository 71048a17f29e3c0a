"""A trial at a real nginx: it reads on, puts nobody on air, keeps no name, and the show that follows finds it free."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.publish.nginx import Nginx, needs_nginx
from tests.engine.publish.stage import on_air, to, until, until_live
from tests.engine.publish.trial_rig import tried

pytestmark = needs_nginx


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Nginx]:
    server = Nginx(tmp_path, application="record_unique on;")
    server.start()
    yield server
    server.kill()


def test_what_is_offered_is_taken_and_nothing_is_recorded(nginx: Nginx) -> None:
    with tried() as trial:
        trial.begin(to(nginx.url), to(nginx.url, "other", "other-key"))
        end = trial.end()
    assert end.carried_kbps and all(one.kbps for one in end.destinations)
    assert not any(one.fault or one.refused_data for one in end.destinations)
    assert nginx.recorded == []
    words = (nginx.home / "error.log").read_text()
    assert "connect: app='live'" in words and "publish" not in words


def test_an_application_that_is_not_there_is_refused_by_name(nginx: Nginx) -> None:
    with tried() as trial:
        trial.begin(to(nginx.url.replace("/live", "/nowhere")))
        fault = trial.end().destinations[0].fault
    assert fault is not None and fault.where == "destination:main"


def test_going_live_in_the_middle_of_a_trial_finds_the_name_free(nginx: Nginx) -> None:
    with tried() as trial:
        trial.begin(to(nginx.url))
        until(lambda: trial.told)
        trial.trials.stop()
        with on_air(to(nginx.url)) as (publisher, _):
            assert until_live(publisher) < 1.0
            assert trial.trials.join(2.0)
