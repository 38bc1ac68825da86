"""The product's answers about receivables in the form of the model's: plain dicts and numbers of minor units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from hypothesis import settings

from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.receivables import ageing as ageing_of
from salessupport.domain.receivables import settlement
from salessupport.domain.receivables import statement as statement_of
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.policies import Company
from support.rewriting import days_of

Answer = dict[str, object]


def examples(number: int) -> settings:
    """Give settings for `number` examples under the usual profile, and in proportion under a deeper one."""
    return settings(max_examples=number * settings.default.max_examples // 100)


def invoice(history: History, ledger: Ledger, doc: str) -> Answer:
    """Answer `show invoice`."""
    view = settlement.invoice_view(history, ledger, doc)
    amounts = ("credited", "paid", "written_off", "open", "open_company", "realised", "interest")
    return {
        **{name: getattr(view, name).minor for name in amounts},
        "closed": view.closed,
        "allocations": summed((one.source, one.effective_on, one.amount.minor) for one in view.allocations),
    }


def receipt(history: History, ledger: Ledger, doc: str) -> Answer:
    """Answer `show receipt`."""
    view = settlement.receipt_view(history, ledger, doc)
    amounts = ("settles", "unapplied", "unapplied_company", "carrying", "realised", "refunded")
    return {
        **{name: getattr(view, name).minor for name in amounts},
        "applied": summed((one.id, one.kind, one.amount.minor) for one in view.applied),
    }


def contract(history: History, ledger: Ledger, doc: str) -> Answer:
    """Answer `show contract`, as far as it is money."""
    view = contract_standing(history, ledger, doc)
    amounts = ("amount", "collected", "excess", "written_off")
    return {
        **{name: getattr(view, name).minor for name in amounts},
        "instalments": {
            one.no: (one.amount.minor, one.received.minor, one.open.minor, one.due_on, one.status)
            for one in view.instalments
        },
    }


def ageing(history: History, ledger: Ledger) -> dict[str, Answer]:
    """Answer `show ageing`."""
    answer = ageing_of.ageing(history, ledger, known_at=None)
    return {
        one.customer: {
            "items": {item.id: (item.bucket, item.open.minor) for item in one.items},
            "unapplied": one.unapplied.minor,
            "total": one.total.minor,
        }
        for one in answer.customers
    }


def statement(history: History, ledger: Ledger, customer: str, first: date, last: date) -> Answer:
    """Answer `show statement`; a debit is positive."""
    view = statement_of.statement(history, ledger, customer=customer, first=first, last=last)
    signed = [
        (line.date, line.id, line.kind, line.debit.minor if line.debit else -line.credit.minor if line.credit else 0)
        for line in view.lines
    ]
    return {"opening": view.opening.minor, "lines": signed, "closing": view.closing.minor}


def summed(rows: Iterable[tuple[object, ...]]) -> dict[tuple[object, ...], int]:
    """Sum the last column of rows by the others; what comes to nothing is left out."""
    sums: Counter[tuple[object, ...]] = Counter()
    for *key, amount in rows:
        sums[tuple(key)] += amount
    return {key: amount for key, amount in sums.items() if amount}


def everything(
    company: Company, facts: Facts, as_of: date, *, known_at: date | None = None, since: date | None = None
) -> Answer:
    """Ask the product everything about a day; statements from `since`, or from the first day on."""
    history = History(company, facts).known_by(known_at)
    ledger = place(history, as_of)
    first = since or min(days_of(history.facts), default=as_of)
    issued = [row for row in history.facts.invoices if row.status == "issued" and row.issued_on <= as_of]
    received = [row.id for row in history.facts.receipts if row.received_on <= as_of]
    charged = [ledger.items[row.id] for row in history.facts.charges if row.effective_on <= as_of]
    return {
        "invoices": {row.id: invoice(history, ledger, row.id) for row in issued if row.kind != "credit_note"},
        "charges": {item.id: (item.open, item.slices.worth_left) for item in charged},
        "notes": {row.id: noted(history, ledger, row.id) for row in issued if row.kind == "credit_note"},
        "receipts": {doc: receipt(history, ledger, doc) for doc in received},
        "contracts": {
            c: contract(history, ledger, c) for c, row in history.contracts.items() if row.signed_on <= as_of
        },
        "ageing": ageing(history, ledger),
        "statements": {c: statement(history, ledger, c, first, as_of) for c in history.customers},
    }


def noted(history: History, ledger: Ledger, doc: str) -> int:
    """Give what a credit note has left: it is open with that."""
    return -settlement.invoice_view(history, ledger, doc).open.minor


def differences(ours: object, theirs: object, at: str = "") -> list[str]:
    """List where two answers differ, for a failure that says what is wrong."""
    if not (isinstance(ours, dict) and isinstance(theirs, dict)):
        return [] if ours == theirs else [f"{at}: {ours} != {theirs}"]
    keys = sorted({*ours, *theirs}, key=str)
    return [line for key in keys for line in differences(ours.get(key), theirs.get(key), f"{at}/{key}")]
