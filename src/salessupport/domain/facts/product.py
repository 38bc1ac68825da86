"""Products: what is sold, with its prices and its tax (QT-07)."""

from __future__ import annotations

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.quantity import Price, Quantity, Ratio


@frozen(kw_only=True)
class Product(Fact):
    """A product (QT-07): master data.

    Prices are net per unit in the company's currency; `purchase_price` is the cost of a margin (Conventions 11),
    `floor_price` what no sale goes below unapproved (QT-04), `lead_days` the days to deliver, `standing_stock` goods
    kept ready, `regulated` goods that need a permit of the authority (RG-02); `nuclide` and `activity` (in MBq per
    unit) say what the permit has to cover.
    """

    id: str
    name: str
    spec: str | None = None
    unit: str | None = None
    list_price: Price | None = None
    floor_price: Price | None = None
    purchase_price: Price | None = None
    tax_rate: Ratio | None = None
    tax_code: str | None = None
    lead_days: int | None = None
    standing_stock: bool | None = None
    regulated: bool | None = None
    nuclide: str | None = None
    activity: Quantity | None = None
