"""Mutants that mistake what makes an effect the same effect, or a document the same version."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from attrs import evolve

from salessupport.memory.remote import Remote
from salessupport.memory.sales import MemorySales
from salessupport.memory.wire import Wire
from salessupport.spi.capabilities import Capabilities, Native
from salessupport.spi.documents import OrderDocument
from salessupport.spi.errors import IdempotencyMismatch
from salessupport.spi.feed import Batch, Change
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Outcome, Ref, Version
from salessupport.testing.certify.mutants.mutant import Mutant, on


class RandomKeys(MemorySales):
    """Makes a key of its own for every call."""

    def __init__(self, remote: Remote, wire: Wire | None = None) -> None:
        super().__init__(remote, wire)
        self._serial = count(1)

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        own = Key.of(key.operation, str(next(self._serial)), *key.parts)
        return super()._do(verb, own, payload, effect)


class KeysByContent(MemorySales):
    """Takes the content for the key."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        own = Key.of(key.operation, Key.of("content", repr(payload)[:300]).short(), *key.parts)
        return super()._do(verb, own, payload, effect)


class NeverReplayed(MemorySales):
    """Never says that an effect was there before."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        answer = super()._do(verb, key, payload, effect)
        return evolve(answer, replayed=False) if isinstance(answer, Done) else answer


class ShortKeys(MemorySales):
    """Cuts keys to what fits in the field."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        own = Key.of(key.operation, *(part[:4] for part in key.parts))
        try:
            return super()._do(verb, own, payload, effect)
        except IdempotencyMismatch:
            found = super().find(own)
            if found is None:
                raise
            return found


class KeysOfTheSession(MemorySales):
    """Remembers keys as long as the session lasts."""

    _sessions = count(1)

    def __init__(self, remote: Remote, wire: Wire | None = None) -> None:
        super().__init__(remote, wire)
        self._session = str(next(self._sessions))

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        return super()._do(verb, Key.of(key.operation, self._session, *key.parts), payload, effect)

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Look up under this session's key."""
        return super().find(Key.of(key.operation, self._session, *key.parts))


class IgnoresContent(MemorySales):
    """Answers another content under the same key as done."""

    def _do(self, verb: str, key: Key, payload: object, effect: Callable[[], Ref]) -> Outcome[Ref]:
        try:
            return super()._do(verb, key, payload, effect)
        except IdempotencyMismatch:
            found = super().find(key)
            if found is None:
                raise
            return found


class Overwrites(MemorySales):
    """Sets the document to another content under the same key."""

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an order, or overwrite it."""
        try:
            return super().post_order(document, key=key)
        except IdempotencyMismatch:
            found = super().find(key)
            if not isinstance(found, Done):
                raise
            version = self.remote.require(found.remote_ref).mark
            again = Key.of("overwrite", *key.parts)
            return super().amend_order(found.remote_ref, document, key=again, expect=version)


class IgnoresExpect(MemorySales):
    """Amends whatever version is there."""

    def amend_order(self, ref: Ref, document: OrderDocument, /, *, key: Key, expect: Version) -> Outcome[Ref]:
        """Amend without a look at the version."""
        return super().amend_order(ref, document, key=key, expect=self.remote.require(ref).mark)


class CancelsAnything(MemorySales):
    """Cancels whatever version is there."""

    def cancel_order(self, ref: Ref, /, *, key: Key, reason: str, expect: Version) -> Outcome[Ref]:
        """Cancel without a look at the version."""
        return super().cancel_order(ref, key=key, reason=reason, expect=self.remote.require(ref).mark)


class OneVersion(MemorySales):
    """Gives every state of a document the same version."""

    def changes(self, since=None, *, kinds=None):  # type: ignore[no-untyped-def]
        """Hand over changes without their versions."""
        for batch in super().changes(since, kinds=kinds):
            items: tuple[Change, ...] = tuple(evolve(item, version=Version("1")) for item in batch.items)
            yield Batch(items, batch.cursor)


def _lenient(given: Capabilities) -> Capabilities:
    """Declare that another content is refused, whatever the remote does."""
    return evolve(given, idempotency=dict.fromkeys(given.idempotency, Native(compares_body=True)))


MUTANTS = (
    Mutant("random-keys", "makes a new key for every call", "identity.once", RandomKeys),
    Mutant("keys-by-content", "takes the content for the key", "identity.content", KeysByContent),
    Mutant("never-replayed", "never says that an effect was there before", "identity.replayed", NeverReplayed),
    Mutant("short-keys", "cuts keys to the field's length", "identity.apart", ShortKeys),
    Mutant("keys-of-the-session", "remembers keys within one session", "identity.sessions", KeysOfTheSession),
    Mutant(
        "ignores-content",
        "answers another content under the same key as done",
        "identity.content",
        IgnoresContent,
        settings=on(Native(compares_body=True)),
        declares=_lenient,
    ),
    Mutant("overwrites", "sets a document to another content under its key", "identity.content", Overwrites),
    Mutant("ignores-expect", "amends whatever version is there", "versions.amend", IgnoresExpect),
    Mutant("cancels-anything", "cancels whatever version is there", "versions.cancel", CancelsAnything),
    Mutant("one-version", "gives every state the same version", "versions.amend", OneVersion),
    Mutant("two-sessions", "takes a key over only in its own session", "concurrency.key", KeysOfTheSession),
)
