"""An accounting service as an adapter of `sales`: its descriptor and its hook.

Importing this imports nothing that calls anybody. Every verb and kind of the port has its answer here: change one when
the verb is written, not before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from salessupport.spi.adapter import Adapter
from salessupport.spi.capabilities import (
    Capabilities,
    Deletes,
    Full,
    Idempotency,
    Lookup,
    Support,
    Traits,
    Unsupported,
)
from salessupport.spi.hooks import hook
from salessupport.spi.ports import SALES

_NOT_THERE: Final = Unsupported("the service keeps invoices and nothing else")
VERBS: Final[dict[str, Support]] = {
    "identify": Full(),
    "ping": Full(),
    "changes": Full(),
    "open_items": _NOT_THERE,
    "stock": _NOT_THERE,
    "post_contract": _NOT_THERE,
    "post_order": _NOT_THERE,
    "amend_order": _NOT_THERE,
    "cancel_order": _NOT_THERE,
    "post_invoice": Full(),
    "post_settlement": _NOT_THERE,
    "find": Full(),
}
"""What each verb can: `Full()`, `Limited(reason, bound)` or `Unsupported(reason)`."""
KINDS: Final[dict[str, Support]] = {
    "contracts": _NOT_THERE,
    "orders": _NOT_THERE,
    "deliveries": _NOT_THERE,
    "returns": _NOT_THERE,
    "invoices": Full(),
    "receipts": _NOT_THERE,
}
"""The same for each table that `changes` may hand over."""
GUARDS: Final[dict[str, Idempotency]] = {"post_invoice": Lookup(settle=timedelta(seconds=30))}
"""What becomes of a command that is sent twice, for each that works: `Native`, `Lookup`, `Upsert` or `NoGuard`."""
TRAITS: Final = Traits(deletes=Deletes.NONE)
"""An invoice that was posted is never deleted there."""

ADAPTER: Final = Adapter(
    port=SALES,
    name="accounting",
    title="Accounting service",
    title_zh="记账服务",
    speaks="1.0",
    config="salessupport_accounting.config:Config",
    open="salessupport_accounting.adapter:open_accounting",
    capabilities=Capabilities(verbs=VERBS, kinds=KINDS, idempotency=GUARDS, traits=TRAITS),
    docs="docs/accounting.md",
    template="1",
)


@hook
def register_adapters() -> tuple[Adapter[Any], ...]:
    """Announce the adapter."""
    return (ADAPTER,)
