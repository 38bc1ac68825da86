"""Consents by example: who may give one, to what, until when, and what each was shown (TK-01; Conventions 9 and 10)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from attrs import evolve

from salessupport.domain.amendments import change_digest
from salessupport.domain.approvals import (
    consents,
    digest_of,
    given,
    granted,
    holds_role,
    in_order,
    is_before,
    is_self_approval,
)
from salessupport.domain.contracts.shown import contract_digest
from salessupport.domain.facts import Approval, ContractChange, ContractLine, Facts, Instalment, RegisterRole
from salessupport.domain.history import History
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from support.gates import BASE, CONTRACT, DAY, DIGEST, consent

ACT = "refund"
P1 = consent("P1", ACT, role="owner", at="2026-03-10", approver="卫总")


def history(*approvals: Approval, policies: Policies | None = None, **more: Any) -> History:
    """Give a history of consents."""
    company = Company(name="某公司", policies=policies or Policies())
    return History(company, Facts(approvals=approvals, **more))


def counting(*approvals: Approval, on: date = DAY, digest: str | None = None, **more: Any) -> list[str]:
    """List the ids of the consents that count."""
    return [one.id for one in consents(history(*approvals, **more), ACT, "K", as_of=on, digest=digest)]


class TestConsents:
    """Which ones count."""

    @pytest.mark.parametrize(
        "flaw",
        [
            {"decision": "refused"},
            {"act": "contract_change"},
            {"subject": "L"},
            {"requested_by": "卫总"},
            {"expires_on": date(2026, 3, 19)},
            {"decided_on": Moment.parse("2026-03-21")},
            {"digest": "0"},
        ],
        ids=str,
    )
    def test_what_does_not_count(self, flaw: dict[str, Any]) -> None:
        """A refusal, another act or subject, one's own request, an expired or later one, one shown something else."""
        assert counting(P1, digest="1") == ["P1"]
        assert counting(evolve(P1, **flaw), digest="1") == []

    def test_the_last_day_counts(self) -> None:
        """A consent counts on its last day and on the day of its decision."""
        short = evolve(P1, decided_on=Moment.parse("2026-03-20"), expires_on=DAY)
        assert counting(short) == ["P1"]

    def test_they_come_in_order_of_decision(self) -> None:
        """By day and time, then id; one without a time comes first."""
        rows = [
            evolve(P1, id=name, decided_on=Moment.parse(at))
            for name, at in (
                ("A", "2026-03-11"),
                ("B", "2026-03-10 10:00"),
                ("D", "2026-03-10"),
                ("C", "2026-03-10"),
            )
        ]
        assert counting(*rows) == ["C", "D", "B", "A"]

    def test_a_digest_counts_where_both_have_one(self) -> None:
        """What was not recorded or is not asked for cannot differ."""
        shown = evolve(P1, digest="1")
        assert [counting(shown, digest=one) for one in ("1", "2", None)] == [["P1"], [], ["P1"]]

    def test_ones_own_request_counts_where_the_office_says_so(self) -> None:
        """The policy `self_approval` may allow it; without a requester there is none."""
        own = evolve(P1, requested_by="卫总")
        assert counting(own, policies=Policies(self_approval="reported")) == ["P1"]
        assert (is_self_approval(own), is_self_approval(P1)) == (True, False)
        assert not is_self_approval(evolve(P1, requested_by=None))

    def test_given_ones_are_listed_whatever_became_of_them(self) -> None:
        """Granted by the day: expired and one's own too; refused and later ones not."""
        rows = [
            evolve(P1, id="A", expires_on=date(2026, 3, 11)),
            evolve(P1, id="B", requested_by="卫总"),
            evolve(P1, id="C", decision="refused"),
            evolve(P1, id="D", decided_on=Moment.parse("2026-03-21")),
        ]
        assert [one.id for one in given(history(*rows), ACT, "K", DAY)] == ["A", "B"]


class TestGranted:
    """By role and for an amount."""

    @pytest.mark.parametrize(
        ("amount", "role", "found"),
        [
            (1000, "owner", True),
            (1000, None, True),
            (1000, "rep", False),
            (1001, "owner", False),
            (999, "owner", False),
        ],
    )
    def test_exactly_its_amount(self, amount: int, role: str | None, found: bool) -> None:
        """Conventions 9: an approval covers exactly the amount it names; one that names none covers any."""
        money = Money(amount, "CNY")
        for named, expected in ((Money(1000, "CNY"), found), (None, role != "rep")):
            books = history(evolve(P1, amount=named))
            got = granted(books, ACT, subject="K", amount=money, role=role, as_of=DAY)
            assert bool(got) is expected

    def test_a_digest_is_checked(self) -> None:
        """As for all consents."""
        books = history(evolve(P1, digest="1"))
        assert not granted(books, ACT, subject="K", amount=None, role=None, as_of=DAY, digest="2")


