"""A commission rule that salessupport can name: `commission = "new_customers@1"` in `company.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from salessupport.spi.hooks import hook
from salessupport.spi.policies import COMMISSION, Policy

NEW_CUSTOMERS = Policy(
    kind=COMMISSION,
    name="new_customers",
    version=1,
    call="salessupport_commission_new_customers_rule:new_customers",
    title="Half as much again for a customer's first year",
    title_zh="新客户首年提成加半",
)


@hook
def register_policies() -> Iterable[Policy[Any]]:
    """Announce the rule."""
    return (NEW_CUSTOMERS,)
