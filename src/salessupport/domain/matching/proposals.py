"""What receipts that nothing placed may have paid, by all the evidence there is: references, names, amounts (AR-02).

The stages of `engine` over a ledger's open items and unplaced receipts. Who pays is learnt from the receipts whose
customer is recorded: an account or a name that only one customer ever paid from is that customer's. Nothing is posted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from salessupport.domain.facts import Receipt
from salessupport.domain.history import History
from salessupport.domain.matching.engine import match
from salessupport.domain.matching.records import Match, OpenItem, Options, Payment
from salessupport.domain.receivables.ledger import Item, Ledger
from salessupport.domain.values.names import name_key


def proposals(history: History, ledger: Ledger) -> Mapping[str, Match]:
    """The engine's answer for every good receipt without rows that has money left, by receipt."""
    payments = list(_payments(history, ledger))
    if not payments:
        return {}
    items = [*_items(history, ledger), *_notes(history, ledger)]
    currencies = {item.currency for item in items}
    tolerance = {one: history.company.policies.tolerance_minor(one) for one in currencies}
    answers = match(items, payments, Options(tolerance=tolerance))
    return {answer.payment: answer for answer in answers}


def _items(history: History, ledger: Ledger) -> Iterator[OpenItem]:
    for item in ledger.items.values():
        if item.open:
            yield OpenItem(
                id=item.id,
                customer=item.customer,
                amount=item.open,
                currency=item.currency,
                names=_names(history, item.customer),
                references=_references(history, item),
                issued_on=item.issued_on,
                due_on=item.due_on,
            )


def _notes(history: History, ledger: Ledger) -> Iterator[OpenItem]:
    """Credit notes with something left, negative."""
    for credit in ledger.credits.values():
        if credit.kind == "credit_note" and credit.left and credit.customer is not None:
            yield OpenItem(
                id=credit.id,
                customer=credit.customer,
                amount=-credit.left,
                currency=credit.currency,
                names=_names(history, credit.customer),
                references=tuple(filter(None, (credit.id, credit.number))),
                issued_on=credit.on,
            )


def _payments(history: History, ledger: Ledger) -> Iterator[Payment]:
    payers = _Payers(history)
    for receipt in history.facts.receipts:
        credit = ledger.credits.get(receipt.id)
        if credit is None or not credit.good or not credit.left or receipt.id in history.rows_of:
            continue
        yield Payment(
            id=receipt.id,
            amount=credit.left,
            currency=credit.currency,
            payer_name=receipt.payer_name or "",
            payer_account=receipt.payer_account or "",
            text=receipt.remittance or "",
            received_on=receipt.received_on,
            customer=receipt.customer or payers.of(receipt),
        )


class _Payers:
    """Accounts and names that exactly one customer is known to have paid from."""

    def __init__(self, history: History) -> None:
        self._seen: defaultdict[tuple[str, object], set[str]] = defaultdict(set)
        for receipt in history.facts.receipts:
            if receipt.customer is not None and not receipt.third_party:
                for key in _keys(receipt):
                    self._seen[key].add(receipt.customer)

    def of(self, receipt: Receipt) -> str | None:
        """The customer, by account before name; None if nobody or several."""
        for key in _keys(receipt):
            found = self._seen.get(key, set())
            if len(found) == 1:
                return next(iter(found))
        return None


def _keys(receipt: Receipt) -> Iterator[tuple[str, object]]:
    if receipt.payer_account:
        yield "account", receipt.payer_account
    if receipt.payer_name:
        yield "name", name_key(receipt.payer_name)


def _names(history: History, customer: str) -> tuple[str, ...]:
    row = history.customers.get(customer)
    return (row.name, *row.aliases) if row is not None else ()


def _references(history: History, item: Item) -> tuple[str, ...]:
    """Numbers that a payer may quote of an item: its own, its order's and its contract's."""
    invoice = history.invoices.get(item.id)
    order = invoice.order if invoice is not None else None
    return tuple(filter(None, (item.id, item.number, item.contract, order)))
