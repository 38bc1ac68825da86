"""What documents name each other by, as a value; `numbers` looks it up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import field, frozen

from salessupport_kingdee.wire import Row


@frozen
class Names:
    """Our numbers of orders and invoices by Kingdee's bill numbers, and lines of orders by their ids there.

    Outwards it is read the other way: Kingdee's numbers of orders and invoices by ours.
    """

    orders: Mapping[str, str] = field(factory=dict, hash=False)
    invoices: Mapping[str, str] = field(factory=dict, hash=False)
    order_lines: Mapping[str, int] = field(factory=dict, hash=False)


def line_number(line: Row) -> int:
    """Our number of a line, else its place there."""
    value = line.get("line") or line.get("seq")
    return int(value) if isinstance(value, Decimal) else 0
