"""What the host has chosen: camera, microphone, destinations, recording; told to the engine, kept in the show file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import Literal

import msgspec

from app.destinations import Destinations
from app.disk import DiskWatch
from app.domain.facts import Mode
from app.domain.ingest import ends_after_s
from app.domain.secret import Secret
from app.engine.messages import (
    Configure,
    Record,
    SetCamera,
    SetMicrophone,
    SetMusic,
    SetSecondCamera,
    SetSecondCanvas,
)
from app.faults import FaultBoard
from app.phone import Phones
from app.picture_words import camera_word, look_word
from app.programme import Engine
from app.settings.canvas_plan import orientation, turned
from app.settings.plan import Plan
from app.settings.secrets import Vault
from app.settings.show_edit import Value, with_values
from app.settings.show_file import MusicTable
from app.show_text import ShowText
from app.snapshot import Choices, LookChoice, PhoneInvite

CameraName = Literal["camera", "second_camera"]
"""A camera's table in the show file."""

_MOST_OFFSET_MS = 500


class ChoicesDesk:
    """Main thread only; the plan is replaced, never changed. `executor` has one thread, so edits keep their order.

    `is_mute_known` is False while only the engine knows whether its host is muted: nothing is said of the microphone.
    """

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
        self.is_mute_known = True
        self._is_key_lifted = False
        self._has_told_canvas = False
        self._text = text
        self._engine = engine
        self._disk = disk
        references = frozenset(value for one in plan.connectors for value in one.secrets.values())
        self._destinations = Destinations(plan.destinations, text, vault, faults, executor, references)
        self._phones = Phones(vault, executor, faults)
        self._phones.want(*_sources(plan))

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
            encoder=plan.encoder,
        )

    def recording(self, folder: str, mode: Mode) -> Record:
        """What to record into: `folder`, then the plan's second one; a rehearsal's file says what it is."""
        plan = self.plan
        name = plan.title or "show"
        name = f"{name} rehearsal" if mode is Mode.REHEARSAL else name
        return Record(folder=folder, name=name, second_folder=plan.second_recording_folder)

    def ends_after_s(self) -> dict[str, float]:
        """By destination: the silence after which its platform ends the show, where that is known."""
        limits = {one.name: one.ends_after_s or ends_after_s(one.url) for one in self.plan.destinations}
        return {name: seconds for name, seconds in limits.items() if seconds is not None}

    def tell_devices(self) -> None:
        """Says cameras, microphone and music to the engine; saying it again changes nothing. A phone waits for its key:
        the engine keeps what it has.
        """
        plan, microphone = self.plan, self.plan.microphone
        self.tell_canvas()
        self._phones.want(*_sources(plan))
        self._engine.send(look_word(plan.look, is_key_lifted=self._is_key_lifted))
        camera = self._phones.named(plan.camera.source)
        if camera is not None:
            self._engine.send(camera_word(SetCamera, plan.camera, camera))
        second = self._phones.named(plan.second_camera.source, is_second=True)
        if second is not None:
            self._engine.send(camera_word(SetSecondCamera, plan.second_camera, second))
        heard = self._phones.named(microphone.source)
        # A host who mutes is not heard, whatever the engine still hears.
        if self.is_mute_known and (heard is not None or self.is_muted):
            self._engine.send(
                SetMicrophone(
                    source=heard or "none",
                    gain_db=microphone.gain_db,
                    is_muted=self.is_muted,
                    has_shop_voice=microphone.shop_voice,
                    offset_ms=microphone.offset_ms,
                )
            )
        self._engine.send(SetMusic(path=plan.music.file, volume_db=plan.music.volume_db))

    def follow(self) -> None:
        """With each tick: says the devices again once a phone's key is known."""
        if self._phones.has_news():
            self.tell_devices()

    def mute(self, is_muted: bool) -> None:
        self.is_muted, self.is_mute_known = is_muted, True
        self.tell_devices()

    def set_gain(self, gain_db: float) -> None:
        self._change_microphone({"gain_db": gain_db})

    def set_microphone(self, source: str) -> None:
        self._change_microphone({"source": source})

    def set_shop_voice(self, is_on: bool) -> None:
        self._change_microphone({"shop_voice": is_on})

    def set_sound_offset(self, offset_ms: int) -> None:
        self._change_microphone({"offset_ms": max(-_MOST_OFFSET_MS, min(_MOST_OFFSET_MS, offset_ms))})

    def set_music(self, file: str, volume_db: float) -> None:
        before = self.plan.music
        self.plan = replace(self.plan, music=MusicTable(file=file, volume_db=volume_db))
        self.tell_devices()
        self._text.change("music", before, {"file": file, "volume_db": volume_db})

    def set_camera(self, source: str, fit: str, is_mirrored: bool, rotate: int) -> None:
        self.change_camera("camera", {"source": source, "fit": fit, "mirror": is_mirrored, "rotate": rotate})

    def change_camera(self, which: CameraName, values: Mapping[str, Value]) -> None:
        """Some keys of a camera's table."""
        plan, before = self.plan, getattr(self.plan, which)
        if which == "camera":
            self.plan = replace(plan, camera=msgspec.structs.replace(plan.camera, **values))
        else:
            self.plan = replace(plan, second_camera=msgspec.structs.replace(plan.second_camera, **values))
        self.tell_devices()
        self._text.change(which, before, values)

    def change_look(self, values: Mapping[str, Value]) -> None:
        """Some keys of the look's table."""
        before = self.plan.look
        self.plan = replace(self.plan, look=msgspec.structs.replace(before, **values))
        self.tell_devices()
        self._text.change("look", before, values)

    def lift_key(self, is_lifted: bool) -> None:
        """The plan keeps its key: a console that dies while a cloth is picked comes back with the one before."""
        if is_lifted is not self._is_key_lifted:
            self._is_key_lifted = is_lifted
            self.tell_devices()

    def set_destination(self, name: str, url: str, key: Secret | None, before: str = "") -> None:
        self._destinations.set(name, url, key, before)
        self._replan()

    def has_stream(self, url: str, key: Secret | None, before: str = "") -> bool:
        return self._destinations.has_stream(url, key, before)

    def set_destination_canvas(self, name: str, *, is_second: bool) -> None:
        canvas = orientation(turned(self.plan.canvas)) if is_second else ""
        self._destinations.choose_canvas(name, canvas, is_second=is_second)
        self._replan()

    def set_video_kbps(self, kbps: int) -> None:
        """Of the next rehearsal or show."""
        self.plan = replace(self.plan, video_kbps=kbps)
        self.tell_canvas()
        self._text.set("show", {"video_kbps": kbps})

    def set_transition(self, *, is_cut: bool) -> None:
        self.plan = replace(self.plan, is_cut=is_cut)
        self._text.set("show", {"transition": "cut" if is_cut else "fade"})

    def set_second_canvas(self, *, is_on: bool) -> None:
        """As large as the first one, the other way round. Off: its destinations get the first one."""
        size = turned(self.plan.canvas) if is_on else None
        for one in self.plan.destinations if not is_on else ():
            self.set_destination_canvas(one.name, is_second=False)
        self.plan = replace(self.plan, second_canvas=size)
        self.tell_canvas()
        canvas = f"{size[0]}x{size[1]}" if size else ""
        self._text.edit(lambda text: with_values(text, "show", {"second_canvas": canvas}))

    def tell_canvas(self) -> None:
        """Says the second canvas to the engine, or that there is none any more."""
        width, height = self.plan.second_canvas or (0, 0)
        if width or self._has_told_canvas:
            self._has_told_canvas = True
            kbps = (self.plan.second_video_kbps or self.plan.video_kbps) if width else 0
            self._engine.send(SetSecondCanvas(width=width, height=height, video_kbps=kbps))

    def remove_destination(self, name: str) -> None:
        self._destinations.remove(name)
        self._replan()

    def restore_destination(self, name: str) -> None:
        self._destinations.restore(name, has_second=self.plan.second_canvas is not None)
        self._replan()

    def settle(self) -> None:
        """Before the program ends: what was removed for good is removed from the key ring too."""
        self._destinations.settle()

    def set_recording(self, folder: str) -> None:
        self.plan = replace(self.plan, recording_folder=folder)
        self._text.set("recording", {"folder": folder})

    def shown(self) -> Choices:
        """As the window draws it; keys are only said to be there or not."""
        camera, second, microphone = self.plan.camera, self.plan.second_camera, self.plan.microphone
        return Choices(
            canvas=self.plan.canvas,
            second_canvas=self.plan.second_canvas,
            is_cut=self.plan.is_cut,
            fps=self.plan.fps,
            camera=camera.source,
            fit=camera.fit,
            is_mirrored=camera.mirror,
            rotate=camera.rotate,
            crop=(camera.zoom, camera.pan_x, camera.pan_y),
            is_exposure_locked=camera.lock_exposure,
            is_white_balance_locked=camera.lock_white_balance,
            second_camera=second.source,
            second_framing=(second.fit, second.mirror, second.rotate),
            second_crop=(second.zoom, second.pan_x, second.pan_y),
            second_locks=(second.lock_exposure, second.lock_white_balance),
            phone=self._invited(),
            look=LookChoice(**msgspec.structs.asdict(self.plan.look)),
            microphone=microphone.source,
            gain_db=microphone.gain_db,
            has_shop_voice=microphone.shop_voice,
            sound_offset_ms=microphone.offset_ms,
            music=self.plan.music.file,
            music_volume_db=self.plan.music.volume_db,
            destinations=self._destinations.shown(),
            recording_folder=self.plan.recording_folder,
            second_recording_folder=self.plan.second_recording_folder,
            disk=self._disk.room(self.plan.recording_folder, self.plan.second_recording_folder),
            kbps=self.plan.video_kbps + self.plan.audio_kbps,
            video_kbps=self.plan.video_kbps,
            second_video_kbps=self.plan.second_video_kbps,
            are_secrets_protected=self._destinations.are_secrets_protected,
            safety_delay_s=self.plan.safety_delay_s,
        )

    def _invited(self) -> PhoneInvite | None:
        first = self._phones.invite(self.plan.camera.source) or self._phones.invite(
            self.plan.microphone.source
        )
        second = self._phones.invite(self.plan.second_camera.source, is_second=True)
        return replace(first, also=second) if first else second

    def _change_microphone(self, values: Mapping[str, Value]) -> None:
        before = self.plan.microphone
        self.plan = replace(self.plan, microphone=msgspec.structs.replace(before, **values))
        self.tell_devices()
        self._text.change("microphone", before, values)

    def _replan(self) -> None:
        self.plan = replace(self.plan, destinations=self._destinations.planned)


def _sources(plan: Plan) -> tuple[str, str, str]:
    return plan.camera.source, plan.second_camera.source, plan.microphone.source
