"""Tax of a document: per row or once per rate, always in minor units (IN-01; Conventions 1 and 3).

Laws (I9): net is the sum of the nets by rate, tax that of the taxes by rate, gross = net + tax. `per_row` rounds each
row's tax; `per_category` rounds once per rate on the sum of its nets.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from attrs import frozen

from salessupport.domain.values.policies import TaxRounding
from salessupport.domain.values.split import times


@frozen
class TaxedNet:
    """The nets of one tax rate and the tax on them, in minor units."""

    tax_rate: Decimal
    net: int
    tax: int


@frozen
class Totals:
    """Totals of a document in minor units; `taxes` by rate, in the order in which the rates first stand."""

    taxes: tuple[TaxedNet, ...]
    net: int
    tax: int

    @property
    def gross(self) -> int:
        """Net and tax."""
        return self.net + self.tax


def document_totals(rows: Iterable[tuple[int, Decimal]], *, rounding: TaxRounding) -> Totals:
    """Add up rows of (net in minor units, tax rate) under the policy `tax_rounding`."""
    nets: dict[Decimal, int] = {}
    by_row: dict[Decimal, int] = {}
    for net, rate in rows:
        nets[rate] = nets.get(rate, 0) + net
        by_row[rate] = by_row.get(rate, 0) + times(net, rate)
    taxes = tuple(
        TaxedNet(rate, net, by_row[rate] if rounding == "per_row" else times(net, rate)) for rate, net in nets.items()
    )
    return Totals(taxes, sum(nets.values()), sum(one.tax for one in taxes))
