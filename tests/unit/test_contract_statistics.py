"""Progress and statistics of contracts by example: stages, goods, issues, activity, on time or not (CO-09, KPI-14)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from attrs import evolve

from salessupport.domain.contracts.progress import ContractProgress, finished, progress_of_all, settled_by
from salessupport.domain.contracts.projects import projects_of_year
from salessupport.domain.contracts.statistics import ContractStatistics, Figures, contract_statistics
from salessupport.domain.facts import Adjustment
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import SignedMoney
from support.agreements import FACTS, brought, contract, invoice, line, office, part, yuan

WRITTEN_OFF = Adjustment(
    id="HX-1",
    kind="write_off",
    customer="C-1",
    amount=SignedMoney(yuan("5000")),
    about="FP-2",
    effective_on=date(2026, 10, 30),
    approved_by="卫总",
)


def progress(facts: Any = FACTS) -> dict[str, ContractProgress]:
    """Every contract's progress."""
    return {one.contract.id: one for one in progress_of_all(*office(facts))}


def statistics(period: str, facts: Any = FACTS) -> dict[str, ContractStatistics]:
    """The statistics of a period by currency."""
    found = contract_statistics(*office(facts), Period.parse(period))
    return {one.currency: one for one in found}


class TestProgress:
    def test_signed_later_is_not_there(self) -> None:
        """Contracts signed by the day are there, oldest first."""
        assert list(progress()) == ["HT-04", "HT-02", "HT-01", "HT-05", "HT-03"]

    def test_stages(self) -> None:
        """Closed, delivering, delivered, closed by invoices, started by a waiver."""
        stages = {name: one.stage for name, one in progress().items()}
        assert stages == {
            "HT-04": "closed",
            "HT-02": "delivering",
            "HT-01": "delivered",
            "HT-05": "closed",
            "HT-03": "started",
        }

    def test_nothing_happened(self) -> None:
        """A contract without money, consent and goods is signed."""
        facts = evolve(FACTS, contracts=(*FACTS.contracts, contract("HT-07", "2026-10-30", "5")))
        assert progress(facts)["HT-07"].stage == "signed"

    def test_number_of_a_project_starts_it(self) -> None:
        """A project number starts a contract."""
        new = contract("HT-07", "2026-10-30", "5", project_no="XM-1")
        assert progress(evolve(FACTS, contracts=(*FACTS.contracts, new)))["HT-07"].stage == "started"

    def test_goods_of_orders_and_of_the_contracts_own_lines(self) -> None:
        """An order's goods count by its lines, a delivery without order by the contract's; not what is under way."""
        found = progress()
        assert found["HT-01"].goods == yuan("100000")
        assert found["HT-02"].goods == yuan("12500")
        assert found["HT-02"].arrived == {"P-1": 1}

    def test_line_without_quantity_is_worth_nothing(self) -> None:
        """A line with an amount alone has no worth by quantity."""
        bare = evolve(line("HT-02", 2, "P-2", "1", "1", "9"), qty=None)
        facts = evolve(FACTS, contract_lines=(*FACTS.contract_lines[:-1], bare))
        assert progress(facts)["HT-02"].goods == yuan("12500")

    def test_performed_is_never_more_than_the_amount(self) -> None:
        """More goods than the contract is worth perform all of it."""
        facts = evolve(FACTS, delivery_lines=(*FACTS.delivery_lines, brought("D-2", 1, "99")))
        one = progress(facts)["HT-02"]
        assert one.goods > one.performed == yuan("50000")

    def test_issues(self) -> None:
        """Overdue, late, licences, open matters, excess and write-offs are told."""
        found = progress()
        assert [(one.kind, str(one.detail)) for one in found["HT-01"].issues] == [
            ("overdue", "5000.00"),
            ("licence_at_risk", "SQ-1"),
        ]
        assert [(one.kind, str(one.detail)) for one in found["HT-02"].issues] == [
            ("late", "2026-08-31"),
            ("licence_expired", "SQ-2"),
            ("matter", "第二批发货日期待客户确认"),
        ]
        assert [(one.kind, str(one.detail)) for one in found["HT-05"].issues] == [("excess", "500.00")]
        assert not found["HT-04"].issues

    def test_written_off_is_told(self) -> None:
        """Money given up on a contract is an issue."""
        facts = evolve(FACTS, adjustments=(*FACTS.adjustments, WRITTEN_OFF))
        assert [one.kind for one in progress(facts)["HT-01"].issues] == ["licence_at_risk", "written_off"]
        assert progress(facts)["HT-01"].stage == "closed"

    def test_waived_acts_are_those_granted(self) -> None:
        """A refused consent is no waiver."""
        found = progress()
        assert found["HT-03"].waived == ("start_before_prepayment",)
        assert found["HT-02"].waived == ()

    def test_last_check_of_prices_holds(self) -> None:
        """Of several checks the last by the day holds; one of a later day is not known."""
        found = progress()
        assert found["HT-01"].project is not None
        assert found["HT-01"].project.id == "HD-2"
        assert found["HT-02"].project is None


