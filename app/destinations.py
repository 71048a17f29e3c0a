"""Where the stream goes, as the host edits it: addresses into the show file, secrets into the key ring."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.faults import FaultBoard
from app.settings.address import Parted, chosen, packed, parted, unpacked
from app.settings.destination_plan import DestinationPlan
from app.settings.secrets import SecretError, Vault, entry_of, is_reference, resolved
from app.settings.show_edit import Value, with_entry, without_entry
from app.show_text import ShowText
from app.snapshot import DestinationSetting

NOWHERE = DestinationPlan(name="", url="")


class _Unsaved(SecretError):
    """A key was typed and could not be kept."""


class Destinations:
    """Main thread only, but what `executor`, with its one thread, does to the vault. `planned` are those of the plan.

    The key of one that was removed stays in the vault until `settle`, since a slip is taken back by `restore`.
    """

    def __init__(
        self,
        planned: tuple[DestinationPlan, ...],
        text: ShowText,
        vault: Callable[[], Vault],
        faults: FaultBoard,
        executor: Executor,
        others: frozenset[str] = frozenset(),
    ) -> None:
        """`others` are the references that the rest of the show makes to secrets."""
        self.planned = planned
        self.are_secrets_protected = True
        self._text = text
        self._vault = vault
        self._faults = faults
        self._executor = executor
        self._others = others
        self._removed: dict[tuple[str, str], str] = {}
        self._gone: dict[str, DestinationPlan] = {}
        # The field for the address may still show what was taken apart, and be saved once more.
        self._typed: dict[str, Secret] = {}
        self._unfound: frozenset[str] = frozenset()
        # By reference, so that two keys can be compared without asking the vault, which may take its time.
        self._digests: dict[str, str] = {}
        executor.submit(self._look, planned)

    def set(self, name: str, url: str, key: Secret | None, before: str = "") -> None:
        """The key, wherever it was typed, goes to the vault and only its name into the file; None leaves the stored
        one. `before` is the name until now: a renamed destination keeps its key, and one that is taken changes nothing.
        """
        old = before or name
        was = self._named(old)
        if name != old and self._named(name) is not NOWHERE:
            return
        for where in ("destinations", f"destination:{old}"):
            self._faults.set(where, None)
        typed = Secret(url.strip())
        is_known = not key and self._typed.get(old) == typed
        part = None if is_known else chosen(url, key, was.url, bool(was.key))
        self._typed.pop(old, None)
        self._typed[name] = typed
        if part is not None:
            self._change(old, was, replace(was, name=name), part)
        elif name != old:
            self._put(old, replace(was, name=name))
            self._text.edit(lambda text: with_entry(text, "destination", old, {"name": name}))

    def has_stream(self, url: str, key: Secret | None, before: str = "") -> bool:
        """Whether another destination than the one called `before` has this address and this key already."""
        was = self._named(before)
        part = chosen(url, key, was.url, bool(was.key))
        if part is None:
            return False
        mine = _digest(part.key) if part.key else self._digests.get(was.key, "")
        others = (one for one in self.planned if one is not was)
        return bool(mine) and any(self._stream(one) == (part.address, mine) for one in others)

    def _stream(self, one: DestinationPlan) -> tuple[str, str]:
        part = parted(one.url, is_key_kept=bool(one.key))
        return part.address, self._digests.get(one.key, "") if one.key else _digest(part.key)

    def choose_canvas(self, name: str, canvas: str, *, is_second: bool) -> None:
        """Which picture a destination gets; `canvas` is its orientation, as the file says it."""
        was = self._named(name)
        if was is not NOWHERE and was.is_second != is_second:
            self._put(name, replace(was, canvas=canvas, is_second=is_second))
            self._text.edit(lambda text: with_entry(text, "destination", name, {"canvas": canvas}))

    def remove(self, name: str) -> None:
        gone = self._gone[name] = self._named(name)
        self._faults.set(f"destination:{name}", None)
        self._removed[name, parted(gone.url, is_key_kept=bool(gone.key)).address] = gone.key
        self.planned = tuple(one for one in self.planned if one.name != name)
        self._typed.pop(name, None)
        self._text.edit(lambda text: without_entry(text, "destination", name))
        self._forget_clear(gone)

    def restore(self, name: str, *, has_second: bool) -> None:
        """The one of that name that was removed last, as it was; nothing when another one has the name by now.

        It gets the first picture when the second one that it had has gone meanwhile.
        """
        back = self._gone.pop(name, NOWHERE)
        if back is NOWHERE or self._named(name) is not NOWHERE:
            return
        if back.is_second and not has_second:
            back = replace(back, canvas="", is_second=False)
        part = parted(back.url, is_key_kept=bool(back.key))
        values: dict[str, Value] = {"url": part.address, "key": back.key}
        if back.canvas:
            values["canvas"] = back.canvas
        if back.ends_after_s is not None:
            values["ends_after_s"] = back.ends_after_s
        if back.playback:
            values["playback"] = back.playback
        self._put(name, back)
        self._text.edit(lambda text: with_entry(text, "destination", name, values))
        if part.key or part.query:
            self._change(name, back, back, part)

    def settle(self) -> None:
        """Keys of destinations that were removed for good are removed too; before the program ends."""
        used = {*self._others, *(one.key for one in self.planned)}
        for reference in {*self._removed.values()} - used:
            if entry_of(reference):
                self._executor.submit(self._drop, entry_of(reference))
        self._removed.clear()

    def shown(self) -> tuple[DestinationSetting, ...]:
        """As the window draws them; keys are only said to be there or not."""
        return tuple(_shown(one, self._unfound) for one in self.planned)

    def _named(self, name: str) -> DestinationPlan:
        return next((one for one in self.planned if one.name == name), NOWHERE)

    def _change(self, old: str, was: DestinationPlan, mine: DestinationPlan, part: Parted) -> None:
        # A key never goes to another platform because two had one name.
        kept = was.key or self._removed.get((old, part.address), "")
        reference = f"keyring:{self._free_entry(mine.name, old)}" if part.key or part.query else kept
        self._put(old, replace(mine, url=part.address, key=reference))
        writing = self._executor.submit(self._keep, reference, was.key, part)
        values: dict[str, Value] = {"name": mine.name, "key": reference}
        self._text.edit(
            lambda text: with_entry(text, "destination", old, {**values, "url": writing.result()})
        )
        self._forget_clear(was)

    def _put(self, old: str, mine: DestinationPlan) -> None:
        """In the place of the one called `old`, or behind all others."""
        is_new = self._named(old) is NOWHERE
        changed = tuple(mine if one.name == old else one for one in self.planned)
        self.planned = (*changed, mine) if is_new else changed

    def _free_entry(self, name: str, old: str) -> str:
        """The vault's entry of a destination, which no other one uses: one that was renamed keeps its old entry."""
        used = {one.key for one in self.planned if one.name != old}
        is_free = is_reference(f"keyring:{name}") and f"keyring:{name}" not in used
        return name if is_free else f"destination-{hashlib.sha256(name.encode()).hexdigest()[:12]}"

    def _forget_clear(self, before: DestinationPlan) -> None:
        """A file that was written by hand may have held the key in clear; its older texts must not go on with it."""
        part = parted(before.url, is_key_kept=bool(before.key))
        if part.key or part.query:
            self._text.forget(before.url)

    def _look(self, planned: tuple[DestinationPlan, ...]) -> None:
        """In the worker: a show file from head office may name keys that this computer does not have."""
        self._unfound = frozenset(one.key for one in planned if one.key and not self._is_found(one.key))

    def _is_found(self, reference: str) -> bool:
        try:
            found = resolved(reference, self._vault())
        except SecretError:
            return False
        self._digests[reference] = _digest(unpacked(found)[1])
        return bool(found)

    def _keep(self, reference: str, before: str, part: Parted) -> str:
        """The address to write. In the worker: key rings may ask the person and take their time."""
        try:
            return self._kept(reference, before, part)
        except _Unsaved as error:
            self._faults.set("secrets", Fault(FaultCode.SECRET_UNSAVED, "secrets", detail=str(error)))
        except SecretError as error:
            self._faults.set("secrets", Fault(FaultCode.SECRET_MISSING, "secrets", detail=str(error)))
        return part.address

    def _kept(self, reference: str, before: str, part: Parted) -> str:
        if not reference:
            return part.address
        vault = self._vault()
        old_query, old_key = _stored(before, vault, is_needed=not part.key)
        query, key = old_query if part.query is None else part.query, part.key or old_key
        if part.key or query != old_query:
            self._save(vault, entry_of(reference), packed(query, key))
            self._unfound -= {reference}
            self._digests[reference] = _digest(key)
            self.are_secrets_protected = vault.is_protected
        self._faults.set("secrets", None)
        # A short key that was pasted once more behind the address does not look like one; here it is known.
        return parted(part.address, key, is_key_kept=True).address

    def _save(self, vault: Vault, entry: str, secret: Secret) -> None:
        was_told = any(one.where == "keys" for one in self._faults.all())
        try:
            vault.set(entry, secret)
        except SecretError as error:
            raise _Unsaved(str(error)) from None
        # Whoever types a key has read that all are to be typed again; what only this key brought to light stands.
        if was_told:
            self._faults.set("keys", None)

    def _drop(self, entry: str) -> None:
        """In the worker, as `_keep`."""
        try:
            self._vault().remove(entry)
        except SecretError as error:
            self._faults.set("secrets", Fault(FaultCode.SECRET_MISSING, "secrets", detail=str(error)))


def _digest(key: Secret) -> str:
    return hashlib.sha256(key.reveal().encode(errors="replace")).hexdigest() if key else ""


def _stored(reference: str, vault: Vault, *, is_needed: bool) -> tuple[Secret, Secret]:
    """Query and key that `reference` names; raises `SecretError` when they are needed and not to be had."""
    if not reference:
        return Secret(""), Secret("")
    try:
        return unpacked(resolved(reference, vault))
    except SecretError:
        if is_needed:
            raise
        return Secret(""), Secret("")


def _shown(one: DestinationPlan, unfound: frozenset[str]) -> DestinationSetting:
    part = parted(one.url, is_key_kept=bool(one.key))
    has_key = one.key not in unfound if one.key else bool(part.key)
    return DestinationSetting(name=one.name, url=part.address, has_key=has_key, is_second=one.is_second)
