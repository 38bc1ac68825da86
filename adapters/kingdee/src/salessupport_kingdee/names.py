"""What documents and their lines are called on both sides; `numbers` looks up what they name each other by.

Law: a bill is ours if we numbered it. People copy bills and lines with everything that stands on them, our numbers too:
a copied bill goes by its own number, and no two lines of a bill have the same. Source: wire sheet 5 (idempotency).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from salessupport_kingdee.wire import Row

_OURS: Final = re.compile("[A-Z2-7]{26}")
"""A bill number that a key gave, as `Key.short` makes it."""


@frozen
class Names:
    """Our numbers of orders and invoices by Kingdee's bill numbers, and lines of orders by their ids there.

    `issued` are the days of receivables by Kingdee's numbers. Outwards it is read the other way: Kingdee's numbers of
    orders and invoices by ours.
    """

    orders: Mapping[str, str] = field(factory=dict, hash=False)
    invoices: Mapping[str, str] = field(factory=dict, hash=False)
    order_lines: Mapping[str, int] = field(factory=dict, hash=False)
    issued: Mapping[str, date] = field(factory=dict, hash=False)


def our_number(told: str | None, number: str) -> str:
    """The number of ours that stands on a bill which we numbered; of any other one its own number."""
    return (told or "").strip() or number if _OURS.fullmatch(number) else number


def line_numbers(lines: Sequence[Row]) -> list[int]:
    """A number for each line, no two the same: the one that we gave it, else its place, else the next one behind."""
    numbers = dict.fromkeys(range(len(lines)), 0)
    for name in ("line", "seq"):
        for at, line in enumerate(lines):
            one = _whole(line, name)
            if not numbers[at] and one not in numbers.values():
                numbers[at] = one
    for at in numbers:
        numbers[at] = numbers[at] or max(numbers.values()) + 1
    return list(numbers.values())


def _whole(line: Row, name: str) -> int:
    """A number of a line; 0 for one that is none."""
    value = line.get(name)
    return int(value) if isinstance(value, Decimal) and value > 0 and value == int(value) else 0
