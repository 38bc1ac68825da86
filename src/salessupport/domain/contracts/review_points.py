"""The five points of a contract's review: price, payment, delivery, configuration, clauses (CO-02).

Each compares what we offered, planned or usually agree with what the contract says, as signed. What is against us (a
lower price, less configuration, an earlier day, a clause cut) fails, any other difference warns. No data: `not_given`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal
from unicodedata import normalize

from attrs import frozen

from salessupport.domain.facts import Contract, ContractLine, QuotationLine
from salessupport.domain.history import History
from salessupport.domain.orders.checks import Verdict, worst
from salessupport.domain.schedule import Part, amounts, parts
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.messages import Language, text_of
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import decimal_text
from salessupport.domain.values.split import rounded

PointName = Literal["price", "payment", "delivery_time", "configuration", "clauses"]
DifferenceKind = Literal["added", "cut", "changed"]
Severity = Literal["warn", "fail"]


@frozen
class Difference:
    """What the contract has more (`added`), less (`cut`) or otherwise (`changed`) than was expected of it."""

    kind: DifferenceKind
    what: str
    expected: str
    actual: str
    severity: Severity

    def message(self, language: Language = "en") -> str:
        """Say it in a language."""
        context = {"what": self.what, "expected": self.expected, "actual": self.actual}
        return text_of(f"contract_review.{self.kind}", language, context)


@frozen
class Point:
    """One point of the review."""

    name: PointName
    verdict: Verdict
    differences: tuple[Difference, ...] = ()


@frozen
class _Sum:
    """A product's quantity and amount with tax, exact minor units, over all lines."""

    qty: Decimal
    amount: Fraction


def all_points(history: History, contract: Contract) -> tuple[Point, ...]:
    """The five points of a contract, in the order of the sources."""
    return (
        _point("price", _price(history, contract)),
        _point("payment", _payment(history, contract)),
        _point("delivery_time", _delivery_time(history, contract)),
        _point("configuration", _configuration(history, contract)),
        _point("clauses", _clauses(history, contract)),
    )


def _point(name: PointName, found: Iterable[Difference] | None) -> Point:
    if found is None:
        return Point(name, "not_given")
    differences = tuple(found)
    return Point(name, worst([one.severity for one in differences] or ["pass"]), differences)


def _price(history: History, contract: Contract) -> Iterable[Difference] | None:
    """By product at the contract's quantity; a contract without lines by its amount."""
    quoted_lines = history.quotation_lines_of.get(contract.quotation or "", ())
    if not quoted_lines or not all(line.qty for line in quoted_lines):
        return None
    currency = contract.amount.currency
    quoted = _summed((line.product, line.qty, _gross(history, line, currency)) for line in quoted_lines)
    lines = history.contract_lines_of.get(contract.id, ())
    if not lines:
        offered = sum(one.amount for one in quoted.values())
        return _dearer("amount", _money(offered, currency), contract.amount)
    asked = _asked(lines, currency)
    return None if asked is None else _by_product(quoted, asked, currency)


def _by_product(quoted: Mapping[str, _Sum], asked: Mapping[str, _Sum], currency: str) -> Iterator[Difference]:
    for product in sorted({*quoted, *asked}):
        ours, theirs = quoted.get(product), asked.get(product)
        if theirs is None:
            yield Difference("cut", product, str(_money(quoted[product].amount, currency)), "", "warn")
        elif ours is None:
            yield Difference("added", product, "", str(_money(theirs.amount, currency)), "warn")
        else:
            offered = ours.amount * Fraction(theirs.qty) * _inverse(ours.qty)
            yield from _dearer(product, _money(offered, currency), _money(theirs.amount, currency))


def _dearer(what: str, expected: Money, actual: Money) -> Iterator[Difference]:
    if actual != expected:
        severity: Severity = "fail" if actual < expected else "warn"
        yield Difference("changed", what, str(expected), str(actual), severity)


def _inverse(qty: Decimal) -> Fraction:
    exact = Fraction(qty)
    return Fraction(exact.denominator, exact.numerator)


def _gross(history: History, line: QuotationLine, currency: str) -> Fraction:
    """What a line of the quotation comes to with its tax, else the product's, in exact minor units."""
    product = history.products.get(line.product)
    known = line.tax_rate if line.tax_rate is not None or product is None else product.tax_rate
    net = Fraction(line.price) * Fraction(line.qty) * (1 - Fraction(line.discount or 0))
    size = Fraction(10 ** digits_of(currency))
    return net * (1 + Fraction(known or 0)) * size


