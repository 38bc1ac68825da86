"""History: all recorded facts, indexed, as the office knew them on a day (`known_by`).

Nothing derived is stored: a question folds a history up to an `as_of` date. Facts recorded later than `known_at` are
not in the history, so an answer at an earlier `known_at` never changes (I8, decision 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from attrs import Factory, evolve, fields, frozen

from salessupport.domain.facts import Allocation, Closing, Customer, Fact, Facts, Receipt
from salessupport.domain.indexes import Indexes, Row, group
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.policies import Company

Dated = TypeVar("Dated", bound=Fact)


@frozen
class Standing:
    """A closing with its number among those of its month: a reopened month is closed anew under the next one."""

    closing: Closing
    number: int

    @property
    def name(self) -> str:
        """What the frozen rows carry in their column `closing`: `2026-10/1`."""
        return f"{self.closing.month}/{self.number}"


@frozen(eq=False, slots=False)
class History(Indexes):
    """Facts of one company. Slotless, so that every index is built once, when it is first asked for.

    `chosen` are functions of packages that `company` names as policies, by kind (`domain.pay.rules.rule_of`).
    """

    company: Company
    facts: Facts
    chosen: Mapping[str, object] = Factory(dict)

    def known_by(self, known_at: date | None) -> History:
        """The history as it was known at the end of `known_at`; None: all that is known."""
        if known_at is None:
            return self
        kept: dict[str, Any] = {
            field.name: tuple(_known(getattr(self.facts, field.name), known_at))
            for field in fields(Facts)
            if field.name != "registers"
        }
        return evolve(self, facts=Facts(**kept, registers=self.facts.registers))

    @property
    def currency(self) -> str:
        """The company's currency, in which documents are carried."""
        return self.company.currency

    @cached_property
    def rows(self) -> tuple[Allocation, ...]:
        """Allocation rows in force: those that a closing froze hold only while it stands."""
        return tuple(row for row in self.facts.allocations if row.closing is None or row.closing in self.standing)

    @cached_property
    def standing(self) -> frozenset[str]:
        """Names of the closings that stand."""
        return frozenset(closing.name for closing in self.closings)

    @cached_property
    def rows_of(self) -> Mapping[str, Sequence[Allocation]]:
        """Allocation rows by the receipt or credit note that they spend; a row that names a bill spends its receipt."""
        return group((self.source_of(row), row) for row in self.rows if row.reverses is None)

    @cached_property
    def reversed_by(self) -> Mapping[str, Allocation]:
        """The row that takes back a row, by the id of the row taken back."""
        return {row.reverses: row for row in self.facts.allocations if row.reverses}

    def instalment_of(self, target: str) -> tuple[str, str] | None:
        """The contract and number that an allocation's target `contract:no` names; None for other targets."""
        contract, _, number = target.rpartition(":")
        return (contract, number) if contract in self.contracts else None

    def rate_on(self, currency: str, on: date) -> Decimal:
        """The last rate of a currency that a document up to `on` states, else the first after it; 1 where none does."""
        rates = self._rates.get(currency, ())
        return next((rate for day, rate in reversed(rates) if day <= on), rates[0][1] if rates else Decimal(1))

    @cached_property
    def _rates(self) -> Mapping[str, Sequence[tuple[date, Decimal]]]:
        stated = [
            *((row.issued_on, row.gross.currency, row.rate) for row in self.facts.invoices if row.rate is not None),
            *((row.received_on, row.amount.currency, row.rate) for row in self.facts.receipts if row.rate is not None),
        ]
        return group((currency, (day, rate)) for day, currency, rate in sorted(stated))

    def source_of(self, row: Allocation) -> str:
        """The id of the receipt or credit note whose money a row spends."""
        receipts = self.receipts_of_bill.get(row.source)
        return receipts[0].id if receipts else row.source

    def customer(self, customer_id: str) -> Customer:
        """The customer of this id, or `NotFound`."""
        return self.find("customers", self.customers, customer_id)

    def find(self, table: str, index: Mapping[str, Row], row_id: str) -> Row:
        """Look up a row, or raise `NotFound` naming the table."""
        try:
            return index[row_id]
        except KeyError:
            raise NotFound("id.not_found", path=row_id, id=row_id, table=table) from None

    @cached_property
    def currencies(self) -> Mapping[str, str]:
        """Each customer's currency: as recorded, else that of the first document, else the company's."""
        given = {customer.id: customer.currency for customer in self.facts.customers if customer.currency}
        for invoice in self.facts.invoices:
            given.setdefault(invoice.customer, invoice.gross.currency)
        for receipt in self.facts.receipts:
            if receipt.customer:
                given.setdefault(receipt.customer, receipt.amount.currency)
        return given

    def currency_of(self, customer_id: str | None) -> str:
        """The currency of a customer's account."""
        return self.currencies.get(customer_id or "", self.currency)

    @cached_property
    def customers_since(self) -> Mapping[str, date]:
        """The day of each customer's first order or invoice, those of the opening balance included."""
        orders = ((order.customer, order.ordered_on) for order in self.facts.orders)
        invoices = ((invoice.customer, invoice.issued_on) for invoice in self.facts.invoices)
        first: dict[str, date] = {}
        for customer, day in (*orders, *invoices):
            first[customer] = min(day, first.get(customer, day))
        return first

    @cached_property
    def closings(self) -> tuple[Standing, ...]:
        """Closings that stand, oldest month first: the last one of each month, unless it was reopened."""
        last: dict[str, Standing] = {}
        for closing in self.facts.closings:
            before = last.get(closing.month)
            number = 1 if before is None else before.number + (closing.reopened_on is None)
            last[closing.month] = Standing(closing, number)
        return tuple(last[month] for month in sorted(last) if last[month].closing.reopened_on is None)

    @cached_property
    def last_recorded_on(self) -> date | None:
        """The latest day on which a row says it was recorded."""
        tables = (getattr(self.facts, field.name) for field in fields(Facts) if field.name != "registers")
        return max((row.recorded_on for table in tables for row in table if row.recorded_on is not None), default=None)

    def without_closings_since(self, month: str) -> History:
        """The history as if `month` and those after it had never been closed: nothing frozen, no notice numbered."""
        closings = tuple(closing for closing in self.facts.closings if closing.month < month)
        rows = tuple(row for row in self.facts.allocations if row.closing is None or row.closing < month)
        last = Period.month(month).last
        papers = tuple(
            row for row in self.facts.register_papers if row.kind != "receipt_notice" or row.issued_on <= last
        )
        facts = evolve(self.facts, closings=closings, allocations=rows, register_papers=papers)
        return evolve(self, facts=facts)

    def closed_on(self, day: date) -> Closing | None:
        """The closing that covers `day`, if its month or a later one is closed."""
        return next((one.closing for one in self.closings if day <= Period.month(one.closing.month).last), None)

    def is_frozen(self, receipt: Receipt) -> bool:
        """Whether a closing has frozen how a receipt is placed: its allocation rows alone say it (decision 3)."""
        closing = self.closed_on(receipt.received_on)
        return closing is not None and (receipt.known or receipt.received_on) <= closing.known_at


def _known(rows: Sequence[Dated], known_at: date) -> Iterator[Dated]:
    return (row for row in rows if (known := row.known) is None or known <= known_at)