class TestFinished:
    def test_delivered_and_settled_by_a_day(self) -> None:
        """A contract is finished once it is performed and settled, by the later of both days."""
        history, ledger = office()
        assert not finished(history, ledger, "HT-04", by=date(2025, 1, 19))
        assert finished(history, ledger, "HT-04", by=date(2025, 1, 20))
        assert not finished(history, ledger, "HT-01", by=date(2026, 10, 31))
        assert finished(history, ledger, "HT-05", by=date(2026, 10, 5))

    def test_write_off_settles_from_its_day(self) -> None:
        """What was written off settles a contract from that day on."""
        history, ledger = office(evolve(FACTS, adjustments=(*FACTS.adjustments, WRITTEN_OFF)))
        assert not finished(history, ledger, "HT-01", by=date(2026, 10, 29))
        assert finished(history, ledger, "HT-01", by=date(2026, 10, 30))

    def test_nothing_settles_what_has_no_account(self) -> None:
        """A contract on which nothing happened is settled by nothing."""
        history, ledger = office()
        assert settled_by(history, ledger, "HT-06", date(2026, 12, 31)) == 0

    def test_year_has_new_and_carried_contracts(self) -> None:
        """A year's projects are those signed in it, and those of earlier years that were not finished before."""
        history, ledger = office()
        found = projects_of_year(history, ledger, progress_of_all(history, ledger), Period.parse("2026"))
        assert [one.contract.id for one in found.signed] == ["HT-01", "HT-05", "HT-03"]
        assert [one.contract.id for one in found.carried] == ["HT-02"]
        found = projects_of_year(history, ledger, progress_of_all(history, ledger), Period.parse("2025"))
        assert [one.contract.id for one in found.signed] == ["HT-04", "HT-02"]
        assert not found.carried


class TestStatistics:
    def test_year_in_total(self) -> None:
        """Signed, active, done, open and on time of a year; currencies apart."""
        found = statistics("2026")
        assert list(found) == ["CNY", "USD"]
        assert found["CNY"].total == Figures(
            signed=2,
            signed_amount=yuan("107500"),
            active=3,
            amount=yuan("157500"),
            done=yuan("120000"),
            due=2,
            on_time=1,
        )
        assert found["CNY"].total.open == yuan("37500")
        assert found["CNY"].total.rate == Fraction(1, 2)
        assert found["USD"].total.rate is None

    def test_days_of_delivery_flow(self) -> None:
        """Each agreed day counts in its month alone."""
        months = {month: statistics(f"2026-{month}")["CNY"].total for month in ("08", "09", "10")}
        assert [(one.due, one.on_time) for one in months.values()] == [(1, 0), (1, 1), (0, 0)]

    def test_delivered_after_the_agreed_day_is_not_on_time(self) -> None:
        """Goods that came after the agreed day were due and not on time."""
        late = evolve(FACTS.contracts[0], deliver_on=date(2026, 9, 19))
        total = statistics("2026-09", evolve(FACTS, contracts=(late, *FACTS.contracts[1:])))["CNY"].total
        assert (total.due, total.on_time) == (1, 0)

    def test_unknown_day_of_delivery_is_not_counted(self) -> None:
        """A contract that is invoiced in full and has no goods on record is neither late nor on time."""
        assert statistics("2025-02") == {}

    def test_finished_contracts_still_count_where_they_were_due(self) -> None:
        """A contract that was finished early counts in the month of its agreed day, not as active."""
        early = contract("HT-08", "2026-01-05", "100", deliver_on=date(2026, 10, 15), terms="100")
        facts = evolve(
            FACTS,
            contracts=(*FACTS.contracts, early),
            deliveries=(*FACTS.deliveries, evolve(FACTS.deliveries[0], id="D-8", order=None, contract="HT-08")),
            invoices=(*FACTS.invoices, invoice("FP-8", "100", "2026-02-01", "HT-08")),
            receipts=(*FACTS.receipts, evolve(FACTS.receipts[1], id="SK-80", amount=yuan("100"))),
            allocations=(*FACTS.allocations, evolve(FACTS.allocations[1], id="Z", source="SK-80", target="HT-08:1")),
        )
        before, after = statistics("2026-10")["CNY"].total, statistics("2026-10", facts)["CNY"].total
        assert (after.due, after.on_time) == (before.due + 1, before.on_time + 1)
        assert (after.active, after.amount) == (before.active, before.amount)

    def test_groups_by_region_and_salesperson(self) -> None:
        """The salesperson's region comes first, else the customer's; who sells for nobody stands first."""
        stray = contract("HT-09", "2026-10-09", "1", "C-9")
        facts = evolve(FACTS, contracts=(*FACTS.contracts, stray))
        found = statistics("2026-10", facts)
        assert [(one.region, one.salesperson) for one in found["CNY"].by_salesperson] == [
            (None, None),
            ("华北一区", "S-1"),
        ]
        assert [(one.region, one.salesperson) for one in found["USD"].by_region] == [("海外", None)]

    def test_period_before_anything(self) -> None:
        """A period before the first contract has no statistics."""
        assert statistics("2024") == {}

    def test_day_that_has_not_come_is_not_due(self) -> None:
        """An agreed day after the ledger's date is not due."""
        ahead = contract("HT-08", "2026-10-05", "100", deliver_on=date(2026, 12, 15))
        facts = evolve(FACTS, contracts=(*FACTS.contracts, ahead), instalments=(part("HT-08", 1, "signing", "1"),))
        assert statistics("2026-12", facts)["CNY"].total.due == 0
