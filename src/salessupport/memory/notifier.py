"""A channel to people in memory: what was sent stays to be read, and some addresses are refused (TK-01, LG-08)."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from salessupport.memory.connection import Connection
from salessupport.memory.record import Mark, Record, View
from salessupport.memory.remote import Remote
from salessupport.spi.errors import InvalidRemoteInput
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Outcome, Ref
from salessupport.spi.ports.notifier import Message, Sent

KIND: Final = "messages"
REFUSED: Final = "refused_addresses"


@frozen
class Letter:
    """A message that the channel took, and what it answered."""

    message: Message
    sent: Sent


def refuse(remote: Remote, address: str) -> None:
    """Have the channel refuse an address from now on."""
    if remote.view().get(Ref(REFUSED, address)) is None:
        remote.add(REFUSED, value=address, id=address)


class MemoryNotifier(Connection):
    """`Notifier` of a remote."""

    def send(self, message: Message, /, *, key: Key) -> Outcome[Sent]:
        """Send a message, once for its key; `InvalidRemoteInput` where nobody is left to get it."""

        def effect() -> Ref:
            self.remote.settings.limits.check_values(message)
            view = self.remote.view()
            refused = tuple(to for to in message.to if view.get(Ref(REFUSED, to)) is not None)
            if len(refused) == len(message.to):
                raise InvalidRemoteInput(path="to", remote_text="nobody to send it to")
            number = f"MSG-{self.remote.number(KIND):06d}"
            return self.remote.add(KIND, value=Letter(message, Sent(number, refused)), by=key, id=number)

        ref, replayed = self._tell("send", key, message, effect)
        return Done(_sent(self.remote.require(ref)), ref, replayed)

    def find(self, key: Key, /) -> Outcome[Sent] | None:
        """Give what was sent under this key, None if nothing was."""

        def answer(_: View, mark: Mark) -> Outcome[Sent]:
            return Done(_sent(self.remote.require(mark.ref)), mark.ref, replayed=True)

        return self._marked(key, answer)


def _sent(record: Record) -> Sent:
    return record.valued(Letter).sent
