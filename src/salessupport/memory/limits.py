"""What a remote takes of a document: lines, characters of a name, digits of an amount; refused above, never cut.

Law: at the bound it is taken, one above it is `LimitExceeded` and nothing changes. Source: ports.md 4.2 "limits"; F31,
F32 (a silent truncation or rounding is what this prevents).
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import frozen

from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.money import Money
from salessupport.memory.record import Rows
from salessupport.spi.errors import LimitExceeded

_LINES = frozenset({"order_lines", "contract_lines", "invoice_lines", "quotation_lines"})
_NAMES = frozenset({"name", "title", "payer_name", "subject"})


@frozen
class Limits:
    """Bounds of a remote; None is no bound. `money_scale`: digits of an amount; `text`: characters of a name."""

    money_scale: int | None = None
    text: int | None = None
    lines: int | None = None

    def check(self, rows: Rows) -> None:
        """Refuse a document that is beyond a bound."""
        for table, facts in rows.items():
            if table in _LINES and self.lines is not None and len(facts) > self.lines:
                raise LimitExceeded(path=table, remote_text=f"{len(facts)} lines, at most {self.lines}")
            for fact in facts:
                self.check_values(fact)

    def check_values(self, thing: attrs.AttrsInstance) -> None:
        """Refuse a value that is beyond a bound."""
        for name, value in _values(thing):
            if isinstance(value, Money):
                self._check_money(name, value)
            elif isinstance(value, str) and name in _NAMES and self.text is not None and len(value) > self.text:
                raise LimitExceeded(path=name, remote_text=f"{len(value)} characters, at most {self.text}")

    def _check_money(self, name: str, amount: Money) -> None:
        if self.money_scale is None:
            return
        beyond = digits_of(amount.currency) - self.money_scale
        if beyond > 0 and amount.minor % 10**beyond:
            raise LimitExceeded(path=name, remote_text=f"{amount} has more than {self.money_scale} decimals")


def _values(thing: attrs.AttrsInstance) -> Iterator[tuple[str, object]]:
    return ((attribute.name, getattr(thing, attribute.name)) for attribute in attrs.fields(type(thing)))
