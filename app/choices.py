"""What the host has chosen: camera, microphone, destinations, recording; told to the engine, kept in the show file."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Literal, cast

import msgspec

from app.disk import DiskWatch
from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.engine.messages import Configure, SetCamera, SetMicrophone
from app.faults import FaultBoard
from app.programme import Engine
from app.settings.plan import DestinationPlan, Plan
from app.settings.secrets import SecretError, Vault, is_reference
from app.settings.show_edit import Value, save, with_entry, with_values, without_entry
from app.snapshot import Choices, DestinationSetting

Edit = Callable[[str], str]


class ShowText:
    """The show file that the window edits; every edit is written in one worker, one after the other."""

    def __init__(self, path: Path | None, executor: Executor, faults: FaultBoard) -> None:
        self._path = path
        self._executor = executor
        self._faults = faults

    def edit(self, change: Edit) -> None:
        """Applies `change` to the text on disk; without a path (a demo) nothing is kept."""
        if self._path is not None:
            self._executor.submit(self._edit, self._path, change)

    def _edit(self, path: Path, change: Edit) -> None:
        try:
            text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
            changed = change(text)
            tomllib.loads(changed)
            save(path, changed)
            self._faults.set("settings", None)
        except (OSError, ValueError) as error:
            detail = getattr(error, "strerror", None) or "the show file was changed by somebody else"
            self._faults.set("settings", Fault(FaultCode.SETTINGS_FAILED, "settings", detail=detail))


class ChoicesDesk:
    """Main thread only; the plan is replaced, never changed. `executor` has one thread, so edits keep their order."""

    def __init__(
        self,
        plan: Plan,
        text: ShowText,
        vault: Callable[[], Vault],
        engine: Engine,
        faults: FaultBoard,
        executor: Executor,
        disk: DiskWatch,
    ) -> None:
        self.plan = plan
        self.is_muted = False
        self._text = text
        self._vault = vault
        self._engine = engine
        self._faults = faults
        self._executor = executor
        self._disk = disk
        self._are_secrets_protected = True
        self._removed: dict[tuple[str, str], str] = {}

    def programme(self, epoch_ns: int) -> Configure:
        """The programme that the plan asks for, with its zero at `epoch_ns`."""
        plan = self.plan
        width, height = plan.canvas
        return Configure(
            width=width,
            height=height,
            fps=plan.fps,
            video_kbps=plan.video_kbps,
            audio_kbps=plan.audio_kbps,
            preset=plan.preset,
            epoch_ns=epoch_ns,
        )

    def tell_devices(self) -> None:
        """Says camera and microphone to the engine; saying it again changes nothing."""
        camera, microphone = self.plan.camera, self.plan.microphone
        self._engine.send(
            SetCamera(source=camera.source, fit=camera.fit, is_mirrored=camera.mirror, rotate=camera.rotate)
        )
        self._engine.send(
            SetMicrophone(
                source=microphone.source or "none", gain_db=microphone.gain_db, is_muted=self.is_muted
            )
        )

    def mute(self, is_muted: bool) -> None:
        self.is_muted = is_muted
        self.tell_devices()

    def set_gain(self, gain_db: float) -> None:
        self._set_microphone(self.plan.microphone.source, gain_db)

    def set_microphone(self, source: str) -> None:
        self._set_microphone(source, self.plan.microphone.gain_db)

    def set_camera(self, source: str, fit: str, is_mirrored: bool, rotate: int) -> None:
        camera = msgspec.structs.replace(
            self.plan.camera,
            source=source,
            fit=cast(Literal["fit", "fill"], fit),
            mirror=is_mirrored,
            rotate=cast(Literal[0, 90, 180, 270], rotate),
        )
        self.plan = replace(self.plan, camera=camera)
        self.tell_devices()
        values: dict[str, Value] = {"source": source, "fit": fit, "mirror": is_mirrored, "rotate": rotate}
        self._text.edit(lambda text: with_values(text, "camera", values))

    def set_destination(self, name: str, url: str, key: Secret | None, before: str = "") -> None:
        """`key` goes to the key ring and only its name into the file; None leaves the stored one. `before` is the name
        until now: a renamed destination keeps its key."""
        old = before or name
        destinations = self.plan.destinations
        if name != old and any(one.name == name for one in destinations):
            return
        entry = self._free_entry(name, old)
        reference = f"keyring:{entry}" if key else self._kept_key(old, url)
        mine = DestinationPlan(name=name, url=url, key=reference)
        is_new = all(one.name != old for one in destinations)
        added = (mine,) if is_new else ()
        changed = (*(mine if one.name == old else one for one in destinations), *added)
        self.plan = replace(self.plan, destinations=changed)
        for where in ("destinations", f"destination:{old}"):
            self._faults.set(where, None)
        if key:
            self._executor.submit(self._keep, entry, key)
        values: dict[str, Value] = {"name": name, "url": url, "key": reference}
        self._text.edit(lambda text: with_entry(text, "destination", old, values))

    def remove_destination(self, name: str) -> None:
        """Its key stays in the key ring, for the same destination may come back."""
        self._faults.set(f"destination:{name}", None)
        self._removed.update(
            {(one.name, one.url): one.key for one in self.plan.destinations if one.name == name}
        )
        others = tuple(one for one in self.plan.destinations if one.name != name)
        self.plan = replace(self.plan, destinations=others)
        self._text.edit(lambda text: without_entry(text, "destination", name))

    def set_recording(self, folder: str) -> None:
        self.plan = replace(self.plan, recording_folder=folder)
        self._text.edit(lambda text: with_values(text, "recording", {"folder": folder}))

    def shown(self) -> Choices:
        """As the window draws it; keys are only said to be there or not."""
        camera, microphone = self.plan.camera, self.plan.microphone
        return Choices(
            canvas=self.plan.canvas,
            fps=self.plan.fps,
            camera=camera.source,
            fit=camera.fit,
            is_mirrored=camera.mirror,
            rotate=camera.rotate,
            microphone=microphone.source,
            gain_db=microphone.gain_db,
            destinations=tuple(
                DestinationSetting(name=one.name, url=one.url, has_key=bool(one.key))
                for one in self.plan.destinations
            ),
            recording_folder=self.plan.recording_folder,
            disk=self._disk.room(self.plan.recording_folder),
            kbps=self.plan.video_kbps + self.plan.audio_kbps,
            are_secrets_protected=self._are_secrets_protected,
        )

    def _set_microphone(self, source: str, gain_db: float) -> None:
        microphone = msgspec.structs.replace(self.plan.microphone, source=source, gain_db=gain_db)
        self.plan = replace(self.plan, microphone=microphone)
        self.tell_devices()
        values: dict[str, Value] = {"source": source, "gain_db": gain_db}
        self._text.edit(lambda text: with_values(text, "microphone", values))

    def _kept_key(self, name: str, url: str) -> str:
        """The stored key's reference. A key never goes to another platform because two had one name."""
        here = next((one.key for one in self.plan.destinations if one.name == name), None)
        return self._removed.get((name, url), "") if here is None else here

    def _free_entry(self, name: str, old: str) -> str:
        """The key ring's entry of a destination, which no other one uses: one that was renamed keeps its old entry."""
        used = {one.key for one in self.plan.destinations if one.name != old}
        entry = _entry_of(name)
        return _digest(name) if f"keyring:{entry}" in used else entry

    def _keep(self, name: str, key: Secret) -> None:
        """In the worker: key rings may ask the person and take their time."""
        try:
            vault = self._vault()
            vault.set(name, key)
            self._are_secrets_protected = vault.is_protected
            self._faults.set("secrets", None)
        except SecretError as error:
            self._faults.set("secrets", Fault(FaultCode.SECRET_MISSING, "secrets", detail=str(error)))


def _entry_of(name: str) -> str:
    """The key ring's entry of a destination: its name, or a digest of one that a reference cannot hold."""
    if is_reference(f"keyring:{name}"):
        return name
    return _digest(name)


def _digest(name: str) -> str:
    return f"destination-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
