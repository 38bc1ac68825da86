"""Invented answers of the domain for tests of the sheets, small enough to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salessupport.domain.receivables.ageing import AgedItem, Ageing, CustomerAgeing
from salessupport.domain.receivables.statement import Statement, StatementLine
from salessupport.domain.values.money import Money, total
from salessupport.reports.sheet import Imprint

IMPRINT = Imprint("上海远瞻机械股份有限公司", date(2026, 11, 3), "王芳", "李建国")
NAMES = {
    "C001": "内蒙古自治区呼和浩特市蒙源达畜牧业综合开发有限责任公司第二分公司",
    "C002": "Nordwind Maschinenbau GmbH",
}
BUCKETS = ("not_due", "1-30", "31-60", "61-90", "91+")
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def statement(
    movements: Sequence[int],
    *,
    opening: int = 0,
    currency: str = "CNY",
    customer: str = "C001",
) -> Statement:
    """Build a statement from signed movements: above zero debits, else credits."""
    balance, lines = opening, []
    for at, movement in enumerate(movements):
        balance += movement
        debit, credit = (Money(movement, currency), None) if movement > 0 else (None, Money(-movement, currency))
        kind = "invoice" if movement > 0 else "receipt"
        day = date(2026, 10, at % 31 + 1)
        lines.append(StatementLine(day, f"D{at:03d}", kind, debit, credit, Money(balance, currency)))
    return Statement(
        customer=customer,
        name=NAMES[customer],
        currency=currency,
        first=FIRST,
        last=LAST,
        opening=Money(opening, currency),
        lines=tuple(lines),
        debits=total((line.debit for line in lines if line.debit is not None), currency),
        credits=total((line.credit for line in lines if line.credit is not None), currency),
        closing=Money(balance, currency),
    )


def item(name: str, days: int, *, gross: Money, left: Money, carrying: int | None = None) -> AgedItem:
    """Build an open item, overdue by `days`; `carrying` fen where its currency is not CNY."""
    bucket = "not_due" if days <= 0 else BUCKETS[min((days - 1) // 30, 3) + 1]
    due = date.fromordinal(LAST.toordinal() - days)
    issued = date.fromordinal(due.toordinal() - 30)
    company = left if carrying is None else Money(carrying, "CNY")
    return AgedItem(name, "invoice", issued, due, days, bucket, gross, left, company)


def ageing(*customers: tuple[str, Sequence[AgedItem], int]) -> Ageing:
    """Build an ageing from (customer, items, unapplied fen)."""
    rows = []
    for customer, items, unapplied in customers:
        buckets = {bucket: total((i.open for i in items if i.bucket == bucket), "CNY") for bucket in BUCKETS}
        rest = Money(unapplied, "CNY")
        whole = total([*buckets.values(), rest], "CNY")
        rows.append(CustomerAgeing(customer, tuple(items), buckets, rest, Money(2000, "CNY"), whole))
    return Ageing(
        as_of=LAST,
        known_at=None,
        currency="CNY",
        basis="invoice",
        customers=tuple(rows),
        buckets={bucket: total((row.buckets[bucket] for row in rows), "CNY") for bucket in BUCKETS},
        unapplied=total((row.unapplied for row in rows), "CNY"),
        notes=total((row.notes for row in rows), "CNY"),
        total=total((row.total for row in rows), "CNY"),
    )


def domestic() -> Ageing:
    """Build an ageing in CNY alone."""
    full, half, much, little, more = (Money(minor, "CNY") for minor in (1130000, 565050, 99999999999, 7, 226000))
    return ageing(
        (
            "C001",
            [item("FP-1", -12, gross=full, left=half), item("FP-2", 45, gross=much, left=much)],
            -5000,
        ),
        ("C002", [item("FP-3", 180, gross=little, left=little), item("FP-4", 0, gross=more, left=more)], 0),
    )


def foreign() -> Ageing:
    """Build an ageing with items in USD and JPY beside CNY."""
    usd, yen, yuan = Money(1000000, "USD"), Money(1500000, "JPY"), Money(300, "CNY")
    return ageing(
        ("C001", [item("FP-1", 5, gross=yuan, left=yuan)], 0),
        (
            "C002",
            [
                item("FP-2", 31, gross=usd, left=Money(250000, "USD"), carrying=1780000),
                item("FP-3", 95, gross=yen, left=yen, carrying=7000000),
            ],
            0,
        ),
    )
