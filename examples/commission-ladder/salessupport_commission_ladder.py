"""A commission rule that salessupport can name: `commission = "ladder@2"` in `company.toml`.

This file is what is loaded at start-up, so it only announces; the rule itself is imported when a company names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from salessupport.spi.hooks import hook
from salessupport.spi.policies import COMMISSION, Policy

LADDER = Policy(
    kind=COMMISSION,
    name="ladder",
    version=2,
    call="salessupport_commission_ladder_rule:ladder",
    title="One rate a day, by the month's sum so far",
    title_zh="按当期累计额定当日比例",
)


@hook
def register_policies() -> Iterable[Policy[Any]]:
    """Announce the rule."""
    return (LADDER,)
