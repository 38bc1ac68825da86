"""Why a contract's figures and gates are what they are: changes, money, consents, down to the rows (I13, decision 9).

Below a node with an amount, the amounts add up to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from salessupport.domain.amendments import amendments
from salessupport.domain.approvals import consents, given, is_self_approval
from salessupport.domain.contracts.gates import ACTS, Gate, gates, used_by
from salessupport.domain.contracts.shown import contract_digest
from salessupport.domain.facts import Approval, ApprovalAct, Contract
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import InstalmentView, Standing, contract_standing
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Ledger
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.money import Money


def explain_contract(history: History, ledger: Ledger, contract_id: str) -> Explanation:
    """Explain a contract as of the ledger's date: its amount, its money, its instalments, its gates."""
    standing = contract_standing(history, ledger, contract_id)
    return Explanation(
        f"{contract_id}: as of {ledger.as_of}",
        because=(
            _amount(history, ledger, standing),
            _money(ledger, standing),
            *(_instalment(standing.contract, one) for one in standing.instalments),
            *_gates(history, ledger, standing.contract),
        ),
    )


def _amount(history: History, ledger: Ledger, standing: Standing) -> Explanation:
    contract = standing.contract
    signed = Explanation(f"signed on {contract.signed_on}", "", contract.amount, f"contracts/{contract.id}")
    changes = tuple(
        Explanation(
            f"changed on {one.on}",
            f"approved by {one.change.approved_by or 'the owner'}",
            one.change.amount_change,
            f"contract_changes/{one.change.id}",
        )
        for one in amendments(history, contract.id, ledger.as_of)
        if one.change.amount_change is not None
    )
    return Explanation("amount", "amount = as signed + approved changes", standing.amount, because=(signed, *changes))


def _money(ledger: Ledger, standing: Standing) -> Explanation:
    """Good money by the rows and receipts that brought it; what waits for later invoices apart."""
    currency = standing.amount.currency
    placed = tuple(
        Explanation(
            f"{posting.source} on {posting.target}, {posting.on}",
            f"as {posting.named}",
            Money(posting.amount, currency),
            f"allocations/{posting.row}" if posting.row is not None else f"receipts/{posting.source}",
        )
        for posting in ledger.postings
        if posting.kind == "principal"
        and posting.rule not in WRITTEN_OFF
        and _is_money(ledger, posting.source)
        and ledger.items[posting.target].contract == standing.contract.id
    )
    waiting = tuple(
        Explanation(
            f"{advance.credit.id} waits for invoices",
            f"as {advance.named}",
            Money(advance.left, currency),
            f"allocations/{advance.row}",
        )
        for advance in ledger.advances.get(standing.contract.id, ())
        if advance.left and advance.credit.kind == "receipt"
    )
    return Explanation("good money", "receipts whose bill is not bad", standing.collected, because=(*placed, *waiting))


def _is_money(ledger: Ledger, source: str) -> bool:
    credit = ledger.credits.get(source)
    return credit is not None and credit.kind == "receipt"


def _instalment(contract: Contract, one: InstalmentView) -> Explanation:
    due = f", due {one.due_on}" if one.due_on is not None else ""
    return Explanation(
        f"{contract.id}:{one.no} open, {one.status}{due}",
        f"trigger {one.trigger}",
        one.open,
        because=(
            Explanation("amount", "", one.amount),
            Explanation("received", "", -one.received),
            *((Explanation("written off", "", -one.written_off),) if one.written_off else ()),
        ),
    )


def _gates(history: History, ledger: Ledger, contract: Contract) -> Iterator[Explanation]:
    answers = gates(history, ledger, contract.id)
    for name, act in ACTS.items():
        gate: Gate = getattr(answers, name)
        yield Explanation(
            f"{name}: {'yes' if gate.allowed else 'no'}, {gate.reason}",
            "short = required - good money" if gate.short else "good money covers what is required",
            gate.short or None,
            because=(*_figures(gate), *_consents(history, ledger, contract, act)),
        )


def _figures(gate: Gate) -> tuple[Explanation, ...]:
    if not gate.short:
        return (Explanation(f"required {gate.required}, received {gate.received}"),)
    return Explanation("required", "", gate.required), Explanation("received", "", -gate.received)


def _consents(history: History, ledger: Ledger, contract: Contract, act: ApprovalAct | None) -> Iterator[Explanation]:
    """Every consent that was given, and whether it counts."""
    if act is None:
        return
    shown = contract_digest(history, contract, ledger.as_of)
    counting = {row.id for row in consents(history, act, contract.id, as_of=ledger.as_of, digest=shown)}
    used = used_by(history, ledger)
    for row in given(history, act, contract.id, ledger.as_of):
        covers = f" of {row.amount}" if row.amount is not None else ""
        said = "stands" if row.id in counting else _why_void(ledger, row)
        said = f"used up by {used[row.id]}" if row.id in used and row.id in counting else said
        what = f"{row.role} {row.approver} consented{covers} on {row.decided_on}: {said}"
        yield Explanation(what, act, fact=f"approvals/{row.id}")


def _why_void(ledger: Ledger, row: Approval) -> str:
    if row.expires_on is not None and row.expires_on < ledger.as_of:
        return f"void, expired on {row.expires_on}"
    if is_self_approval(row):
        return "void, decided by the requester"
    return "void, the contract has changed since, or the role was not held"
