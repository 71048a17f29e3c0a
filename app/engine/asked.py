"""What the console asked for, so that a new programme starts with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import structs

from app.engine.messages import Command, Configure, Motion, PutSprite, SetMicrophone, SetMusic
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

    def tell(self, program: Program) -> None:
        """All of it, to a programme that has just begun; what stood on air stands there at once."""
        for choice in (self.choices[kind] for kind in CHOICES if kind in self.choices):
            choose_in(program, choice)
        for command, pixels in self.sprites.values():
            program.put_sprite(structs.replace(command, enter=Motion()), pixels)


def choose_in(program: Program, choice: Choice) -> None:
    match choice:
        case SetMicrophone():
            program.set_microphone(choice)
        case SetMusic():
            program.set_music(choice)
        case _:
            program.scenery.obey(choice)
