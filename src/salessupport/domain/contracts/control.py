"""Control totals of contracts, each by two routes (AR-12; requirements §5 rule 3; decision 8).

`ours` is what the fold keeps by contract; `check` adds up facts and postings anew. The bridge ties the receivable by
instalment to that by invoice: (instalments fallen due and open - money ahead of them) - (open invoices - advances) =
fallen due - invoiced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from salessupport.domain.amendments import amount_of
from salessupport.domain.contracts.performance import invoiced_on
from salessupport.domain.history import History
from salessupport.domain.receivables.control import Control
from salessupport.domain.receivables.instalment_basis import early, waiting
from salessupport.domain.receivables.instalments import Standing, contract_standing
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Ledger
from salessupport.domain.values.money import format_minor


def contract_controls(history: History, ledger: Ledger) -> tuple[Control, ...]:
    """Controls of all contracts signed by the ledger's date, a set for each currency."""
    signed = [one.id for one in history.facts.contracts if one.signed_on <= ledger.as_of]
    standings = [contract_standing(history, ledger, one) for one in signed]
    return (
        *_texts("contracts.instalments", _instalments(standings), _amounts(history, ledger, standings)),
        *_texts("contracts.received", _collected(standings), _posted(ledger, standings)),
        *_texts("contracts.bridge", _apart(history, ledger, standings), _bridge(history, ledger, standings)),
    )


def _texts(name: str, ours: Mapping[str, int], check: Mapping[str, int]) -> tuple[Control, ...]:
    return tuple(
        Control(f"{name}.{one}", format_minor(ours.get(one, 0), one), format_minor(check.get(one, 0), one))
        for one in sorted({*ours, *check})
    )


def _instalments(standings: Sequence[Standing]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for one in standings:
        sums[one.amount.currency] += sum(part.amount.minor for part in one.instalments)
    return sums


def _amounts(history: History, ledger: Ledger, standings: Sequence[Standing]) -> Counter[str]:
    """The amounts as signed, with the approved changes."""
    sums: Counter[str] = Counter()
    for one in standings:
        sums[one.amount.currency] += amount_of(history, one.contract, ledger.as_of).minor
    return sums


def _collected(standings: Sequence[Standing]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for one in standings:
        sums[one.amount.currency] += sum(part.received.minor for part in one.instalments) + one.excess.minor
    return sums


def _posted(ledger: Ledger, standings: Sequence[Standing]) -> Counter[str]:
    """Principal that receipts settled on the contracts' invoices, and advances that wait."""
    currencies = {one.contract.id: one.amount.currency for one in standings}
    sums: Counter[str] = Counter()
    for posting in ledger.postings:
        credit, contract = ledger.credits.get(posting.source), ledger.items[posting.target].contract
        money = credit is not None and credit.kind == "receipt" and posting.rule not in WRITTEN_OFF
        if posting.kind == "principal" and contract in currencies and money:
            sums[currencies[contract]] += posting.amount
    for one in standings:
        sums[one.amount.currency] += waiting(ledger, one)
    return sums


def _apart(history: History, ledger: Ledger, standings: Sequence[Standing]) -> Counter[str]:
    """By instalment less by invoice; money ahead, advances and credit notes that nothing took are taken off."""
    owed: Counter[str] = Counter()
    for item in ledger.items.values():
        if item.contract in history.contracts:
            owed[item.contract or ""] += item.open
    for credit in ledger.credits.values():
        if credit.kind == "credit_note":
            owed[_contract_of(history, credit.id)] -= credit.left
    sums: Counter[str] = Counter()
    for one in standings:
        by_instalment = sum(part.open.minor for part in one.instalments if part.fallen_due) - early(one).minor
        by_invoice = owed[one.contract.id] - waiting(ledger, one)
        sums[one.amount.currency] += by_instalment - by_invoice
    return sums


def _bridge(history: History, ledger: Ledger, standings: Sequence[Standing]) -> Counter[str]:
    """Instalments fallen due less what is invoiced, and write-offs on instalments that are not due yet.

    Credit notes of others on a contract's invoices lower what is open of it, and its own lower what is open elsewhere.
    """
    moved: Counter[str] = Counter()
    for posting in ledger.postings:
        credit = ledger.credits.get(posting.source)
        if credit is not None and credit.kind == "credit_note" and posting.kind == "principal":
            moved[ledger.items[posting.target].contract or ""] += posting.amount
            moved[_contract_of(history, credit.id)] -= posting.amount
    sums: Counter[str] = Counter()
    for one in standings:
        due = sum(part.amount.minor for part in one.instalments if part.fallen_due)
        ahead = sum(part.written_off.minor for part in one.instalments if not part.fallen_due)
        invoiced = invoiced_on(history, one.contract.id, one.amount.currency, ledger.as_of).minor
        sums[one.amount.currency] += due + ahead - invoiced + moved[one.contract.id]
    return sums


def _contract_of(history: History, note: str) -> str:
    """The contract of a credit note: its own, else that of the invoice it corrects; empty for none."""
    row = history.invoices[note]
    original = history.invoices.get(row.original or "")
    return row.contract or (original.contract if original is not None else None) or ""
