"""Laws about whole books, read off the public answers of an office that is opened on them.

    verify(law, open_desk)       # or any function of the same form that gives something with a desk's questions

Instalments, orders and exposure, reconciliation, two dates, order of rows. Sources: domain.md I3, I8, I10, I11;
requirements §5 rules 3 and 8; reliability.md M14.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from attrs import evolve, fields

from salessupport.desk import Desk
from salessupport.domain.facts import Contract, Fact, Facts
from salessupport.domain.reconciliation.lines import TheirLine
from salessupport.domain.values.money import Money, total
from salessupport.domain.values.policies import Company
from salessupport.testing.checks import Law
from salessupport.testing.histories import histories
from salessupport.testing.orders import order_histories

Books = tuple[Company, Facts]
Office = Callable[[Company, Facts, date], Desk]
"""Opens an office on books; the date is its today."""
OfficeLaw = Law[Office, Books]
TABLES = tuple(table.name for table in fields(Facts) if table.name != "registers")


def office_laws() -> tuple[OfficeLaw, ...]:
    """All laws about an office and its books."""
    return OFFICE_LAWS


def open_desk(company: Company, facts: Facts, today: date) -> Desk:
    """Open our own desk on facts in memory."""
    now = datetime.combine(today, time(12), tzinfo=ZoneInfo(company.timezone))
    return Desk.from_records(facts, company=company, clock=lambda: now)


def _rows(facts: Facts) -> Iterator[Fact]:
    for name in TABLES:
        yield from facts.rows(name)


def last_day(facts: Facts) -> date:
    """Give the last day on which something happens or becomes known; of no facts, a day of no meaning."""
    days = [day for row in _rows(facts) for day in (row.effective, row.known) if day is not None]
    return max(days, default=date(2026, 1, 5))


def told_books(books: Books) -> str:
    """Tell books row by row, what is empty left out."""
    company, facts = books
    rules = company.policies
    lines = [f"allocation {rules.allocation}, terms {rules.terms}, split {rules.instalment_split}"]
    for row in _rows(facts):
        given = {one.name: getattr(row, one.name) for one in fields(type(row))}
        cells = ", ".join(f"{name}={value}" for name, value in given.items() if value not in (None, ()))
        lines.append(f"{type(row).__name__}: {cells}")
    return "\n".join(lines)


def _opened(office: Office, books: Books) -> tuple[Desk, date]:
    today = last_day(books[1])
    return office(*books, today), today


def _instalments(office: Office, books: Books) -> Iterator[str]:
    desk, _ = _opened(office, books)
    changed = {change.contract for change in books[1].contract_changes}
    for contract in books[1].contracts:
        view = desk.contract(contract.id)
        parts = view.instalments
        if total((one.amount for one in parts), view.amount.currency) != view.amount:
            yield f"{contract.id}: instalments {[str(one.amount) for one in parts]} are not {view.amount}"
        if any(one.amount.minor < 0 or one.received > one.amount for one in parts):
            yield f"{contract.id}: more is received on an instalment than it is, or it is below zero"
        received = total((one.received for one in parts), view.amount.currency)
        if received + view.excess != view.collected:
            yield f"{contract.id}: {received} received + {view.excess} excess is not {view.collected}"
        if contract.terms and contract.id not in changed:
            yield from _shares(contract, [one.amount.minor for one in parts])


def _shares(contract: Contract, parts: list[int]) -> Iterator[str]:
    """Any policy of splitting keeps two units of the exact share: the last part takes the rest of at most three."""
    for part, share in zip(parts, (contract.terms or "").split("/"), strict=True):
        if abs(100 * part - contract.amount.minor * int(share)) >= 200:
            yield f"{contract.id}: {part} is not {share} % of {contract.amount.minor}"


def _buckets(office: Office, books: Books) -> Iterator[str]:
    desk, _ = _opened(office, books)
    answer = desk.ageing()
    shown = [item.id for one in answer.customers for item in one.items]
    if len(shown) != len(set(shown)):
        yield f"an item is shown twice: {shown}"
    buckets = total(answer.buckets.values(), answer.currency)
    items = total((item.open for one in answer.customers for item in one.items), answer.currency)
    if buckets != items or buckets + answer.unapplied != answer.total:
        yield f"buckets {buckets}, items {items}, unapplied {answer.unapplied}, total {answer.total}"
    if total((one.total for one in answer.customers), answer.currency) != answer.total:
        yield f"the customers' totals are not {answer.total}"


def _everybody(office: Office, books: Books) -> Iterator[str]:
    desk, today = _opened(office, books)
    shown = [one.customer for one in desk.ageing().customers]
    if len(shown) != len(set(shown)):
        yield f"a customer is shown twice: {shown}"
    for customer in books[1].customers:
        account = desk.statement(customer.id, first=today, last=today)
        if account.closing and customer.id not in shown:
            yield f"{customer.id} has a balance of {account.closing} and is not in the ageing"


def _two_dates(office: Office, books: Books) -> Iterator[str]:
    company, facts = books
    desk, today = _opened(office, books)
    for cut in sorted({row.known for row in _rows(facts) if row.known is not None}):
        early = _filtered(facts, cut)
        if desk.ageing(known_at=cut) != evolve(office(company, early, today).ageing(), known_at=cut):
            yield f"the ageing as known on {cut} differs from that of books without what was recorded later"


def _filtered(facts: Facts, cut: date) -> Facts:
    """Give what was known on a day; an instalment is known with its contract."""
    kept = {name: tuple(row for row in facts.rows(name) if not (row.known and row.known > cut)) for name in TABLES}
    signed = {row.id for row in facts.contracts if row in kept["contracts"]}
    kept["instalments"] = tuple(row for row in facts.instalments if row.contract in signed)
    return Facts().appended(kept)


def _row_order(office: Office, books: Books) -> Iterator[str]:
    company, facts = books
    desk, today = _opened(office, books)
    other = office(company, Facts().appended({name: tuple(reversed(facts.rows(name))) for name in TABLES}), today)
    if desk.ageing() != other.ageing():
        yield "the ageing differs when the rows of every table stand in the opposite order"
    for customer in facts.customers:
        first, second = (one.statement(customer.id, first=date.min, last=today) for one in (desk, other))
        if first != second:
            yield f"the statement of {customer.id} differs when the rows stand in the opposite order"


def _axes(office: Office, books: Books) -> Iterator[str]:
    desk, _ = _opened(office, books)
    for order in books[1].orders:
        for line in desk.order(order.id).lines:
            kept, charged = line.delivered - line.returned, line.invoiced - line.credited
            if not 0 <= kept <= line.ordered - line.cancelled or not 0 <= charged <= line.ordered:
                yield f"{order.id}/{line.line}: {kept} kept and {charged} charged of {line.ordered} ordered"
            if line.ordered - line.cancelled != line.delivered + line.to_deliver:
                yield f"{order.id}/{line.line}: delivered and to deliver are not what is ordered and not cancelled"
            if line.to_invoice != max(kept - charged, Decimal(0)):
                yield f"{order.id}/{line.line}: {line.to_invoice} to invoice, {kept} kept, {charged} charged"


def _exposed(office: Office, books: Books) -> Iterator[str]:
    """Count each unit once: kept, to come, or charged and to be credited; at the price of its line."""
    desk, _ = _opened(office, books)
    prices = {(row.order, row.line): row.price for row in books[1].order_lines}
    for customer in books[1].customers:
        units = Decimal(0)
        for order in [row for row in books[1].orders if row.customer == customer.id]:
            for line in desk.order(order.id).lines:
                count = line.delivered - line.returned + line.to_deliver + line.to_credit
                units += count * prices[order.id, line.line]
        view = desk.exposure(customer.id)
        if view.parts.total != view.exposure or int(units.scaleb(2)) != view.exposure.minor:
            yield f"{customer.id}: exposure {view.exposure} in the parts {view.parts}, units counted once {units}"


def _two_lists(office: Office, books: Books) -> Iterator[str]:
    """Send our open items back with the first left out, the second one unit off, and one that we don't know."""
    desk, today = _opened(office, books)
    for customer in desk.ageing().customers:
        currency = desk.history.currency_of(customer.customer)
        lines = [TheirLine(item.id, "invoice", item.open_document) for item in customer.items[1:]]
        lines = [evolve(one, amount=one.amount + Money(int(at == 0), currency)) for at, one in enumerate(lines)]
        lines.append(TheirLine("unknown", "invoice", Money(7, currency)))
        answer = desk.reconcile(customer.customer, lines)
        ours = [one.id for one in (*answer.matched, *answer.differing)] + [one.id for one in answer.ours_only]
        theirs = [one.their_id for one in (*answer.matched, *answer.differing)]
        theirs += [one.id for one in answer.theirs_only]
        if len(ours) != len(set(ours)) or not {item.id for item in customer.items} <= set(ours):
            yield f"{customer.customer}: our lines are not each in one place: {ours}"
        if sorted(map(str, theirs)) != sorted(str(one.id) for one in lines):
            yield f"{customer.customer}: their lines are not each in one place: {theirs}"
        signed = total((one.difference for one in answer.differing), currency)
        signed += total((one.amount for one in answer.ours_only), currency)
        signed -= total((one.amount for one in answer.theirs_only), currency)
        closing = desk.statement(customer.customer, first=today, last=today).closing
        if not answer.ours - answer.theirs == answer.difference == signed or answer.ours != closing:
            yield f"{customer.customer}: ours {answer.ours}, theirs {answer.theirs}, differences {signed}"


OFFICE_LAWS: tuple[OfficeLaw, ...] = (
    Law("rule-3", "Instalments are the contract: they sum to it, none is below zero or below its money.",
        "requirements §5 rule 3", _instalments, histories, told_books),
    Law("I3", "Buckets, items and customers' totals are one sum, each item once.",
        "domain.md I3", _buckets, histories, told_books),
    Law("I8", "What is recorded later changes nothing of what was known before.",
        "domain.md I8", _two_dates, histories, told_books),
    Law("M14", "The order of rows in a table says nothing.",
        "reliability.md M14; domain.md I6", _row_order, histories, told_books),
    Law("I10", "What is kept and charged stays within what is ordered, and the axes add up.",
        "domain.md I10", _axes, order_histories, told_books),
    Law("I11", "The exposure is the sum of its parts, and each unit of an order is in one of them.",
        "domain.md I11", _exposed, order_histories, told_books),
    Law("rule-8-all", "Everybody with a balance stands in the ageing, once.",
        "requirements §5 rule 8", _everybody, histories, told_books),
    Law("rule-8", "A reconciliation puts each line of both lists in one place, and its differences add up.",
        "requirements §5 rule 8", _two_lists, histories, told_books),
)  # fmt: skip
