"""The checks of an order's review, each pass, warn, fail or not given, with its evidence (OR-02).

The eight points of the sources (审核八点), then credit, permit and duplicate. Law: a check without data is `not_given`,
never `pass`; the worst line decides. Amounts are compared as whole minor units of the order's currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from attrs import frozen

from salessupport.domain.approvals import granted
from salessupport.domain.facts import Order, Product
from salessupport.domain.fulfilment import contracted
from salessupport.domain.history import History
from salessupport.domain.orders.axes import LineAxes, OrderAxes, order_axes
from salessupport.domain.orders.prices import agreed_price, net_unit
from salessupport.domain.orders.version import order_digest
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.messages import Language, text_of
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import terms_shares
from salessupport.domain.values.quantity import decimal_text
from salessupport.domain.values.split import rounded

Verdict = Literal["pass", "warn", "fail", "not_given"]
CheckName = Literal[
    "price",
    "material",
    "quantity",
    "quality",
    "delivery_time",
    "packing",
    "transport",
    "payment",
    "credit",
    "permit",
    "duplicate",
]
_WORST: tuple[Verdict, ...] = ("fail", "warn", "not_given", "pass")
_Finding = tuple[Verdict, "Evidence"]


@frozen
class Evidence:
    """What a check saw: a code of the catalogue, about what, what was expected and what stands there."""

    code: str
    what: str = ""
    expected: str = ""
    actual: str = ""

    def message(self, language: Language = "en") -> str:
        """Say it in a language."""
        return text_of(self.code, language, {"what": self.what, "expected": self.expected, "actual": self.actual})


@frozen
class Check:
    """One check of the review."""

    name: CheckName
    verdict: Verdict
    evidence: tuple[Evidence, ...]


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of some verdicts; of none nothing is given."""
    found = set(verdicts) or {"not_given"}
    return next(one for one in _WORST if one in found)


def all_checks(
    history: History,
    axes: OrderAxes,
    *,
    as_of: date,
    held_for: Sequence[str] | None,
    permitted: Collection[str] | None,
) -> tuple[Check, ...]:
    """All checks of an order in the order of their names; see `order_review` for the arguments."""
    order = axes.order
    return (
        _check("price", _prices(history, axes, as_of)),
        _check("material", [_stated("material", order.material)]),
        _check("quantity", _quantities(history, axes, as_of)),
        _check("quality", [_stated("quality", order.quality)]),
        _check("delivery_time", _delivery_time(history, axes)),
        _check("packing", [_stated("packing", order.packing)]),
        _check("transport", [_stated("transport", order.transport)]),
        _check("payment", [_payment(history, order)]),
        _check("credit", [_credit(held_for)]),
        _check("permit", _permits(history, axes, permitted)),
        _check("duplicate", _duplicates(history, axes, as_of)),
    )


def _check(name: CheckName, findings: Iterable[_Finding]) -> Check:
    found = list(findings) or [("not_given", Evidence("order_review.nothing", what=name))]
    return Check(name, worst(verdict for verdict, _ in found), tuple(evidence for _, evidence in found))


def _stated(what: str, text: str | None) -> _Finding:
    if text is None or not text.strip():
        return "not_given", Evidence("order_review.not_stated", what)
    return "pass", Evidence("order_review.stated", what, actual=text)


def _named(line: LineAxes) -> str:
    return f"{line.line} {line.product}"


def _prices(history: History, axes: OrderAxes, as_of: date) -> Iterable[_Finding]:
    gross = Money(axes.totals.gross, axes.currency)
    shown = order_digest(history, axes.order.id, as_of)
    consents = granted(
        history, "price_below_floor", subject=axes.order.id, amount=gross, role=None, as_of=as_of, digest=shown
    )
    for line in axes.lines:
        yield _price(history, axes, line)
        yield from _lowest(history, axes, line, approved=bool(consents))


def _price(history: History, axes: OrderAxes, line: LineAxes) -> _Finding:
    """The line's net after all discounts, against the agreed price of the day of the order, else the list price."""
    order, actual = axes.order, Money(line.net, axes.currency)
    agreed = agreed_price(
        history,
        customer=order.customer,
        product=line.product,
        qty=line.ordered,
        currency=axes.currency,
        on=order.ordered_on,
    )
    product = history.products.get(line.product)
    if agreed is not None:
        code, unit = "agreed", net_unit(agreed, line.tax_rate)
    elif product is not None and product.list_price is not None and axes.currency == history.currency:
        code, unit = "list", Fraction(product.list_price)
    else:
        return "not_given", Evidence("order_review.no_price", _named(line), actual=str(actual))
    expected = _worth(unit, line, axes.currency)
    verdict: Verdict = "pass" if expected == actual else "warn"
    ending = "" if expected == actual else "_differs"
    return verdict, Evidence(f"order_review.{code}_price{ending}", _named(line), str(expected), str(actual))


def _lowest(history: History, axes: OrderAxes, line: LineAxes, *, approved: bool) -> Iterable[_Finding]:
    """Floor prices are in the company's currency: a line in another one cannot be held against them."""
    product = history.products.get(line.product)
    if product is None or product.floor_price is None:
        return
    actual = Money(line.net, axes.currency)
    if axes.currency != history.currency:
        yield "not_given", Evidence("order_review.floor_currency", _named(line), history.currency, axes.currency)
        return
    lowest = _worth(Fraction(product.floor_price), line, axes.currency)
    if actual < lowest:
        code = "order_review.floor_approved" if approved else "order_review.below_floor"
        yield "pass" if approved else "fail", Evidence(code, _named(line), str(lowest), str(actual))