class TestRoles:
    """Who holds a role."""

    ROLES = (
        RegisterRole(id="1", role="owner", person="卫总", valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 10)),
        RegisterRole(id="2", role="owner", person="副总", valid_from=date(2026, 3, 11)),
        RegisterRole(id="3", role="finance", person="财务", valid_to=date(2026, 3, 11)),
    )

    @pytest.mark.parametrize(
        ("person", "role", "day", "holds"),
        [
            ("卫总", "owner", 10, True),
            ("卫总", "owner", 11, False),
            ("副总", "owner", 10, False),
            ("副总", "owner", 31, True),
            ("财务", "finance", 1, True),
            ("财务", "finance", 12, False),
            ("谁", "rep", 1, True),
            ("谁", None, 1, True),
        ],
    )
    def test_delegation_has_days(self, person: str, role: str | None, day: int, holds: bool) -> None:
        """First and last day count; a role without rows is anybody's."""
        books = history(register_roles=self.ROLES)
        assert holds_role(books, person, role, date(2026, 3, day)) is holds

    def test_the_day_of_the_decision_counts(self) -> None:
        """A consent given while one held the role stays; one given after it is none."""
        late = evolve(P1, id="P2", decided_on=Moment.parse("2026-03-11"))
        assert counting(P1, late, register_roles=self.ROLES) == ["P1"]


class TestOrder:
    """The rep, then the owner."""

    @pytest.mark.parametrize(
        ("first", "then", "before"),
        [
            ("2026-03-10", "2026-03-11", True),
            ("2026-03-11", "2026-03-10", False),
            ("2026-03-10", "2026-03-10", False),
            ("2026-03-10 09:00", "2026-03-10", False),
            ("2026-03-10", "2026-03-10 09:00", False),
            ("2026-03-10 09:00", "2026-03-10 09:00", False),
            ("2026-03-10 09:00", "2026-03-10 09:01", True),
            ("2026-03-10 09:01", "2026-03-10 09:00", False),
            ("2026-03-10 09:01", "2026-03-11 09:00", True),
        ],
    )
    def test_before(self, first: str, then: str, before: bool) -> None:
        """An earlier day, or an earlier time of one day; equal times are no order."""
        assert is_before(Moment.parse(first), Moment.parse(then)) is before
        assert Moment.parse("2026-03-10 09:00").at == time(9)

    def test_any_pair_in_order_is_enough(self) -> None:
        """A second consent of the owner after the rep's mends an order that was wrong."""
        rep = [evolve(P1, id="R", decided_on=Moment.parse("2026-03-11"))]
        owners = [evolve(P1, id=f"O{day}", decided_on=Moment.parse(f"2026-03-{day}")) for day in (10, 12, 13)]
        assert in_order(rep, owners) == (rep[0], owners[1])
        assert in_order(rep, owners[:1]) is None


class TestDigests:
    """What was shown."""

    def test_each_value_tells(self) -> None:
        """Other values, other nesting, another order give another digest."""
        shown = [("a", "b"), ("b", "a"), ("a", ("b",)), (("a", "b"),), ("a", "b", None), ()]
        assert len({digest_of(*one) for one in shown}) == len(shown)
        assert digest_of("a", ["b"]) == digest_of("a", ("b",))
        assert len(digest_of("\ud800")) == 64

    @pytest.mark.parametrize(
        "changes",
        [
            {"contracts": (evolve(CONTRACT, amount=Money(1, "CNY")),)},
            {"contracts": (evolve(CONTRACT, customer="D"),)},
            {"contracts": (evolve(CONTRACT, terms="50/50"),)},
            {"contract_lines": (ContractLine(contract="K", line=1, product="P"),)},
            {"instalments": (Instalment(contract="K", no=1, trigger="signing"),)},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_of_a_contract(self, changes: dict[str, Any]) -> None:
        """Its parties, amount, terms, lines and instalments are shown."""
        books = History(Company(name="某公司"), evolve(BASE, **changes))
        assert contract_digest(books, books.contracts["K"], DAY) != DIGEST

    def test_of_a_change(self) -> None:
        """Every column that says what changes is shown; who approved it is not."""
        change = ContractChange(id="B", contract="K", effective_on=DAY)
        others = [
            {"id": "B2"},
            {"contract": "L"},
            {"effective_on": date(2026, 3, 21)},
            {"line": 1},
            {"product": "P"},
            {"qty_change": 1},
            {"amount_change": SignedMoney(Money(1, "CNY"))},
            {"deliver_on": DAY},
        ]
        assert len({change_digest(change), *(change_digest(evolve(change, **one)) for one in others)}) == 9
        assert change_digest(evolve(change, approved_by="卫总")) == change_digest(change)
