"""The whole show as it was told so far, so that an engine that had to be started again can be told it again."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory

from msgspec import structs

from app.engine import shared
from app.engine.canvas_messages import WHERE
from app.engine.messages import (
    Command,
    Configure,
    FaultCleared,
    FaultRaised,
    FaultReport,
    Health,
    ListDevices,
    Motion,
    PutSprite,
    ReadCodes,
    Record,
    RemoveSprite,
    Report,
    SecondHealth,
    SetDestinations,
    SetMicrophone,
    SetMusic,
    SetPreview,
    SetSecondCanvas,
)
from app.engine.picture_messages import PICTURE

_FIRST = (Configure, SetSecondCanvas, *PICTURE, SetMicrophone, SetMusic)
_REMEMBERED = (*_FIRST, SetDestinations, Record, SetPreview, ListDevices, ReadCodes)


@dataclass(frozen=True, slots=True)
class Sprite:
    """A sprite that is up: what was said of it and its pixels, premultiplied BGRA."""

    command: PutSprite
    pixels: bytes


class Told:
    """Safe from any thread. Blocks of shared memory live until the engine has taken them or died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._commands: dict[type[Command], Command] = {}
        self._is_second_carried = False
        self._second_lost: FaultReport | None = None
        self._sprites: dict[str, Sprite] = {}
        self._blocks: dict[str, SharedMemory] = {}

    def remember(self, command: Command) -> None:
        """Keeps the newest word of each kind; a removed sprite is forgotten."""
        with self._lock:
            if isinstance(command, RemoveSprite):
                self._sprites.pop(command.slot, None)
            elif isinstance(command, _REMEMBERED):
                if (
                    isinstance(command, SetSecondCanvas)
                    and self._commands.get(SetSecondCanvas, command) != command
                ):
                    self._is_second_carried, self._second_lost = False, None
                self._commands[type(command)] = command

    def learn(self, report: Report) -> None:
        """Keeps what an engine has found out of the second canvas, which the next one need not try again on air."""
        with self._lock:
            match report:
                case Health(second=SecondHealth() as second):
                    self._is_second_carried = not second.is_on_trial
                case FaultRaised(fault=fault) if fault.where == WHERE:
                    self._second_lost = fault
                case FaultCleared(where=where) if where == WHERE:
                    self._second_lost = None

    def remember_sprite(self, command: PutSprite, pixels: bytes) -> None:
        with self._lock:
            self._sprites[command.slot] = Sprite(command, pixels)

    def shared(self, command: PutSprite, pixels: bytes) -> PutSprite:
        """The command with its pixels in a fresh block, for an engine that is there to take them."""
        block = shared.created(len(pixels))
        shared.view(block)[: len(pixels)] = pixels
        with self._lock:
            self._blocks[block.name] = block
        return structs.replace(command, shm=block.name)

    def again(self) -> list[Command]:
        """Everything, in an order that an engine which knows nothing can follow; sprites come without motion."""
        with self._lock:
            sprites = list(self._sprites.values())
            commands = [self._known(self._commands[kind]) for kind in _REMEMBERED if kind in self._commands]
        still = [structs.replace(one.command, enter=Motion()) for one in sprites]
        shown = [self.shared(command, one.pixels) for command, one in zip(still, sprites, strict=True)]
        first = [one for one in commands if isinstance(one, _FIRST)]
        return [*first, *shown, *(one for one in commands if one not in first)]

    def _known(self, command: Command) -> Command:
        if isinstance(command, SetSecondCanvas) and command.width:
            return structs.replace(command, is_carried=self._is_second_carried, lost=self._second_lost)
        return command

    def taken(self, name: str) -> None:
        """The engine has copied a block, or refused it."""
        with self._lock:
            block = self._blocks.pop(name, None)
        if block is not None:
            shared.unlink(block)
            block.close()

    def engine_is_gone(self) -> None:
        """Nobody will take the blocks that are still waiting."""
        with self._lock:
            names = list(self._blocks)
        for name in names:
            self.taken(name)
