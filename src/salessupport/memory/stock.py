"""Stock of a remote: what a person there counted, by product and warehouse; several warehouses are added up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from attrs import frozen

from salessupport.domain.values.quantity import CONTEXT
from salessupport.memory.record import View
from salessupport.memory.remote import Remote
from salessupport.spi.documents import Availability
from salessupport.spi.outcomes import Ref

KIND = "stock"


@frozen
class Counted:
    """What stands in one warehouse."""

    warehouse: str
    stock: Availability


def put_stock(remote: Remote, stock: Availability, *, warehouse: str = "main") -> None:
    """Count a product in a warehouse of the remote."""
    ref = Ref(KIND, f"{warehouse}/{stock.product}")
    counted = Counted(warehouse, stock)
    if remote.view().get(ref) is None:
        remote.add(KIND, value=counted, id=ref.id)
    else:
        remote.set(ref, value=counted)


def stock_of(view: View, products: Collection[str], warehouse: str | None) -> Mapping[str, Availability]:
    """Stock of the products that are known, in one warehouse or in all together."""
    found: dict[str, Availability] = {}
    for record in view.of(KIND):
        counted = record.valued(Counted)
        stock = counted.stock
        if stock.product in products and warehouse in (None, counted.warehouse):
            before = found.get(stock.product, Availability(stock.product, Decimal(0), Decimal(0)))
            found[stock.product] = Availability(
                stock.product,
                CONTEXT.add(before.on_hand, stock.on_hand),
                CONTEXT.add(before.reserved, stock.reserved),
            )
    return found
