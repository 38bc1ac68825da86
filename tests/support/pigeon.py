"""An adapter over HTTP, as small as can be: a notifier, for tests of what stands around adapters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from attrs import frozen

from salessupport.memory.adapters import ADAPTERS
from salessupport.spi import hooks
from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import Capabilities, Full, Upsert
from salessupport.spi.environment import Environment
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Health, Ref, RemoteIdentity
from salessupport.spi.ports import NOTIFIER
from salessupport.spi.ports.notifier import Message, Sent
from salessupport.spi.secret import Secret


@frozen
class PigeonConfig:
    """Where it flies from."""

    base_url: str
    token: Secret


class Pigeon:
    """A notifier over HTTP; `before` is what a test has it do wrong before it sends."""

    before: ClassVar[Callable[[Pigeon, Message], object] | None] = None

    def __init__(self, config: PigeonConfig, world: Environment) -> None:
        self._http = world.http.client(config.base_url)
        self.config, self.log = config, world.log

    def identify(self) -> RemoteIdentity:
        return RemoteIdentity("pigeon", "1", "loft")

    def ping(self) -> Health:
        return Health(
            well=self._http.request("GET", "/ping", effect=False, params={"token": self.config.token}).status == 200
        )

    def send(self, message: Message, /, *, key: Key) -> Done[Sent]:
        if self.before is not None:
            self.before(self, message)
        content = {"key": key.text, "to": list(message.to), "text": message.text, "token": self.config.token}
        answer = self._http.request("POST", "/send", effect=True, json=content).json()
        self.log.note("pigeon.sent", to=message.to, token=str(answer))
        return Done(Sent(str(answer["id"])), Ref("messages", str(answer["id"])))

    def find(self, key: Key, /) -> Done[Sent] | None:
        found = self._http.request("GET", "/sent", effect=False, params={"key": key.text}, accept={404})
        if found.status == 404:
            return None
        return Done(Sent(str(found.json()["id"])), Ref("messages", str(found.json()["id"])), replayed=True)


@contextmanager
def open_pigeon(config: PigeonConfig, world: Environment) -> Iterator[Pigeon]:
    """Open it."""
    yield Pigeon(config, world)


PIGEON = Adapter(
    port=NOTIFIER,
    name="pigeon",
    title="Pigeon",
    title_zh="信鸽",
    speaks=str(NOTIFIER.version),
    config="support.pigeon:PigeonConfig",
    open="support.pigeon:open_pigeon",
    capabilities=Capabilities(
        verbs={verb.name: Full() for verb in NOTIFIER.verbs},
        kinds={},
        idempotency=dict.fromkeys(NOTIFIER.commands, Upsert()),
    ),
)


class Plugin:
    """Announces the pigeon and everything of memory."""

    @hooks.hook
    def register_adapters(self) -> tuple[Adapter[Any], ...]:
        return (PIGEON, *ADAPTERS)
