"""Gates and consents: every small combination there is, against a table of decisions; and laws of larger ones.

Requirements §5, rules 5, 6 and 10; AR-05, CO-06, IN-02, LA-02, LG-02, TK-01; Conventions 9 and 10. The table `decide`
is written from Conventions 10 and knows nothing of the product's engine. Scope: every single consent; every pair, where
what makes a consent not count is one flaw at a time; every multiset of three and four of consents that differ in role,
in whether they count, and in their day and time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations_with_replacement, pairwise, product

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from model.naive import Naive
from salessupport.domain.contracts.gates import may_be_unlimited
from salessupport.domain.contracts.licences import licences
from salessupport.domain.contracts.performance import contract_view
from salessupport.domain.facts import (
    AcceptanceBill,
    Allocation,
    Approval,
    BillEvent,
    ContractChange,
    Invoice,
    Receipt,
    RegisterLicence,
    RegisterPaper,
)
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company
from support.gates import AMOUNT, BASE, DAY, DIGEST, GATES, SIGNED, ask, consent, facts_of
from support.receivables import examples

ACTS = tuple(GATES)
NEEDS = {
    "start_before_prepayment": ("owner",),
    "ship_before_payment": ("rep", "owner"),
    "full_invoice_below_threshold": ("rep", "owner"),
}
MOMENTS = ("2026-03-10", "2026-03-10 09:00", "2026-03-10 10:00", "2026-03-11")
FLAWS = {
    "none": {},
    "right digest": {"digest": DIGEST},
    "wrong digest": {"digest": "0"},
    "expired": {"expires_on": DAY - timedelta(days=1)},
    "own request": {"requested_by": "boss", "approver": "boss"},
    "refused": {"decision": "refused"},
}
OFFICE = Company(name="某公司")


def needed(act: str) -> int:
    """What a consent has to name: the missing money, or the contract's amount."""
    return AMOUNT if act == "full_invoice_below_threshold" else GATES[act][1]


def decide(act: str, approvals: Sequence[Approval]) -> tuple[str, set[tuple[str, ...]] | None]:
    """Give the reason, and the sets of ids that may be named as counting, by the table of Conventions 10."""
    live = [
        one
        for one in approvals
        if one.decision == "granted"
        and one.requested_by != one.approver
        and not (one.expires_on and one.expires_on < DAY)
    ]
    counts = [one for one in live if one.digest in (None, DIGEST) and is_enough(act, one)]
    sides = [[one for one in counts if one.role == role] for role in NEEDS[act]]
    if len(sides) == 1:
        if sides[0]:
            return "approved", {(one.id,) for one in sides[0]}
    elif pairs := {(one.id, two.id) for one in sides[0] for two in sides[1] if earlier(one, two)}:
        return "approved", pairs
    elif all(sides):
        return "consents_out_of_order", None
    empty = {role for role, side in zip(NEEDS[act], sides, strict=True) if not side}
    if any(one.role in empty for one in live):
        return "approval_void", None
    return ("consents_incomplete", None) if any(sides) else ("short", {()})


def is_enough(act: str, one: Approval) -> bool:
    """Exactly the contract's amount for a full invoice, at least what is missing for a waiver; empty covers any."""
    if one.amount is None:
        return True
    return one.amount.minor == AMOUNT if act == "full_invoice_below_threshold" else one.amount.minor >= needed(act)


def earlier(one: Approval, two: Approval) -> bool:
    """On an earlier day, or earlier on the same day where both say when; equal times are no order."""
    first, then = one.decided_on, two.decided_on
    if first.day != then.day:
        return first.day < then.day
    return first.at is not None and then.at is not None and first.at < then.at


def kinds(act: str, flaws: Iterable[str], deltas: Iterable[int | None], moments: Iterable[str]) -> Iterator[Approval]:
    """Give every consent of a scope, for the roles rep and owner and another's."""
    for role, flaw, delta, at in product(("rep", "owner", "finance"), flaws, deltas, moments):
        amount = None if delta is None else Money(needed(act) + delta, "CNY")
        yield consent("", act, role=role, at=at, amount=amount, **FLAWS[flaw])


