"""Books of an invented trading company: what `salessupport demo` shows, what tests and benches work on.

`demo_company()` is an ordinary year of forty customers with every awkward kind of receipt; `demo_company(orders=N)` is
N orders of five lines, each invoiced and paid by an explicit allocation. Laws: the same seed gives the same books; they
hold no fault; every reference is consistent. All names are made up.
Source: books.md "Tables", Conventions 3, 6, 8 and 13; performance.md P1 and P8.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from salessupport.books.demo.clerk import Clerk
from salessupport.books.demo.habits import INTEREST_PER_DAY
from salessupport.books.demo.many import many_orders
from salessupport.books.demo.names import credit_code
from salessupport.books.demo.year import ordinary_year
from salessupport.domain.facts import Facts
from salessupport.domain.values.dates import Period, add_months
from salessupport.domain.values.policies import Company, Policies

_MONTHS = 12


def demo_company(*, seed: int = 1, orders: int | None = None, last_month: str = "2026-10") -> tuple[Company, Facts]:
    """Give a company and its facts of the twelve months up to `last_month`.

    `orders`: that many orders of five lines instead of an ordinary year. Raises InvalidDate for no month.
    """
    last = Period.month(last_month)
    dice = Random(seed)  # noqa: S311 - an invention, no secret
    company = Company(
        name="上海甲示例实业有限公司",
        tax_id=credit_code(dice, "310100"),
        policies=Policies(tolerance=Decimal("1.00"), interest_per_day=INTEREST_PER_DAY),
    )
    clerk = Clerk(dice, add_months(last.first, 1 - _MONTHS), last.last)
    return company, ordinary_year(clerk, company) if orders is None else many_orders(clerk, orders)
