"""Why a figure is what it is: the tree of postings and facts behind an open item, a receipt or an allocation (I13).

The amounts of the reasons below a node add up to the node's own, so a trace can be added up again by hand.
"""

from __future__ import annotations

from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Item, Ledger, Posting
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import POLICY_VERSIONS


def explain(history: History, ledger: Ledger, row_id: str) -> Explanation:
    """Explain the open amount of an item, what is left of a receipt or credit note, or one allocation row."""
    if row_id in history.allocations:
        return _of_row(history, ledger, row_id)
    if row_id in ledger.items:
        return _of_item(history, ledger, ledger.items[row_id])
    if row_id in ledger.credits:
        return _of_credit(history, ledger, row_id)
    if row_id in history.invoices or row_id in history.receipts or row_id in history.charges:
        return Explanation(
            f"{row_id}: not in the accounts on {ledger.as_of}", "draft, void or dated later", fact=row_id
        )
    raise NotFound("id.not_found", path=row_id, id=row_id, table="contracts, invoices, receipts, charges, allocations")


def _of_item(history: History, ledger: Ledger, item: Item) -> Explanation:
    table = "charges" if item.kind == "charge" else "invoices"
    owed = Explanation(f"{item.kind} of {item.issued_on}", "", Money(item.gross, item.currency), f"{table}/{item.id}")
    postings = [posting for posting in ledger.postings_by_target.get(item.id, ()) if posting.kind != "interest"]
    settled = tuple(_posting(history, ledger, posting, sign=-1) for posting in postings)
    return Explanation(
        f"{item.id}: open on {ledger.as_of}",
        "open = gross - settled - written off",
        Money(item.open, item.currency),
        because=(owed, *settled, *_interest(history, item)),
    )


def _interest(history: History, item: Item) -> tuple[Explanation, ...]:
    """Accrued interest stands beside the open amount, without adding to it (Conventions 7)."""
    if item.accrual is None or not item.accrual.minor_days:
        return ()
    owed = Money(item.accrual.owed(), item.currency)
    what = f"beside it: interest accrued and not paid {owed}, paid {Money(item.accrual.paid, item.currency)}"
    return (Explanation(what, _policy(history, "interest_per_day")),)


def _of_credit(history: History, ledger: Ledger, credit_id: str) -> Explanation:
    credit = ledger.credits[credit_id]
    table = "receipts" if credit.kind == "receipt" else "invoices"
    rule = _policy(history, "bank_fee") if credit.kind == "receipt" else ""
    money = Explanation(
        f"{credit.kind} of {credit.on}", rule, Money(credit.amount, credit.currency), f"{table}/{credit_id}"
    )
    postings = [p for p in ledger.postings_by_source.get(credit_id, ()) if p.rule not in WRITTEN_OFF]
    placed = tuple(_posting(history, ledger, posting, sign=-1) for posting in postings)
    refunds = _refunds(credit.refunded, credit.currency)
    return Explanation(
        f"{credit_id}: unapplied on {ledger.as_of}" + ("" if credit.good else ", of a bill that is not good"),
        "unapplied = amount - placed - refunded",
        Money(credit.left, credit.currency),
        because=(money, *placed, *refunds, *_search(ledger, credit_id)),
    )


def _refunds(refunded: int, currency: str) -> tuple[Explanation, ...]:
    return (Explanation("refunded", "", Money(-refunded, currency)),) if refunded else ()


def _search(ledger: Ledger, receipt: str) -> tuple[Explanation, ...]:
    placing = ledger.placings.get(receipt)
    if placing is None:
        return ()
    sets = tuple(Explanation("fits: " + " + ".join(target.id for target in one)) for one in placing.sets)
    return (Explanation(f"search of exact sets: {placing.status}", "allocation", because=sets),)


def _of_row(history: History, ledger: Ledger, row_id: str) -> Explanation:
    row = history.allocations[row_id]
    live = ledger.postings_by_source.get(history.source_of(row), ())
    postings = [posting for posting in live if posting.row == row_id]
    currency = ledger.credits[postings[0].source].currency if postings else history.currency
    placed = sum(posting.amount for posting in postings)
    return Explanation(
        f"{row_id}: {row.source} on {row.target}, in force on {ledger.as_of}",
        _policy(history, "appropriation"),
        Money(placed, currency),
        f"allocations/{row_id}",
        tuple(_posting(history, ledger, posting, sign=1) for posting in postings),
    )


def _posting(history: History, ledger: Ledger, posting: Posting, *, sign: int) -> Explanation:
    currency = ledger.items[posting.target].currency
    verb = "taken back" if posting.amount < 0 else "written off" if posting.rule in WRITTEN_OFF else "settled"
    return Explanation(
        f"{posting.kind} of {posting.target} {verb} on {posting.on} by {posting.source}",
        _rule(history, posting),
        Money(sign * posting.amount, currency),
        f"allocations/{posting.row}" if posting.row is not None else _fact(history, posting.source),
    )


def _fact(history: History, row_id: str) -> str:
    if row_id in history.receipts:
        return f"receipts/{row_id}"
    return f"invoices/{row_id}" if row_id in history.invoices else f"adjustments/{row_id}"


_RULES = {
    "allocation": "the allocation row",
    "advance": "an advance on the contract, placed on the invoice's day of issue",
    "original": "a credit note on the invoice that it corrects",
    "write_off": "an approved write-off",
}


def _rule(history: History, posting: Posting) -> str:
    if posting.rule == "tolerance":
        return _policy(history, "tolerance")
    if posting.rule in ("exact", "oldest"):
        chosen = "the one exact set" if posting.rule == "exact" else "no exact set: the oldest items"
        return f"{_policy(history, 'allocation')}: {chosen}"
    return _RULES[posting.rule]


def _policy(history: History, name: str) -> str:
    value = getattr(history.company.policies, name)
    shown = ",".join(value) if isinstance(value, tuple) else value
    return f"{name}={shown} (version {POLICY_VERSIONS[name]})"