def check(act: str, given: Sequence[Approval]) -> None:
    """Hold the gate against the table."""
    approvals = [evolve(one, id=f"P{number}") for number, one in enumerate(given)]
    history = History(OFFICE, evolve(BASE, approvals=tuple(approvals)))
    gate = GATES[act][0](history, LEDGER, STANDING)
    reason, ids = decide(act, approvals)
    assert (gate.reason, gate.allowed) == (reason, reason == "approved"), approvals
    assert ids is None or gate.approvals in ids, (gate, approvals)
    assert gate.short.minor == GATES[act][1]


LEDGER = Ledger(DAY)
STANDING = contract_standing(History(OFFICE, BASE), place(History(OFFICE, BASE), DAY), "K")


class TestSmallScope:
    """The engine is the table on every case of the scope, without any money in."""

    @pytest.mark.parametrize("act", ACTS)
    def test_every_single_consent(self, act: str) -> None:
        """Each combination of role, amount, digest, expiry, requester, decision and time."""
        deltas = (0, 1, -1, None)
        cases = 0
        for one in kinds(act, ["none"], deltas, MOMENTS):
            for flaws in product(
                ("none", "right digest", "wrong digest"), *(("none", flaw) for flaw in list(FLAWS)[3:])
            ):
                changes = {name: value for flaw in flaws for name, value in FLAWS[flaw].items()}
                check(act, [evolve(one, **changes)])
                cases += 1
        assert cases == 3 * 4 * 4 * 3 * 8

    @pytest.mark.parametrize("act", ACTS)
    def test_every_pair(self, act: str) -> None:
        """Each pair of consents with at most one flaw each, on one day, with times, and a day apart."""
        some = list(kinds(act, FLAWS, (0, 1, -1, None), MOMENTS))
        for pair in combinations_with_replacement(some, 2):
            check(act, pair)

    @pytest.mark.parametrize("size", [3, 4])
    @pytest.mark.parametrize("act", ["ship_before_payment", "full_invoice_below_threshold"])
    def test_every_three_and_four(self, act: str, size: int) -> None:
        """Each multiset of consents by rep and owner that count, are too low, or expired."""
        some = [one for one in kinds(act, ("none",), (0, -1), MOMENTS) if one.role != "finance"]
        some += [one for one in kinds(act, ("expired",), (0,), MOMENTS[1:2]) if one.role != "finance"]
        for consents in combinations_with_replacement(some, size):
            check(act, consents)


