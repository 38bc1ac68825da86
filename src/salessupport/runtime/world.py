"""The world that adapters get (`spi.environment.Environment`), made of this machine and the configuration.

    installed = installation(folder)                      # its salessupport.toml, and the plugins that this allows
    hub = connected(installed.settings, installed.plugins)
    with hub.open(SALES, "erp") as sales: ...

Laws: what an adapter notes is redacted before any handler of the log sees it; the library's own logger is used, never
the root one, and writes nowhere until the application says where. Source: ports.md 3.5; reliability.md 3.8.
"""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from salessupport.runtime.clock import SystemChance, SystemClock, SystemSleeper
from salessupport.runtime.config import Settings
from salessupport.runtime.converter import StrictConverter
from salessupport.runtime.http.client import HttpClients
from salessupport.runtime.http.settings import HttpSettings
from salessupport.runtime.redaction import redact, redact_value
from salessupport.spi.environment import Cancel, Chance, Clock, Environment, Log, Sleeper
from salessupport.spi.errors import Cancelled

if TYPE_CHECKING:
    from salessupport.runtime.hub import Hub
    from salessupport.runtime.plugins import Plugins

LOGGER: Final = "salessupport"
"""The name of the library's logger."""


def _logger() -> logging.Logger:
    logger = logging.getLogger(LOGGER)
    if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
        logger.addHandler(logging.NullHandler())
    return logger


@frozen
class RedactedLog:
    """Notes events as `event {"name": "value"}` in a logger, without secrets and personal data."""

    logger: logging.Logger = field(factory=_logger)

    def note(self, event: str, /, **values: object) -> None:
        """Note something for whoever looks into it later."""
        if self.logger.isEnabledFor(logging.INFO):
            shown = json.dumps(redact_value(values), ensure_ascii=False)
            self.logger.info("%s %s", redact(event), shown)


@frozen(eq=False)
class Cancellation:
    """Whether the caller has given up; any thread may say so."""

    _given_up: threading.Event = field(factory=threading.Event, init=False, repr=False)

    def cancel(self) -> None:
        """Give up: no further call begins."""
        self._given_up.set()

    def check(self) -> None:
        """Raise `Cancelled` if the caller has given up."""
        if self._given_up.is_set():
            raise Cancelled


def environment(
    http: HttpSettings | None = None,
    *,
    clock: Clock | None = None,
    sleeper: Sleeper | None = None,
    chance: Chance | None = None,
    log: Log | None = None,
    cancel: Cancel | None = None,
) -> Environment:
    """The world of adapters: this machine's clock, chance and network under `http`, or what is given in its place."""
    used_clock, used_log, used_cancel = clock or SystemClock(), log or RedactedLog(), cancel or Cancellation()
    return Environment(
        clock=used_clock,
        sleeper=sleeper or SystemSleeper(),
        chance=chance or SystemChance(),
        http=HttpClients(http or HttpSettings(), used_clock, used_log, used_cancel),
        converter=StrictConverter(),
        log=used_log,
        cancel=used_cancel,
    )


def connected(settings: Settings, plugins: Plugins, *, world: Environment | None = None) -> Hub:
    """A hub of these plugins, each connection in the world that the configuration allows.

    `world` replaces `environment(settings.http)`. Nothing is opened yet, and no adapter imported.
    """
    from salessupport.runtime.hub import Hub

    return Hub(settings, world or environment(settings.http), plugins)
