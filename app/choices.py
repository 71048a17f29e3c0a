"""What the host has chosen: camera, microphone, destinations, recording; told to the engine, kept in the show file."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.engine.messages import Configure, Key, SetCamera, SetLook, SetMicrophone, SetSecondCamera
from app.faults import FaultBoard
from app.phone import Phones
from app.programme import Engine
from app.settings.picture_plan import colour_of
from app.settings.plan import DestinationPlan, Plan
from app.settings.secrets import SecretError, Vault, is_reference
from app.settings.show_edit import Value, save, with_entry, with_values, without_entry
from app.settings.show_file import CameraTable, LookTable
from app.snapshot import Choices, DestinationSetting, LookChoice

Edit = Callable[[str], str]
CameraName = Literal["camera", "second_camera"]
"""A camera's table in the show file."""


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
    ) -> None:
        self.plan = plan
        self.is_muted = False
        self._text = text
        self._vault = vault
        self._engine = engine
        self._faults = faults
        self._executor = executor
        self._are_secrets_protected = True
        self._phones = Phones(vault, executor, faults)

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
        microphone = self.plan.microphone
        self._engine.send(_look_word(self.plan.look))
        camera, second = self.plan.camera, self.plan.second_camera
        self._engine.send(_camera_word(SetCamera, camera, self._phones.named(camera.source)))
        source = self._phones.named(second.source, is_second=True)
        self._engine.send(_camera_word(SetSecondCamera, second, source))
        self._engine.send(
            SetMicrophone(
                source=self._phones.named(microphone.source) or "none",
                gain_db=microphone.gain_db,
                is_muted=self.is_muted,
            )
        )

    def follow(self) -> None:
        """With each tick: says the devices again once a phone's key is known."""
        if self._phones.has_news():
            self.tell_devices()

    def mute(self, is_muted: bool) -> None:
        self.is_muted = is_muted
        self.tell_devices()

    def set_gain(self, gain_db: float) -> None:
        self._set_microphone(self.plan.microphone.source, gain_db)

    def set_microphone(self, source: str) -> None:
        self._set_microphone(source, self.plan.microphone.gain_db)

    def set_camera(self, source: str, fit: str, is_mirrored: bool, rotate: int) -> None:
        self.change_camera("camera", {"source": source, "fit": fit, "mirror": is_mirrored, "rotate": rotate})

    def change_camera(self, which: CameraName, values: Mapping[str, Value]) -> None:
        """Some keys of a camera's table."""
        plan = self.plan
        if which == "camera":
            self.plan = replace(plan, camera=msgspec.structs.replace(plan.camera, **values))
        else:
            self.plan = replace(plan, second_camera=msgspec.structs.replace(plan.second_camera, **values))
        self.tell_devices()
        self._text.edit(lambda text: with_values(text, which, values))

    def change_look(self, values: Mapping[str, Value]) -> None:
        """Some keys of the look's table."""
        self.plan = replace(self.plan, look=msgspec.structs.replace(self.plan.look, **values))
        self.tell_devices()
        self._text.edit(lambda text: with_values(text, "look", values))

    def set_destination(self, name: str, url: str, key: Secret | None) -> None:
        """`key` goes to the key ring and only its name into the file; None leaves the stored one."""
        kept = next((one.key for one in self.plan.destinations if one.name == name), "")
        entry = _entry_of(name)
        reference = f"keyring:{entry}" if key else kept
        others = tuple(one for one in self.plan.destinations if one.name != name)
        mine = DestinationPlan(name=name, url=url, key=reference)
        self.plan = replace(self.plan, destinations=(*others, mine))
        if key:
            self._executor.submit(self._keep, entry, key)
        values = {"url": url, "key": reference}
        self._text.edit(lambda text: with_entry(text, "destination", name, values))

    def remove_destination(self, name: str) -> None:
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
            crop=(camera.zoom, camera.pan_x, camera.pan_y),
            is_exposure_locked=camera.lock_exposure,
            is_white_balance_locked=camera.lock_white_balance,
            second_camera=self.plan.second_camera.source,
            phone=self._phones.invite(camera.source) or self._phones.invite(microphone.source),
            second_phone=self._phones.invite(self.plan.second_camera.source, is_second=True),
            look=LookChoice(**msgspec.structs.asdict(self.plan.look)),
            microphone=microphone.source,
            gain_db=microphone.gain_db,
            destinations=tuple(
                DestinationSetting(name=one.name, url=one.url, has_key=bool(one.key))
                for one in self.plan.destinations
            ),
            recording_folder=self.plan.recording_folder,
            are_secrets_protected=self._are_secrets_protected,
        )

    def _set_microphone(self, source: str, gain_db: float) -> None:
        microphone = msgspec.structs.replace(self.plan.microphone, source=source, gain_db=gain_db)
        self.plan = replace(self.plan, microphone=microphone)
        self.tell_devices()
        values: dict[str, Value] = {"source": source, "gain_db": gain_db}
        self._text.edit(lambda text: with_values(text, "microphone", values))

    def _keep(self, name: str, key: Secret) -> None:
        """In the worker: key rings may ask the person and take their time."""
        try:
            vault = self._vault()
            vault.set(name, key)
            self._are_secrets_protected = vault.is_protected
            self._faults.set("secrets", None)
        except SecretError as error:
            self._faults.set("secrets", Fault(FaultCode.SECRET_MISSING, "secrets", detail=str(error)))


def _look_word(look: LookTable) -> SetLook:
    key = Key(
        colour=colour_of(look.key or "#000000"),
        tolerance=look.tolerance,
        softness=look.softness,
        ground=colour_of(look.ground),
    )
    return SetLook(key=key if look.key else None, smoothing=look.smoothing, sharpening=look.sharpening)


def _camera_word(kind: type[SetCamera], camera: CameraTable, source: str) -> SetCamera:
    return kind(
        source=source,
        fit=camera.fit,
        is_mirrored=camera.mirror,
        rotate=camera.rotate,
        zoom=camera.zoom,
        pan_x=camera.pan_x,
        pan_y=camera.pan_y,
        is_exposure_locked=camera.lock_exposure,
        is_white_balance_locked=camera.lock_white_balance,
    )


def _entry_of(name: str) -> str:
    """The key ring's entry of a destination: its name, or a digest of one that a reference cannot hold."""
    if is_reference(f"keyring:{name}"):
        return name
    return f"destination-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
