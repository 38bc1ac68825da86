"""Tryton 8.2 as an adapter of `customers` and `sales`: its descriptors and its hook; importing it calls nobody.

Source: wire/tryton.md; adapters.md.
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
    Limited,
    Lookup,
    Ordering,
    Support,
    Traits,
    Unsupported,
    Upsert,
)
from salessupport.spi.hooks import hook
from salessupport.spi.port import Port
from salessupport.spi.ports import CUSTOMERS, SALES

NAME: Final = "tryton"
SETTLE: Final = timedelta(minutes=1)
"""The server ends a request after so long (`[request] timeout`): what has not shown by then never will."""
_CHANGEABLE: Final = Limited("orders that Tryton has begun to process, which it changes no more", 0)
_VERBS: Final[dict[str, Support]] = {
    "stock": Unsupported("stock is not read"),
    "post_contract": Unsupported("Tryton has no contracts of sale"),
    "post_invoice": Limited("invoices dated before the last one that Tryton numbered in their sequence", 0),
    "amend_order": _CHANGEABLE,
    "cancel_order": _CHANGEABLE,
}
_KINDS: Final[dict[str, Support]] = {
    "salespeople": Unsupported("employees are not read"),
    "prices": Unsupported("price lists of Tryton are formulas"),
    "contracts": Unsupported("Tryton has no contracts of sale"),
    "returns": Unsupported("goods come back by a sale of negative quantities, which is read as an order"),
}
_GUARDS: Final[dict[str, Idempotency]] = {"amend_order": Upsert(), "cancel_order": Upsert()}


def capabilities(port: Port[Any]) -> Capabilities:
    """What the adapter of a port can do."""
    unsupported = {name for name, support in _VERBS.items() if isinstance(support, Unsupported)}
    return Capabilities(
        verbs={verb.name: _VERBS.get(verb.name, Full()) for verb in port.verbs},
        kinds={kind: _KINDS.get(kind, Full()) for kind in port.kinds},
        idempotency={
            command: _GUARDS.get(command, Lookup(settle=SETTLE))
            for command in port.commands
            if command not in unsupported
        },
        traits=Traits(ordering=Ordering.NONE, deletes=Deletes.NONE),
    )


def _adapter(port: Port[Any]) -> Adapter[Any]:
    return Adapter(
        port=port,
        name=NAME,
        title="Tryton",
        title_zh="Tryton",
        speaks="1.0",
        config="salessupport_tryton.config:Config",
        open=f"salessupport_tryton.adapter:open_{port.name}",
        capabilities=capabilities(port),
    )


ADAPTERS: Final[tuple[Adapter[Any], ...]] = (_adapter(CUSTOMERS), _adapter(SALES))
"""One for each port."""


@hook
def register_adapters() -> tuple[Adapter[Any], ...]:
    """Announce them."""
    return ADAPTERS