@st.composite
def approvals_of(draw: st.DrawFn, act: str) -> list[Approval]:
    """Draw up to six consents of any sort."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        amount = draw(st.none() | st.integers(0, 12_000).map(lambda minor: Money(minor, "CNY")))
        flaw = draw(st.sampled_from(["none", "none", "none", *FLAWS]))
        role = draw(st.sampled_from(("rep", "owner", "finance", None)))
        at = draw(st.sampled_from(MOMENTS))
        found.append(consent(f"P{number}", act, role=role, at=at, amount=amount, **FLAWS[flaw]))
    return found


class TestLaws:
    """What holds whatever is paid and consented."""

    @examples(150)
    @given(st.sampled_from(ACTS), st.data(), st.integers(0, AMOUNT))
    def test_allowed_is_covered_or_a_complete_set_in_order(self, act: str, data: st.DataObject, paid: int) -> None:
        """An open gate names money, or one standing consent per role, each after the one before (rule 6, rule 10)."""
        given = data.draw(approvals_of(act))
        gate = ask(act, facts_of(given, paid=paid))
        assert gate.received.minor == paid
        assert gate.short.minor == max(0, gate.required.minor - paid)
        if not gate.allowed:
            assert gate.short
            return
        if not gate.short:
            assert (gate.reason, gate.approvals) == ("covered", ())
            return
        used = [next(one for one in given if one.id == name) for name in gate.approvals]
        assert tuple(one.role for one in used) == NEEDS[act]
        assert all(one.requested_by != one.approver and one.decision == "granted" for one in used)
        assert all(one.expires_on is None or one.expires_on >= DAY for one in used)
        assert all(earlier(one, two) for one, two in pairwise(used))

    @examples(150)
    @given(st.sampled_from(ACTS), st.data(), st.integers(0, AMOUNT), st.integers(0, AMOUNT))
    def test_more_money_never_closes_a_gate(self, act: str, data: st.DataObject, paid: int, more: int) -> None:
        """What is open stays open when more is paid: a part payment voids no waiver."""
        given = data.draw(approvals_of(act))
        if ask(act, facts_of(given, paid=paid)).allowed:
            assert ask(act, facts_of(given, paid=paid + more)).allowed

    @examples(60)
    @given(st.sampled_from(ACTS), st.data())
    def test_ones_own_request_never_counts(self, act: str, data: st.DataObject) -> None:
        """Consents to one's own request change neither answer nor reason."""
        given = data.draw(approvals_of(act))
        own = [evolve(one, id=f"{one.id}~", requested_by="boss", approver="boss") for one in given]
        assert ask(act, facts_of([*given, *own])) == ask(act, facts_of(given))

    @examples(60)
    @given(st.sampled_from(ACTS), st.data(), st.integers(0, 20))
    def test_a_consent_counts_up_to_its_last_day(self, act: str, data: st.DataObject, days: int) -> None:
        """On its last day it counts, on the day after it is as if it had never been given."""
        last = DAY + timedelta(days=days)
        given = [evolve(one, expires_on=last) for one in data.draw(approvals_of(act))]
        for_ever = [evolve(one, expires_on=None) for one in given]
        assert ask(act, facts_of(given), last) == ask(act, facts_of(for_ever), last)
        assert ask(act, facts_of(given), last + timedelta(days=1)) == ask(act, facts_of([]), last)

    @examples(60)
    @given(
        st.sampled_from(ACTS), st.integers(-AMOUNT, AMOUNT).filter(bool), st.booleans(), st.sampled_from((True, False))
    )
    def test_a_consent_dies_when_the_contract_changes(self, act: str, by: int, named: bool, approved: bool) -> None:
        """From the day of an approved change a consent that was shown the old contract counts no more."""
        given = [
            consent(f"P{n}", act, role=role, at=f"2026-03-1{n}", digest=DIGEST if named else None)
            for n, role in enumerate(NEEDS[act])
        ]
        day = date(2026, 3, 15)
        change = ContractChange(
            id="B", contract="K", effective_on=day, amount_change=SignedMoney(Money(by, "CNY")), approved_by="卫总"
        )
        facts = facts_of(given, contract_changes=(change if approved else evolve(change, approved_by=None),))
        assert ask(act, facts, day - timedelta(days=1)).reason == "approved"
        after = ask(act, facts, day)
        if approved and named and after.short:
            assert (after.allowed, after.reason) == (False, "approval_void")
        elif after.short:
            assert after.reason == "approved"


class TestShippingNotice:
    """LG-02: one waiver covers one notice."""

    @examples(60)
    @given(st.data(), st.integers(0, 5), st.integers(1, 5))
    def test_a_used_waiver_opens_nothing_until_the_notice_is_void(
        self, data: st.DataObject, issued: int, lasts: int
    ) -> None:
        """From its day a standing notice takes its consents away; voided, it gives them back; other papers don't."""
        act = "ship_before_payment"
        given = data.draw(approvals_of(act))
        on = date(2026, 3, 12) + timedelta(days=issued)
        used = data.draw(st.lists(st.sampled_from([one.id for one in given]), unique=True)) if given else []
        notice = RegisterPaper(id="N-1", kind="shipping_notice", subject="K", issued_on=on, approvals=tuple(used))
        void = RegisterPaper(
            id="N-2", kind="shipping_notice", subject="K", issued_on=on + timedelta(days=lasts), voids="N-1"
        )
        facts = facts_of(given, register_papers=(notice, void))
        others = facts_of([one for one in given if one.id not in used])
        free = facts_of(given)
        for day in range(8 + lasts):
            today = date(2026, 3, 11) + timedelta(days=day)
            taken = on <= today < on + timedelta(days=lasts)
            assert ask(act, facts, today) == ask(act, others if taken else free, today)
        sheet = facts_of(given, register_papers=(evolve(notice, kind="contact_sheet"),))
        assert ask(act, sheet) == ask(act, free)


