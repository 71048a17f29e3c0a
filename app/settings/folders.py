"""The folders of this user where Storecast keeps its things."""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Folders:
    """`config` holds preferences and the show file, `data` the databases, `run` sockets of running engines."""

    config: Path
    data: Path
    log: Path
    run: Path
    videos: Path

    @classmethod
    def of_user(cls) -> Folders:
        """By the system's own rules."""
        name = "Storecast"
        return cls(
            config=platformdirs.user_config_path(name, appauthor=False),
            data=platformdirs.user_data_path(name, appauthor=False),
            log=platformdirs.user_log_path(name, appauthor=False),
            run=_run_folder(name),
            videos=platformdirs.user_videos_path() / name,
        )

    def engine_run(self, database: Path) -> Path:
        """The engine's folder for one database: a console that comes back finds its own engine there and no other."""
        return self.run / hashlib.sha256(str(database.resolve()).encode()).hexdigest()[:16]


def _run_folder(name: str) -> Path:
    """Without a login session Linux has no runtime folder; what is found instead will do, and without a word."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return platformdirs.user_runtime_path(name, appauthor=False)
