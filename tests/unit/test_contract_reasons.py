"""Why a contract is as it is: the reasons add up and name the rows (I13, decision 9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from attrs import evolve

from salessupport.books.demo import demo_company
from salessupport.desk import Desk
from salessupport.domain import facts as rows
from salessupport.domain.values.dates import Moment, parse_date
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.money import SignedMoney
from small_office import adjustment, day, invoice, office, receipt, row, yuan

CONTRACT = rows.Contract(id="K-1", customer="C-1", signed_on=day("09-01"), amount=yuan("1000.00"), terms="30/60/10")


def nodes(tree: Explanation) -> Iterator[Explanation]:
    """A tree's nodes, the root first."""
    yield tree
    for reason in tree.because:
        yield from nodes(reason)


def texts(desk: Desk, on: str) -> str:
    """Everything that is said about the contract."""
    return "\n".join(node.what for node in nodes(desk.explain("K-1", as_of=day(on))))


def consent(name: str, **more: object) -> rows.Approval:
    """The owner's waiver of the prepayment."""
    given = {"approver": "卫", "requested_by": "韩", "role": "owner", "amount": yuan("300.00"), **more}
    return rows.Approval(
        id=name,
        act="start_before_prepayment",
        subject="K-1",
        decided_on=Moment(day("09-05")),
        decision="granted",
        **given,  # type: ignore[arg-type]
    )


class TestReasons:
    @pytest.mark.parametrize("on", ["2026-01-31", "2026-06-30", "2026-10-31"])
    def test_add_up_for_every_contract_of_the_demo(self, on: str) -> None:
        """Below every figure the figures add up to it, on any day."""
        company, facts = demo_company()
        desk = Desk.from_records(facts, company=company, clock=lambda: datetime(2026, 11, 3, tzinfo=UTC))
        for contract in facts.contracts:
            for node in nodes(desk.explain(contract.id, as_of=parse_date(on))):
                parts = [reason.amount for reason in node.because if reason.amount is not None]
                if parts and node.amount is not None:
                    assert sum(part.minor for part in parts) == node.amount.minor, node.what

    def test_name_changes_money_and_write_offs(self) -> None:
        """The amount by its changes, the money by its rows and by what waits, an instalment by what settled it."""
        less = rows.ContractChange(
            id="G-1",
            contract="K-1",
            effective_on=day("10-20"),
            amount_change=SignedMoney(-yuan("50.00")),
            approved_by="卫",
        )
        desk = office(
            contracts=[CONTRACT],
            contract_changes=[less],
            invoices=[invoice("I-1", "350.00", contract="K-1", instalment=1)],
            receipts=[receipt("R-1", "200.00"), receipt("R-2", "100.00")],
            allocations=[row("A-1", "R-1", "I-1"), row("A-2", "R-2", "K-1:2")],
            adjustments=[adjustment("X-1", "write_off", "40.00", "I-1", on="10-15")],
        )
        tree = desk.explain("K-1", as_of=day("10-31"))
        facts = {node.fact for node in nodes(tree)}
        assert {"contracts/K-1", "contract_changes/G-1", "allocations/A-1", "allocations/A-2"} <= facts
        assert "written off" in texts(desk, "10-31")

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({}, "stands"),
            ({"expires_on": day("09-30")}, "void, expired on"),
            ({"requested_by": "卫"}, "void, decided by the requester"),
            ({"digest": "0" * 64}, "void, the contract has changed since"),
        ],
    )
    def test_say_of_every_consent_whether_it_counts(self, more: dict[str, object], said: str) -> None:
        """A consent that does not count is named with the reason."""
        desk = office(contracts=[CONTRACT], approvals=[consent("P-1", **more)])
        assert said in texts(desk, "10-31")

    def test_money_placed_by_policy_names_its_receipt(self) -> None:
        """Money that no row placed leads to the receipt."""
        desk = office(
            contracts=[CONTRACT],
            invoices=[invoice("I-1", "300.00", contract="K-1")],
            receipts=[evolve(receipt("R-1", "300.00"), remittance="I-1")],
        )
        assert "receipts/R-1" in {node.fact for node in nodes(desk.explain("K-1", as_of=day("10-31")))}