def _asked(lines: Sequence[ContractLine], currency: str) -> Mapping[str, _Sum] | None:
    """The contract's lines by product; None if one of them lacks product, quantity or price."""
    found: list[tuple[str, Decimal, Fraction]] = []
    for line in lines:
        if line.product is None or line.qty is None or (line.amount is None and line.price is None):
            return None
        priced = Fraction(line.price or 0) * Fraction(line.qty) * 10 ** digits_of(currency)
        found.append((line.product, line.qty, priced if line.amount is None else Fraction(line.amount.minor)))
    return _summed(found)


def _summed(rows: Iterable[tuple[str, Decimal, Fraction]]) -> Mapping[str, _Sum]:
    sums: dict[str, _Sum] = {}
    for product, qty, amount in rows:
        before = sums.get(product, _Sum(Decimal(0), Fraction(0)))
        sums[product] = _Sum(before.qty + qty, before.amount + amount)
    return sums


def _money(exact: Fraction | int, currency: str) -> Money:
    minor = Fraction(exact)
    return Money(rounded(minor.numerator, minor.denominator), currency)


def _payment(history: History, contract: Contract) -> Iterable[Difference] | None:
    """Instalment by instalment against the company's terms (3-6-1); neither rows nor terms: nothing is given."""
    rows = history.instalments_of_contract.get(contract.id, ())
    if not rows and not contract.terms:
        return None
    policies = history.company.policies
    usual = _instalments(contract, parts((), policies.terms), history)
    agreed = _instalments(contract, parts(rows, contract.terms or policies.terms), history)
    return (
        _difference(str(no), usual.get(no, ""), agreed.get(no, ""), "warn")
        for no in sorted({*usual, *agreed})
        if usual.get(no) != agreed.get(no)
    )


def _instalments(contract: Contract, plan: Sequence[Part], history: History) -> dict[int, str]:
    due = amounts(contract.amount.minor, plan, history.company.policies.instalment_split)
    return {part.no: _instalment(part, Money(due[part.no], contract.amount.currency)) for part in plan}


def _instalment(part: Part, amount: Money) -> str:
    when = part.trigger if part.due_on is None else part.due_on.isoformat()
    months = f" +{part.months}m" if part.months else ""
    days = f" +{part.days}d" if part.days else ""
    return f"{amount} {when}{months}{days}"


def _difference(what: str, expected: str, actual: str, severity: Severity) -> Difference:
    kind: DifferenceKind = "changed" if expected and actual else "added" if actual else "cut"
    return Difference(kind, what, expected, actual, severity)


def _delivery_time(history: History, contract: Contract) -> Iterable[Difference] | None:
    """A day before what the quotation needs from signing on is against us; a later one is none."""
    days = [line.lead_days for line in history.quotation_lines_of.get(contract.quotation or "", ())]
    known = [one for one in days if one is not None]
    if contract.deliver_on is None or not known or len(known) < len(days):
        return None
    earliest = contract.signed_on + timedelta(days=max(known))
    if contract.deliver_on >= earliest:
        return ()
    return (Difference("changed", "deliver_on", earliest.isoformat(), contract.deliver_on.isoformat(), "fail"),)


def _configuration(history: History, contract: Contract) -> Iterable[Difference] | None:
    """Quantities by product against the technical plan: nothing may be cut."""
    planned = _quantities((row.product, row.qty) for row in history.solutions_of.get(contract.id, ()))
    lines = history.contract_lines_of.get(contract.id, ())
    if not planned or any(line.product is None or line.qty is None for line in lines) or not lines:
        return None
    supplied = _quantities((line.product or "", line.qty or Decimal(0)) for line in lines)
    return (
        _difference(product, _text(planned, product), _text(supplied, product), _short(planned, supplied, product))
        for product in sorted({*planned, *supplied})
        if planned.get(product) != supplied.get(product)
    )


def _quantities(rows: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for product, qty in rows:
        sums[product] += qty
    return {product: qty for product, qty in sums.items() if qty}


def _text(quantities: Mapping[str, Decimal], product: str) -> str:
    return decimal_text(quantities[product]) if product in quantities else ""


def _short(planned: Mapping[str, Decimal], supplied: Mapping[str, Decimal], product: str) -> Severity:
    return "fail" if supplied.get(product, 0) < planned.get(product, 0) else "warn"


def _clauses(history: History, contract: Contract) -> Iterable[Difference] | None:
    """Clauses by name against the standard contract; width of characters and blanks make no difference."""
    standard = {row.clause.strip(): row.text for row in history.facts.register_clauses if row.contract is None}
    ours = {row.clause.strip(): row.text for row in history.facts.register_clauses if row.contract == contract.id}
    if not standard or not ours:
        return None
    return (
        _difference(name, standard.get(name, ""), ours.get(name, ""), "fail" if name not in ours else "warn")
        for name in sorted({*standard, *ours})
        if _plain(standard.get(name)) != _plain(ours.get(name))
    )


def _plain(text: str | None) -> str | None:
    return None if text is None else "".join(normalize("NFKC", text).split())
