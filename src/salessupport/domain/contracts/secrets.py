"""All figures of a contract's money that a copy without prices may not show (SE-04).

They come from the contract, its lines, changes, instalments, orders and quotation, from the check of its project, and
from what is known of its products' prices; with what can be worked out of them: prices and amounts with and without
tax, after a discount, and margins. In major units, exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salessupport.domain.amendments import Supply, supplies
from salessupport.domain.contracts.scrub import Secrets
from salessupport.domain.facts import Contract, ContractLine, OrderLine, Product, QuotationLine
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import InstalmentView
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.money import Money
from salessupport.domain.values.split import rounded

_Priced = tuple[Fraction, Decimal]
"""A price or an amount, and the tax rate that may be in it or not."""


def secrets_of(history: History, contract_id: str, *, instalments: Iterable[InstalmentView]) -> Secrets:
    """What no reader of the copy without prices may learn about a contract."""
    contract = history.contracts[contract_id]
    prices = [*_known(history, contract), *_offered(history, contract)]
    taxed = {taxed for price, rate in prices for taxed in _with_and_without(price, rate)}
    amounts = {major(one) for one in _amounts(history, contract, instalments)}
    figures = amounts | {price for price, _ in prices} | taxed | set(_margins(history, contract))
    return Secrets.of(amounts=_shown(contract, figures), rates=set(_rates(history, contract)))


def major(money: Money) -> Fraction:
    """An amount in major units, exact."""
    return Fraction(money.minor, 10 ** digits_of(money.currency))


def _shown(contract: Contract, exact: Iterable[Fraction]) -> set[Fraction]:
    """Figures as they are, and as they would be printed, to the currency's digits."""
    size = 10 ** digits_of(contract.amount.currency)
    figures = set(exact)
    return figures | {Fraction(rounded(one.numerator * size, one.denominator), size) for one in figures}


def _known(history: History, contract: Contract) -> Iterator[_Priced]:
    """What is known of the products' prices, per unit and at the quantities of the lines."""
    agreed = history.prices_of.get(contract.customer, ())
    for line in _contracted(history, contract):
        product = history.products.get(line.product or "")
        rate = _tax_rate(product)
        if isinstance(line, ContractLine) and line.price is not None:
            yield Fraction(line.price), rate
        if line.amount is not None:
            yield from ((one, rate) for one in _of_amount(major(line.amount), line.qty))
        known: list[Decimal | None] = [row.net_price for row in agreed if row.product == line.product]
        if product is not None:
            known += [product.list_price, product.floor_price, product.purchase_price]
        yield from ((Fraction(one) * many, rate) for one in known if one is not None for many in _once_and(line.qty))


def _contracted(history: History, contract: Contract) -> Iterable[Supply | ContractLine]:
    """Lines as signed and as all changes in force leave them."""
    return [
        *history.contract_lines_of.get(contract.id, ()),
        *supplies(history, contract.id, date.max).values(),
    ]


def _offered(history: History, contract: Contract) -> Iterator[_Priced]:
    """Prices and amounts of the quotation and of the contract's orders, before and after the discount."""
    lines: list[QuotationLine | OrderLine] = list(history.quotation_lines_of.get(contract.quotation or "", ()))
    for order in history.orders_of_contract.get(contract.id, ()):
        lines += history.order_lines_of.get(order.id, ())
    for line in lines:
        rate = line.tax_rate if line.tax_rate is not None else _tax_rate(history.products.get(line.product))
        full = Fraction(line.price)
        kept = full * (1 - Fraction(line.discount or 0))
        yield from ((one * many, rate) for one in (full, kept, full - kept) for many in _once_and(line.qty))


def _tax_rate(product: Product | None) -> Decimal:
    return Decimal(0) if product is None or product.tax_rate is None else product.tax_rate


def _once_and(qty: Decimal | None) -> tuple[Fraction, ...]:
    return (Fraction(1),) if qty is None else (Fraction(1), Fraction(qty))


def _of_amount(amount: Fraction, qty: Decimal | None) -> tuple[Fraction, ...]:
    """An amount, and the price per unit that it comes to."""
    exact = Fraction(qty or 1)
    return amount, amount * Fraction(exact.denominator, exact.numerator)


def _margins(history: History, contract: Contract) -> Iterator[Fraction]:
    """What each line leaves above its purchase price, with and without tax, per unit and in all."""
    for line in history.contract_lines_of.get(contract.id, ()):
        product = history.products.get(line.product or "")
        if product is None or product.purchase_price is None or line.amount is None:
            continue
        total, unit = _of_amount(major(line.amount), line.qty)
        cost = Fraction(product.purchase_price)
        for one, many in ((total, Fraction(line.qty or 1)), (unit, Fraction(1))):
            yield from (price - cost * many for price in (one, *_with_and_without(one, _tax_rate(product))))


def _with_and_without(price: Fraction, rate: Decimal) -> tuple[Fraction, Fraction]:
    whole = 1 + Fraction(rate)
    return price * whole, price * Fraction(whole.denominator, whole.numerator)


def _amounts(history: History, contract: Contract, instalments: Iterable[InstalmentView]) -> Iterator[Money]:
    """Amounts of the contract: signed, changed, in parts, and what the check of the project found."""
    changed = contract.amount
    yield contract.amount
    for change in history.changes_of.get(contract.id, ()):
        if change.amount_change is not None:
            changed += change.amount_change
            yield from (change.amount_change, changed)
    for part in instalments:
        yield from (part.amount, part.received, part.open)
    for order in history.orders_of_contract.get(contract.id, ()):
        if order.discount_amount is not None:
            yield order.discount_amount
    for check in history.projects_of.get(contract.id, ()):
        for price in (check.purchase_price, check.floor_price):
            if price is not None:
                yield from (price, contract.amount - price, changed - price)


def _rates(history: History, contract: Contract) -> Iterator[Fraction]:
    """Discounts, and margins as a part of the amount."""
    quoted = [line.discount for line in history.quotation_lines_of.get(contract.quotation or "", ())]
    orders = history.orders_of_contract.get(contract.id, ())
    ordered = [line.discount for order in orders for line in history.order_lines_of.get(order.id, ())]
    yield from (Fraction(discount) for discount in [*quoted, *ordered] if discount)
    for check in history.projects_of.get(contract.id, ()):
        if check.purchase_price is not None and contract.amount:
            yield 1 - Fraction(check.purchase_price.minor, contract.amount.minor)