def _worth(unit: Fraction, line: LineAxes, currency: str) -> Money:
    exact = unit * Fraction(line.ordered) * 10 ** digits_of(currency)
    return Money(rounded(exact.numerator, exact.denominator), currency)


def _quantities(history: History, axes: OrderAxes, as_of: date) -> Iterable[_Finding]:
    for line in axes.lines:
        qty = decimal_text(line.ordered)
        code = "order_review.quantity" if line.ordered else "order_review.quantity_zero"
        yield "pass" if line.ordered else "fail", Evidence(code, _named(line), actual=qty)
    yield from _beyond_contract(history, axes, as_of)


def _beyond_contract(history: History, axes: OrderAxes, as_of: date) -> Iterable[_Finding]:
    """All orders of a contract together ask for no more of a product than the contract, if it has lines."""
    contract = axes.order.contract
    asked = contracted(history, contract, as_of) if contract is not None else {}
    if contract is None or not asked:
        return
    ordered: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in history.orders_of_contract.get(contract, ()):
        for line in order_axes(history, order.id, as_of=as_of).lines:
            ordered[line.product] += line.ordered - line.cancelled
    for product in sorted({line.product for line in axes.lines}):
        limit, actual = asked.get(product, Decimal(0)), ordered[product]
        if actual > limit:
            yield "warn", Evidence("order_review.beyond_contract", product, decimal_text(limit), decimal_text(actual))


def _delivery_time(history: History, axes: OrderAxes) -> Iterable[_Finding]:
    order = axes.order
    if order.promised_on is None:
        yield "not_given", Evidence("order_review.not_stated", "delivery_time")
        return
    for line in axes.lines:
        yield _lead(history.products.get(line.product), order.promised_on, order.ordered_on, line)


def _lead(product: Product | None, promised_on: date, ordered_on: date, line: LineAxes) -> _Finding:
    days = None if product is None else 0 if product.standing_stock else product.lead_days
    if promised_on < ordered_on:
        return "fail", Evidence("order_review.promised_before", _named(line), str(ordered_on), str(promised_on))
    if days is None:
        return "not_given", Evidence("order_review.no_lead_days", _named(line), actual=str(promised_on))
    earliest = ordered_on + timedelta(days=days)
    if promised_on < earliest:
        return "warn", Evidence("order_review.too_soon", _named(line), str(earliest), str(promised_on))
    return "pass", Evidence("order_review.in_time", _named(line), str(earliest), str(promised_on))


def _payment(history: History, order: Order) -> _Finding:
    """As the order states it, else as its contract does; two sets of terms that differ are a deviation."""
    contract = history.contracts.get(order.contract or "")
    agreed = contract.terms if contract is not None else None
    stated = (order.payment or "").strip()
    if not stated:
        return _stated("payment", agreed)
    differs = agreed is not None and terms_shares(stated) is not None and stated != agreed
    if differs:
        return "warn", Evidence("order_review.payment_differs", "payment", agreed or "", stated)
    return _stated("payment", stated)


def _credit(held_for: Sequence[str] | None) -> _Finding:
    if held_for is None:
        return "not_given", Evidence("order_review.credit_not_asked", "credit")
    if held_for:
        return "fail", Evidence("order_review.credit_hold", "credit", actual=", ".join(held_for))
    return "pass", Evidence("order_review.credit_approved", "credit")


def _permits(history: History, axes: OrderAxes, permitted: Collection[str] | None) -> Iterable[_Finding]:
    """A regulated product needs a permit before it is shipped; the shipping gate refuses, the review warns."""
    for line in axes.lines:
        product = history.products.get(line.product)
        if product is None or not product.regulated:
            yield "pass", Evidence("order_review.not_regulated", _named(line))
        elif permitted is None:
            yield "not_given", Evidence("order_review.permit_not_asked", _named(line))
        elif line.product in permitted:
            yield "pass", Evidence("order_review.permit", _named(line))
        else:
            yield "warn", Evidence("order_review.no_permit", _named(line))


def _duplicates(history: History, axes: OrderAxes, as_of: date) -> Iterable[_Finding]:
    """Earlier orders of the customer under the same number: the same lines again fail, other lines are a warning."""
    order, ours = axes.order, _folded(axes.order.customer_ref)
    if not ours:
        return [("not_given", Evidence("order_review.not_stated", "customer_ref"))]
    found: list[_Finding] = []
    for other in history.orders_of_customer.get(order.customer, ()):
        before = (other.ordered_on, other.id) < (order.ordered_on, order.id)
        if not before or _folded(other.customer_ref) != ours:
            continue
        theirs = order_axes(history, other.id, as_of=as_of)
        if theirs.recorded != "cancelled":
            same = _content(theirs) == _content(axes)
            code = "order_review.entered_twice" if same else "order_review.same_reference"
            found.append(("fail" if same else "warn", Evidence(code, ours, actual=other.id)))
    return found or [("pass", Evidence("order_review.no_duplicate", ours))]


def _folded(reference: str | None) -> str:
    return (reference or "").strip().casefold()


def _content(axes: OrderAxes) -> list[tuple[str, Fraction, int]]:
    return sorted((line.product, Fraction(line.ordered), line.net) for line in axes.lines)
