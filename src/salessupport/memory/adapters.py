"""`ADAPTERS`: what this package announces: the adapter `memory` of every port, by names and dotted paths only.

The module is a plugin: it may be passed to `load_plugins(in_process={"memory": …})`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from salessupport.memory.remote import Settings
from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import Capabilities, Full, Limited, Lookup, NoGuard, Support, Traits, Unsupported
from salessupport.spi.hooks import hook
from salessupport.spi.port import Port
from salessupport.spi.ports import PORTS

NAME: Final = "memory"
_WITH_LINES: Final = frozenset({"post_contract", "post_order", "amend_order", "post_invoice", "issue", "reverse"})


def capabilities(port: Port[object], settings: Settings | None = None) -> Capabilities:
    """What an adapter of this port can do on a remote with these settings."""
    settings = settings or Settings()
    limits, guard = settings.limits, settings.idempotency
    verbs: dict[str, Support] = {verb.name: Full() for verb in port.verbs}
    if limits.lines is not None:
        verbs |= {verb: Limited("lines of a document", limits.lines) for verb in _WITH_LINES & set(verbs)}
    if isinstance(guard, NoGuard) and port.commands:
        verbs["find"] = Unsupported("documents cannot be found by a key")
    return Capabilities(
        verbs=verbs,
        kinds={kind: Full() for kind in port.kinds},
        idempotency=dict.fromkeys(port.commands, guard),
        traits=Traits(
            visibility=guard.settle if isinstance(guard, Lookup) else timedelta(0),
            deletes=settings.deletes,
            money_scale=limits.money_scale,
            text_limit=limits.text,
            page_limit=settings.page,
        ),
    )


def _adapter(port: Port[Any]) -> Adapter[Any]:
    return Adapter(
        port=port,
        name=NAME,
        title="Reference in memory",
        title_zh="内存参考实现",
        speaks=str(port.version),
        config="salessupport.memory.opening:MemoryConfig",
        open=f"salessupport.memory.opening:open_{port.name}",
        capabilities=capabilities(port),
    )


ADAPTERS: Final[tuple[Adapter[Any], ...]] = tuple(map(_adapter, PORTS.values()))
"""One adapter for each port."""


@hook
def register_adapters() -> tuple[Adapter[Any], ...]:
    """Announce them."""
    return ADAPTERS
