"""A folder of exported tables as an adapter of `customers`: its descriptor and its hook.

Importing this imports nothing that calls anybody. Every verb and kind of the port has its answer here: change one when
the verb is written, not before.
"""

from __future__ import annotations

from typing import Any, Final

from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import (
    Capabilities,
    ClockSource,
    Deletes,
    Full,
    Idempotency,
    Ordering,
    Support,
    Traits,
    Unsupported,
)
from salessupport.spi.hooks import hook
from salessupport.spi.ports import CUSTOMERS

_READ_ONLY: Final = Unsupported("an export is read, never written")
_NOT_EXPORTED: Final = Unsupported("the ERP exports no such table")
VERBS: Final[dict[str, Support]] = {
    "identify": Full(),
    "ping": Full(),
    "changes": Full(),
    "get": Full(),
    "upsert": _READ_ONLY,
    "find": _READ_ONLY,
}
"""What each verb can: `Full()`, `Limited(reason, bound)` or `Unsupported(reason)`."""
KINDS: Final[dict[str, Support]] = {
    "customers": Full(),
    "salespeople": _NOT_EXPORTED,
    "products": Full(),
    "prices": _NOT_EXPORTED,
}
"""The same for each table that `changes` may hand over."""
GUARDS: Final[dict[str, Idempotency]] = {}
"""What becomes of a command that is sent twice, for each that works: `Native`, `Lookup`, `Upsert` or `NoGuard`."""
TRAITS: Final = Traits(ordering=Ordering.NONE, deletes=Deletes.NONE, clock=ClockSource.OURS)
"""A row that is gone from an export is not told: there is no list of what was deleted."""

ADAPTER: Final = Adapter(
    port=CUSTOMERS,
    name="exports",
    title="Folder of exported tables",
    title_zh="ERP 导出文件夹",
    speaks="1.0",
    config="salessupport_exports.config:Config",
    open="salessupport_exports.adapter:open_exports",
    capabilities=Capabilities(verbs=VERBS, kinds=KINDS, idempotency=GUARDS, traits=TRAITS),
    docs="docs/exports.md",
    template="1",
)


@hook
def register_adapters() -> tuple[Adapter[Any], ...]:
    """Announce the adapter."""
    return (ADAPTER,)
