"""P10: asking twenty plugins about every document of a month costs at most 1 % of closing that month.

`month end` is `Desk.open(books).close(month)` from CSV books to workbooks. `dispatch` hands every customer, and every
order and invoice of that month, to the checks of twenty plugins and tells them of every row as an event: each looks at
its document and finds nothing, so that what is measured is the way to it and back. `bare` is the same calls in loops,
without a limit of time, without isolation. Before anything is timed, all twenty are seen to have been asked about
every document. Registering and listing twenty adapters imports none of them (a test).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from salessupport.books.demo import demo_company
from salessupport.books.writer import write_books
from salessupport.desk import Desk
from salessupport.domain.facts import Customer, Facts, OrderLine
from salessupport.domain.history import History
from salessupport.domain.values.dates import Period
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.policies import Company
from salessupport.runtime.dispatch import Dispatcher
from salessupport.runtime.plugins import Plugins, load_plugins
from salessupport.spi import hooks
from salessupport.spi.documents import InvoiceDocument, OrderDocument
from salessupport.spi.hooks import Context, DomainEvent, hook
from support.measure import Goals, alternate, arguments, pairs_of, ratios, timed, verdict

ORDERS, QUICK = 20_000, 1_000
MONTH = "2026-10"
PLUGINS = 20
BOUND = 1.0
NOW = datetime(2026, 11, 2, tzinfo=UTC)


def plugin(asked: list[int]) -> ModuleType:
    """A plugin that looks at every document and finds nothing; `asked` counts, while it is wanted."""
    made = ModuleType("sample")

    @hook
    def check_customer(customer: Customer) -> Iterable[Finding]:
        asked[0] += bool(customer.id)
        return ()

    @hook
    def check_order(document: OrderDocument) -> Iterable[Finding]:
        asked[0] += bool(document.order.id)
        return ()

    @hook
    def check_invoice(draft: InvoiceDocument, context: Context) -> Iterable[Finding]:
        asked[0] += draft.invoice.issued_on <= context.as_of
        return ()

    @hook
    def on_events(events: tuple[DomainEvent, ...]) -> None:
        asked[0] += len(events)

    for one in (check_customer, check_order, check_invoice, on_events):
        setattr(made, one.__name__, one)
    return made


class Month:
    """The documents of a month, and what is done with them."""

    def __init__(self, company: Company, facts: Facts) -> None:
        period, history = Period.month(MONTH), History(company, facts)
        self.context = Context(company, period.last)
        self.customers = facts.customers
        self.orders = [
            OrderDocument(one, tuple(lines)) for one in facts.orders
            if one.ordered_on in period and (lines := self._lines(history, one.id))
        ]  # fmt: skip
        self.invoices = [
            InvoiceDocument(one, tuple(history.invoice_lines_of.get(one.id, ()))) for one in facts.invoices
            if one.issued_on in period
        ]  # fmt: skip
        rows = [one.order.id for one in self.orders] + [one.invoice.id for one in self.invoices]
        self.events = tuple(DomainEvent(number, "row", row, period.last, NOW) for number, row in enumerate(rows))

    @staticmethod
    def _lines(history: History, order: str) -> Iterable[OrderLine]:
        return history.order_lines_of.get(order, ())

    @property
    def documents(self) -> int:
        """How many are checked."""
        return len(self.customers) + len(self.orders) + len(self.invoices)

    def dispatch(self, calls: Dispatcher) -> None:
        """Ask every plugin about every document, one batch for each hook."""
        answers = (
            calls.check_each(hooks.check_customer, self.customers, self.context),
            calls.check_each(hooks.check_order, self.orders, self.context),
            calls.check_each(hooks.check_invoice, self.invoices, self.context),
        )
        if any(answer.said or answer.errors for answer in answers) or calls.tell(hooks.on_events, self.events):
            raise SystemExit("a plugin said something")

    def bare(self, plugins: Plugins) -> None:
        """The same calls in loops."""
        both: dict[str, list[Callable[..., object]]] = {
            name: [called.function for called in plugins.implementing(name)]
            for name in ("check_customer", "check_order", "check_invoice", "on_events")
        }
        for function in both["check_customer"]:
            for customer in self.customers:
                function(customer)
        for function in both["check_order"]:
            for order in self.orders:
                function(order)
        for function in both["check_invoice"]:
            for invoice in self.invoices:
                function(invoice, self.context)
        for function in both["on_events"]:
            function(self.events)


def main() -> int:
    """Run the bench."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--orders", type=int, help=f"orders of five lines (default {ORDERS}, quick {QUICK})")
    given = parser.parse_args()
    orders = given.orders or (QUICK if given.quick else ORDERS)
    company, facts = demo_company(orders=orders, last_month=MONTH)
    month, counts = Month(company, facts), [[0] for _ in range(PLUGINS)]
    plugins = load_plugins(in_process={f"sample{number:02}": plugin(count) for number, count in enumerate(counts)})
    calls = Dispatcher(plugins)
    month.dispatch(calls)
    wanted = month.documents + len(month.events)
    if len(plugins.rows) != PLUGINS or any(count != [wanted] for count in counts):
        raise SystemExit(f"not everybody was asked: {counts}")
    print(f"P10 plugins: {PLUGINS} asked about {month.documents} documents and told of {len(month.events)} events")
    with tempfile.TemporaryDirectory() as name:
        books = Path(name) / "books"
        write_books(books, company, facts)

        def close() -> None:
            Desk.open(books, clock=lambda: NOW).close(MONTH, out=Path(name) / "out", dry_run=True)

        sides = {
            "month end": lambda: timed(close),
            "dispatch": lambda: timed(lambda: month.dispatch(calls)),
            "bare": lambda: timed(lambda: month.bare(plugins)),
        }
        runs = alternate(sides, pairs_of(given))
    goals = Goals()
    goals.at_most("P10, per cent of a month end", 100 * ratios(runs, "dispatch", "month end"), BOUND)
    ratios(runs, "dispatch", "bare")
    return verdict(goals, given)


if __name__ == "__main__":
    sys.exit(main())
