"""A month drawn up: its statements, ageing, exceptions and control totals, and the rows that close it. Pure.

A month that stands closed is drawn up again from what was known then, so that closing again gives the same figures;
what came later restates the next month's opening (decision 3, LD-02).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from attrs import evolve, fields, frozen

from salessupport.desk.answers import JSON, Change, CloseAnswer, Proof, ProofLine, Restated
from salessupport.desk.checks import closing_findings, cut_allocations, left_out
from salessupport.desk.sealing import digested
from salessupport.domain.contracts.control import contract_controls
from salessupport.domain.contracts.papers import papers
from salessupport.domain.facts import Allocation, Closing, Facts, RegisterPaper
from salessupport.domain.history import History
from salessupport.domain.numbering import numbers
from salessupport.domain.pay.settlement import Settled, settlement_controls, settlements_ending
from salessupport.domain.receivables.ageing import Ageing, ageing
from salessupport.domain.receivables.closing import digest, frozen_placements
from salessupport.domain.receivables.control import Control, controls
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.proof import policies_in_force, record
from salessupport.domain.receivables.statement import Statement, statement
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import IllegalTransition
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.money import Money, total


@frozen
class Prepared:
    """A month drawn up: everything that the sheets and `close.json` are made of.

    `notices` are the numbers of receipt notices by receipt, those that this closing gives out among them; `record` is
    what `proof.json` says; `settled` are the settlements of commission whose periods end with the month.
    """

    month: Period
    status: Literal["closed", "closed_before"]
    history: History
    known_at: date
    ledger: Ledger
    before: Ledger
    ageing: Ageing
    by_instalment: Ageing
    statements: tuple[Statement, ...]
    exceptions: tuple[Finding, ...]
    skipped: int
    restated: tuple[Restated, ...]
    controls: tuple[Control, ...]
    proof: Proof
    record: Mapping[str, JSON]
    change: Change
    notices: Mapping[str, str]
    settled: tuple[Settled, ...]

    def answer(self, *, dry_run: bool) -> CloseAnswer:
        """The answer, still without the names of its files."""
        return CloseAnswer(
            month=self.month.name,
            status="dry_run" if dry_run and self.status == "closed" else self.status,
            sealed=not self.exceptions and all(control.equal for control in self.controls),
            as_of=self.month.last,
            currency=self.history.currency,
            receivables=self.ageing.total,
            overdue=_overdue(self.ageing),
            unapplied=self.ageing.unapplied,
            statements=len(self.statements),
            facts=_count(self.history),
            receipts_matched=_matched(self.history, self.ledger, self.month),
            exceptions=self.exceptions,
            restated=self.restated,
            files=(),
            controls=self.controls,
            proof=self.proof,
            commission=_payout(self.settled),
        )


def prepare(
    history: History, month: Period, *, known_at: date | None, today: date, skipped: tuple[Finding, ...] = ()
) -> Prepared:
    """Draw up a month as it was known when it was closed, or for one that is open as it is known now."""
    if today <= month.last:
        raise IllegalTransition("period.not_over", path=month.name, month=month.name, today=today)
    standing = _standing(history, month)
    known = standing.known_at if standing is not None else known_at or today
    seen = history.without_closings_since(month.name).known_by(known)
    ledger, before = place(seen, month.last), place(seen, month.day_before)
    aged = ageing(seen, ledger, known_at=known)
    drawn = tuple(_statements(seen, ledger, month))
    commissions = settlements_ending(seen, month)
    totals = (
        *controls(seen, ledger, before, month=month, ageing=aged, statements=drawn),
        *contract_controls(seen, ledger),
        *settlement_controls(commissions),
    )
    rows = frozen_placements(history, ledger, month=month, known_at=known) if standing is None else ()
    rests_on = evolve(history, facts=history.facts.appended({"allocations": rows}))
    fingerprint = digest(rests_on, known_at=known, last=month.last)
    notices = tuple(_receipt_notices(history, seen, month, today)) if standing is None else ()
    proven = digested(
        record(seen, ledger, before, month=month, known_at=str(known), facts=fingerprint, controls=totals)
    )
    return Prepared(
        month=month,
        status="closed" if standing is None else "closed_before",
        history=seen,
        known_at=known,
        ledger=ledger,
        before=before,
        ageing=aged,
        by_instalment=ageing(seen, ledger, known_at=known, basis="instalment"),
        statements=drawn,
        exceptions=(
            *skipped,
            *_exceptions(seen, ledger, totals),
            *(each for one in commissions for each in one.findings),
        ),
        skipped=left_out(skipped),
        restated=tuple(_restated(seen, month, before)),
        controls=totals,
        proof=_proof(seen, known, fingerprint, drawn, str(proven["digest"])),
        record=proven,
        change=Change("close", appended={})
        if standing is not None
        else _change(month, known, today, fingerprint, rows, notices),
        notices=_numbers(history, notices),
        settled=commissions,
    )


def _standing(history: History, month: Period) -> Closing | None:
    """The month's own closing; a later month's has frozen this one too, so that it cannot be closed after that."""
    closings = {one.closing.month: one.closing for one in history.closings}
    if month.name not in closings and (later := max(closings, default="")) > month.name:
        raise IllegalTransition("period.later_closed", path=month.name, month=month.name, later=later)
    return closings.get(month.name)


def _statements(history: History, ledger: Ledger, month: Period) -> Iterator[Statement]:
    """Exactly one statement for every customer with movement or balance (DN-01)."""
    for customer in sorted(ledger.movements_by_customer):
        drawn = statement(history, ledger, customer=customer, first=month.first, last=month.last)
        if drawn.lines or drawn.opening or drawn.closing:
            yield drawn


def _receipt_notices(history: History, seen: History, month: Period, today: date) -> Iterator[RegisterPaper]:
    """Number a notice for every receipt of the month that has none yet, in order of receipt (AR-03, DC-04)."""
    received = sorted((one.received_on, one.id) for one in seen.facts.receipts if one.received_on in month)
    free = numbers(history.facts.register_papers, "receipt_notice", today.year)
    for _, receipt in received:
        if not papers(history, receipt, "receipt_notice", today):
            yield RegisterPaper(id=next(free), kind="receipt_notice", subject=receipt, issued_on=today)


def _numbers(history: History, new: Sequence[RegisterPaper]) -> dict[str, str]:
    standing = (one for one in history.facts.register_papers if one.id not in history.voided_papers)
    return {one.subject: one.id for one in (*standing, *new) if one.kind == "receipt_notice" and one.voids is None}


def _change(
    month: Period,
    known_at: date,
    today: date,
    fingerprint: str,
    rows: tuple[Allocation, ...],
    notices: tuple[RegisterPaper, ...],
) -> Change:
    closing = Closing(month=month.name, closed_on=today, known_at=known_at, digest=fingerprint)
    effects = (
        f"{month.name} is closed as known on {known_at}",
        f"{len(rows)} placements are frozen",
        f"{len(notices)} receipt notices are numbered",
    )
    appended = {"allocations": rows, "register_papers": notices, "closings": (closing,)}
    return Change("close", appended=appended, effects=effects)


def _overdue(aged: Ageing) -> Money:
    minor = sum(bucket.minor for name, bucket in aged.buckets.items() if name != "not_due")
    return Money(minor, aged.currency)


def _payout(settled: Sequence[Settled]) -> Money | None:
    return total((one.payout for one in settled), settled[0].currency) if settled else None


def _count(history: History) -> int:
    return sum(len(getattr(history.facts, field.name)) for field in fields(Facts) if field.name != "registers")


def _matched(history: History, ledger: Ledger, month: Period) -> int:
    """Receipts of the month whose money is all used."""
    received = (ledger.credits[one.id] for one in history.facts.receipts if one.received_on in month)
    return sum(1 for credit in received if credit.good and not credit.left)


_UNPLACED = {"ambiguous": "receipt.ambiguous", "budget": "receipt.budget"}


def _exceptions(history: History, ledger: Ledger, totals: Sequence[Control]) -> Iterator[Finding]:
    """What a person has to look at before the month is sealed, each with its reason."""
    for receipt in history.facts.receipts:
        if receipt.received_on > ledger.as_of:
            continue
        credit = ledger.credits[receipt.id]
        placing = ledger.placings.get(receipt.id)
        code = _UNPLACED.get(placing.status if placing is not None else "", "receipt.unapplied")
        if not credit.good or not credit.left:
            continue
        if receipt.customer is None:
            code = "receipt.unidentified"
        context = {"receipt": receipt.id, "amount": Money(credit.left, credit.currency)}
        yield Finding(code, Place("receipts", column=receipt.id), "warning", context=context)
    yield from cut_allocations(history, ledger)
    yield from closing_findings(history)
    if not history.facts.receipts and history.facts.invoices:
        yield Finding("receipts.none", Place("receipts"), "warning")
    for control in totals:
        if not control.equal:
            context = {"name": control.name, "ours": control.ours, "check": control.check}
            yield Finding("control.unequal", Place("close.json", column=control.name), context=context)


def _restated(history: History, month: Period, before: Ledger) -> Iterator[Restated]:
    """Accounts whose opening is another than the closing balance that the closed month before it showed."""
    name = Period.month_of(month.day_before).name
    closing = next((one.closing for one in history.closings if one.closing.month == name), None)
    if closing is None:
        return
    closed = place(history.without_closings_since(name).known_by(closing.known_at), month.day_before)
    for customer in sorted({*before.movements_by_customer, *closed.movements_by_customer}):
        currency = history.currency_of(customer)
        old, new = (
            sum(one.amount for one in each.movements_by_customer.get(customer, ())) for each in (closed, before)
        )
        if old != new:
            was, now = Money(old, currency), Money(new, currency)
            yield Restated(customer, currency, was, now, now - was)


def _proof(
    history: History, known_at: date, fingerprint: str, statements: Sequence[Statement], digest_of_record: str
) -> Proof:
    return Proof(
        known_at=known_at,
        digest=fingerprint,
        policies=policies_in_force(history),
        accounts=tuple(
            ProofLine(one.customer, one.currency, one.opening, one.debits, one.credits, one.closing)
            for one in statements
        ),
        record=digest_of_record,
    )
