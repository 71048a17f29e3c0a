"""What the console asked for, so that a new programme starts with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import structs

from app.engine.canvas_messages import is_second_slot
from app.engine.messages import Command, Configure, Motion, PutSprite, RemoveSprite, SetMicrophone, SetMusic
from app.engine.picture_messages import PICTURE, AnyPicture
from app.engine.planes import Pixels
from app.engine.program import Program

Choice = AnyPicture | SetMicrophone | SetMusic
CHOICES = (*PICTURE, SetMicrophone, SetMusic)


@dataclass
class Asked:
    """Belongs to the control thread; of each kind of choice the last one counts."""

    configure: Configure | None = None
    choices: dict[type[Command], Choice] = field(default_factory=dict)
    sprites: dict[str, tuple[PutSprite, Pixels]] = field(default_factory=dict)

    @property
    def epoch_ns(self) -> int:
        return self.configure.epoch_ns if self.configure else 0

    def remove(self, command: RemoveSprite, program: Program | None) -> None:
        """A sprite that is wanted no more, also where it stands."""
        self.sprites.pop(command.slot, None)
        if program:
            remove_in(program, command)

    def tell(self, program: Program) -> None:
        """All of it, to a programme that has just begun; what stood on air stands there at once."""
        for choice in (self.choices[kind] for kind in CHOICES if kind in self.choices):
            choose_in(program, choice)
        for command, pixels in self.sprites.values():
            put_in(program, structs.replace(command, enter=Motion()), pixels)

    def tell_second(self, program: Program) -> None:
        """The sprites of the second canvas, which has just begun."""
        for command, pixels in self.sprites.values():
            if is_second_slot(command.slot):
                put_in(program, structs.replace(command, enter=Motion()), pixels)


def put_in(program: Program, command: PutSprite, pixels: Pixels) -> None:
    """On the canvas that its slot belongs to; without a second one nothing happens."""
    if not is_second_slot(command.slot):
        program.put_sprite(command, pixels)
    elif second := program.second:
        second.put_sprite(command, pixels)


def remove_in(program: Program, command: RemoveSprite) -> None:
    if not is_second_slot(command.slot):
        program.remove_sprite(command)
    elif second := program.second:
        second.remove_sprite(command)


def choose_in(program: Program, choice: Choice) -> None:
    match choice:
        case SetMicrophone():
            program.set_microphone(choice)
        case SetMusic():
            program.set_music(choice)
        case _:
            program.scenery.obey(choice)
