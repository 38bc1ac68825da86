"""Kingdee K3 Cloud (金蝶云星空) as an adapter of `customers` and `sales`: its descriptors and its hook.

    config       what an installation says          forms, profile   which field is which, as data
    signature    API signature and LoginBySign      client           sign in, send, read strictly
    replies      what an answer means               remote           queries and operations on bills
    wire         bills ↔ their JSON (pure)          mapping_*        facts ↔ bills (pure)
    posting      a document driven to its audit     feed             changes by their times, page by page
    customers, sales    the ports                   fake, lab        the other side, for the laboratory

Importing this imports nothing that calls anybody. No one here has called a live K3 Cloud: every field name that is not
measured is configuration with a default, checked against the tenant's own metadata when a connection is opened.
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
    Ordering,
    Support,
    Traits,
    Unsupported,
    Upsert,
)
from salessupport.spi.hooks import hook
from salessupport.spi.ports import CUSTOMERS, SALES

NAME: Final = "kingdee"
SETTLE: Final = timedelta(minutes=2)
"""How long a call whose answer was lost may still be at work there: the time-out of Kingdee's own client."""
_UNKNOWN: Final = Unsupported("no public source confirms the form of it")
_BY_PEOPLE: Final = Unsupported("an audited order is taken back and changed by a person there (反审核)")
_CUSTOMER_VERBS: Final[dict[str, Support]] = dict.fromkeys(
    ("identify", "ping", "changes", "get", "upsert", "find"), Full()
)
_CUSTOMER_KINDS: Final[dict[str, Support]] = {
    "customers": Full(),
    "products": Full(),
    "salespeople": _UNKNOWN,
    "prices": _UNKNOWN,
}
_SALES_VERBS: Final[dict[str, Support]] = {
    **dict.fromkeys(("identify", "ping", "changes", "open_items", "find"), Full()),
    **dict.fromkeys(("post_order", "post_invoice", "post_settlement"), Full()),
    "stock": _UNKNOWN,
    "post_contract": _UNKNOWN,
    "amend_order": _BY_PEOPLE,
    "cancel_order": _BY_PEOPLE,
}
_SALES_KINDS: Final[dict[str, Support]] = {
    **dict.fromkeys(("orders", "deliveries", "invoices", "receipts"), Full()),
    "contracts": _UNKNOWN,
    "returns": _UNKNOWN,
}
_POSTED: Final[dict[str, Idempotency]] = dict.fromkeys(
    ("post_order", "post_invoice", "post_settlement"), Lookup(settle=SETTLE)
)
_TRAITS: Final = Traits(ordering=Ordering.NONE, deletes=Deletes.NONE)
"""The times of a bill are read one after the other; nothing tells of a deleted one."""

KINGDEE_CUSTOMERS: Final = Adapter(
    port=CUSTOMERS,
    name=NAME,
    title="Kingdee K3 Cloud",
    title_zh="金蝶云星空",
    speaks="1.0",
    config="salessupport_kingdee.config:Config",
    open="salessupport_kingdee.customers:open_customers",
    capabilities=Capabilities(
        verbs=_CUSTOMER_VERBS, kinds=_CUSTOMER_KINDS, idempotency={"upsert": Upsert()}, traits=_TRAITS
    ),
    docs="README.md",
    template="1",
)
KINGDEE_SALES: Final = Adapter(
    port=SALES,
    name=NAME,
    title="Kingdee K3 Cloud",
    title_zh="金蝶云星空",
    speaks="1.0",
    config="salessupport_kingdee.config:Config",
    open="salessupport_kingdee.sales:open_sales",
    capabilities=Capabilities(verbs=_SALES_VERBS, kinds=_SALES_KINDS, idempotency=_POSTED, traits=_TRAITS),
    docs="README.md",
    template="1",
)


@hook
def register_adapters() -> tuple[Adapter[Any], ...]:
    """Announce both."""
    return (KINGDEE_CUSTOMERS, KINGDEE_SALES)
