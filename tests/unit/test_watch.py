"""The watch list: contracts that run on a waiver stay on it until the money is in (CO-06, LG-02)."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.contracts.watch import Watched, watch_list
from salessupport.domain.facts import Approval, Contract, Facts, Order, RegisterPaper
from salessupport.domain.history import History
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.policies import Company
from small_office import customer, day, receipt, row, yuan

CONTRACT = Contract(
    id="HT-1", customer="C-1", salesperson="S-1", signed_on=day("03-01"), amount=yuan("1000.00"), terms="30/60/10"
)
START = Approval(
    id="W-0", act="start_before_prepayment", subject="HT-1", approver="老板", role="owner", amount=yuan("300.00"),
    decided_on=Moment(day("04-01")), decision="granted",
)  # fmt: skip
REP = evolve(START, id="W-1", act="ship_before_payment", approver="业务", role="rep", amount=None)
OWNER = evolve(REP, id="W-2", approver="老板", role="owner", decided_on=Moment(day("04-02")), amount=yuan("900.00"))
PROJECT = RegisterPaper(id="XM-1", kind="project", subject="HT-1", issued_on=day("04-03"), approvals=("W-0",))
NOTICE = RegisterPaper(
    id="FH-1", kind="shipping_notice", subject="HT-1", issued_on=day("04-05"), approvals=("W-1", "W-2")
)


def watched(*, on: str = "05-01", paid: str | None = None, **tables: Any) -> tuple[Watched, ...]:
    """The watch list of an office with a contract of 1000.00 on 3-6-1."""
    given: dict[str, Any] = {"customers": (customer(),), "contracts": (CONTRACT,), **tables}
    if paid is not None:
        given["receipts"] = (receipt("R-1", paid, on="04-20"),)
        given["allocations"] = tuple(row(f"A-{no}", "R-1", f"HT-1:{no}", on="04-20") for no in (1, 2, 3))
    history = History(Company(name="Example Trading"), Facts(**given))
    return watch_list(history, place(history, day(on)))


class TestWatchList:
    def test_a_waiver_to_start_is_watched_with_its_figures(self):
        """Act, consents, gap when granted, what is still short, since when and for how many days."""
        (one,) = watched(approvals=(START,), paid="100.00", register_papers=(PROJECT,))
        assert (one.contract, one.customer, one.salesperson, one.act) == (
            "HT-1",
            "C-1",
            "S-1",
            "start_before_prepayment",
        )
        assert (one.approvals, one.papers, one.gap, one.short) == (("W-0",), ("XM-1",), yuan("300.00"), yuan("200.00"))
        assert (one.since, one.days) == (day("04-01"), 30)

    def test_a_waiver_to_ship_needs_both_consents(self):
        """The owner's signature alone waives nothing; with the salesperson's before it the contract is watched."""
        assert watched(approvals=(OWNER,)) == ()
        (one,) = watched(approvals=(REP, OWNER))
        assert (one.act, one.approvals, one.gap, one.short) == (
            "ship_before_payment", ("W-1", "W-2"), yuan("900.00"), yuan("900.00"),
        )  # fmt: skip

    def test_no_named_amount_is_no_gap(self):
        """Consents that name no amount leave the gap open."""
        assert watched(approvals=(evolve(START, amount=None),))[0].gap is None

    def test_an_expired_waiver_is_watched_if_it_was_used(self):
        """A waiver nobody used is gone when it expires; one that a paper was issued on stays."""
        late = (evolve(START, expires_on=day("04-30")),)
        assert watched(approvals=late) == ()
        assert [one.act for one in watched(approvals=late, register_papers=(PROJECT,))] == ["start_before_prepayment"]
        sheet = evolve(PROJECT, id="LX-1", kind="contact_sheet")
        assert watched(approvals=late, register_papers=(sheet,))[0].papers == ("LX-1",)

    def test_a_used_up_waiver_to_ship_is_watched(self):
        """Consents that a notice used up open no gate, but the contract is watched, also through its order's notice."""
        (one,) = watched(approvals=(REP, OWNER), register_papers=(NOTICE,))
        assert one.papers == ("FH-1",)
        order = Order(id="O-1", customer="C-1", contract="HT-1", ordered_on=day("03-02"))
        by_order = watched(approvals=(REP, OWNER), orders=(order,), register_papers=(evolve(NOTICE, subject="O-1"),))
        assert by_order[0].papers == ("FH-1",)

    def test_a_notice_taken_back_frees_its_waiver(self):
        """After the notice is void the consents are live again, and the paper is no longer named."""
        void = RegisterPaper(id="FH-2", kind="shipping_notice", subject="HT-1", issued_on=day("04-06"), voids="FH-1")
        (one,) = watched(approvals=(REP, OWNER), register_papers=(NOTICE, void))
        assert one.papers == ()

    @pytest.mark.parametrize(("paid", "acts"), [("299.99", 2), ("300.00", 1), ("899.99", 1), ("900.00", 0)])
    def test_money_takes_it_off(self, paid, acts):
        """Each act leaves the list when its instalments are in, to the cent."""
        assert len(watched(approvals=(START, REP, OWNER), register_papers=(PROJECT, NOTICE), paid=paid)) == acts

    @given(st.integers(1, 100_000), st.booleans(), st.booleans())
    def test_only_money_takes_off_what_was_used(self, minor, expired, voided):
        """Once used, a waiver is watched exactly while money is short, expired or not."""
        approval = evolve(START, expires_on=day("04-04")) if expired else START
        amount = f"{minor // 100}.{minor % 100:02}"
        papers = (PROJECT, evolve(NOTICE, approvals=())) if voided else (PROJECT,)
        found = watched(approvals=(approval,), register_papers=papers, paid=amount)
        assert bool(found) == (minor < 30_000)
        assert not found or found[0].short.minor == 30_000 - minor

    def test_nothing_waived_is_not_watched(self):
        """A contract that only owes money is no special approval."""
        assert watched() == ()

    def test_oldest_first(self):
        """The list is in order of the first consent, whatever the order of the contracts."""
        other = evolve(CONTRACT, id="HT-0")
        approvals = (START, evolve(START, id="W-9", subject="HT-0", decided_on=Moment(day("04-20"))))
        found = watched(contracts=(other, CONTRACT), approvals=approvals)
        assert [one.contract for one in found] == ["HT-1", "HT-0"]
