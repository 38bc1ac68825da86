"""Notifier: messages to people, by mail or chat (TK-01, LG-08)."""

from __future__ import annotations

from typing import Final, Protocol

from attrs import frozen

from salessupport.spi.documents import Blob
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome
from salessupport.spi.port import Port, port
from salessupport.spi.ports.shared import Answers


@frozen
class Message:
    """A message: `to` are addresses as the channel writes them."""

    to: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[Blob, ...] = ()


@frozen
class Sent:
    """A message that the channel took: its own id, and the addresses that it refused."""

    id: str
    refused: tuple[str, ...] = ()


class Notifier(Answers, Protocol):
    """A channel to people."""

    def send(self, message: Message, /, *, key: Key) -> Outcome[Sent]:
        """Send a message, once for its key."""
        ...

    def find(self, key: Key, /) -> Outcome[Sent] | None:
        """Give what was sent under this key, None if nothing was."""
        ...


NOTIFIER: Final[Port[Notifier]] = port("notifier", "1.0", commands="send")