class Licensed(RuleBasedStateMachine):
    """A contract with an unlimited licence, and money that comes, goes bad, is cured, is taken back."""

    @initialize()
    def start(self) -> None:
        """Sign, and grant the licence at once, as nobody should."""
        self.day = SIGNED
        self.serial = 0
        licence = RegisterLicence(id="L", contract="K", kind="unlimited", effective_on=SIGNED)
        self.facts = evolve(BASE, register_licences=(licence,))
        self.bad: dict[str, str] = {}

    def add(self, **rows: object) -> None:
        """Add a row to each table named."""
        self.facts = evolve(self.facts, **{name: (*self.facts.rows(name), row) for name, row in rows.items()})

    def name(self, letter: str) -> str:
        """Give a new id."""
        self.serial += 1
        return f"{letter}{self.serial:03}"

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        """Let days pass."""
        self.day += timedelta(days=days)

    @rule(no=st.integers(1, 3), amount=st.sampled_from((1_000, 3_000, 6_000, 10_000)), by_bill=st.booleans())
    def pay(self, no: int, amount: int, by_bill: bool) -> None:
        """Money comes in for an instalment, by bank or by bill."""
        receipt = self.name("S")
        bill = AcceptanceBill(
            id=f"H{receipt}", kind="bank_acceptance", face=Money(amount, "CNY"), customer="C", received_on=self.day
        )
        if by_bill:
            self.add(bills=bill)
            self.bad[bill.id] = ""
        self.add(
            receipts=Receipt(
                id=receipt,
                customer="C",
                received_on=self.day,
                amount=bill.face,
                method="bill" if by_bill else "bank",
                bill=bill.id if by_bill else None,
            ),
            allocations=Allocation(id=f"R{receipt}", source=receipt, target=f"K:{no}", effective_on=self.day),
        )

    @precondition(lambda self: any(self.bad[bill] not in ("dishonoured", "returned") for bill in self.bad))
    @rule(data=st.data())
    def event(self, data: st.DataObject) -> None:
        """Something happens to a bill, on a day of its own."""
        self.day += timedelta(days=1)
        after = {"": ("defect_found", "dishonoured", "returned"), "defect_found": ("cured",), "cured": ("dishonoured",)}
        bill = data.draw(st.sampled_from([one for one, last in self.bad.items() if last in after]))
        self.bad[bill] = data.draw(st.sampled_from(after[self.bad[bill]]))
        self.add(bill_events=BillEvent(bill=bill, effective_on=self.day, event=self.bad[bill]))

    @precondition(lambda self: self.facts.allocations)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """A row is taken back."""
        undone = {row.reverses for row in self.facts.allocations}
        rows = [row for row in self.facts.allocations if row.reverses is None and row.id not in undone]
        if rows:
            row = data.draw(st.sampled_from(rows))
            self.add(allocations=evolve(row, id=self.name("Z"), reverses=row.id, effective_on=self.day))

    @rule(by=st.sampled_from((-2_000, 1_000)))
    def change(self, by: int) -> None:
        """The amount is changed, within what is not invoiced."""
        amount = AMOUNT + sum(row.amount_change.minor for row in self.facts.contract_changes)
        if amount + by > 0 and (by > 0 or not self.facts.invoices):
            money = SignedMoney(Money(by, "CNY"))
            name = self.name("B")
            self.add(
                contract_changes=ContractChange(
                    id=name, contract="K", effective_on=self.day, amount_change=money, approved_by="卫总"
                )
            )

    @precondition(lambda self: not self.facts.invoices)
    @rule()
    def invoice(self) -> None:
        """All of it is invoiced."""
        amount = AMOUNT + sum(row.amount_change.minor for row in self.facts.contract_changes)
        self.add(
            invoices=Invoice(
                id="F",
                kind="invoice",
                customer="C",
                contract="K",
                issued_on=self.day,
                gross=Money(amount, "CNY"),
                status="issued",
            )
        )

    @invariant()
    def unlimited_is_paid(self) -> None:
        """The licence is unlimited exactly while good money covers the amount and no bill is dishonoured."""
        if not hasattr(self, "facts"):
            return
        history = History(OFFICE, self.facts)
        ledger = place(history, self.day)
        standing = contract_standing(history, ledger, "K")
        unlimited = may_be_unlimited(history, ledger, standing)
        (licence,) = licences(history, "K", unlimited, self.day)
        named, other, _ = Naive(OFFICE, self.facts, self.day).money_on("K")
        amount = AMOUNT + sum(row.amount_change.minor for row in self.facts.contract_changes)
        paid = sum(named.values()) + other >= amount and "dishonoured" not in self.bad.values()
        assert licence.state == ("unlimited" if paid else "at_risk")
        assert contract_view(history, ledger, "K").licences == (licence,)


Licensed.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLicenceFollowsMoney = Licensed.TestCase
