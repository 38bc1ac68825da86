"""What the rows of contracts, approvals and papers say against each other: typed faults that name the legal ways."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest
from attrs import evolve

from salessupport.domain import facts as rows
from salessupport.domain.consistency import faults
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.messages import text_of
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from small_office import adjustment, customer, day, invoice, receipt, yuan

CONTRACT = rows.Contract(id="K-1", customer="C-1", signed_on=day("09-01"), amount=yuan("100.00"))


def found(*, policies: Policies | None = None, **tables: list[rows.Fact]) -> list[tuple[str, int, str, str]]:
    """Table, row, column and code of every fault; each says something in both languages."""
    given = {"customers": [customer("C-1"), customer("C-2")], "contracts": [CONTRACT], **tables}
    facts = Facts(**{name: tuple(each) for name, each in given.items()})  # type: ignore[arg-type]
    listed = list(faults(History(Company(name="X", policies=policies or Policies()), facts)))
    assert all(text_of(one.code, language, one.context) for one in listed for language in ("zh_CN", "en"))
    return [(one.table, one.row, one.column, one.code) for one in listed]


def line(number: int, amount: str | None, qty: str | None = None, product: str = "P-1") -> rows.ContractLine:
    """A line of the contract."""
    money = yuan(amount) if amount is not None else None
    return rows.ContractLine(
        contract="K-1", line=number, product=product, qty=Decimal(qty) if qty else None, amount=money
    )


def part(number: int, *, share: str | None = None, amount: str | None = None, **more: object) -> rows.Instalment:
    """An instalment due on signing."""
    given = {"trigger": "signing", **more}
    money = yuan(amount) if amount is not None else None
    return rows.Instalment(
        contract="K-1",
        no=number,
        share=Decimal(share) if share is not None else None,
        amount=money,
        **given,  # type: ignore[arg-type]
    )


def change(name: str, by: str | None = None, *, on: str = "09-10", **more: object) -> rows.ContractChange:
    """An approved change."""
    amount = None if by is None else SignedMoney(-yuan(by[1:]) if by.startswith("-") else yuan(by))
    given = {"approved_by": "卫", **more}
    return rows.ContractChange(id=name, contract="K-1", effective_on=day(on), amount_change=amount, **given)  # type: ignore[arg-type]


class TestLines:
    def test_sum_to_the_contract(self) -> None:
        """Lines that all state an amount make the contract's; one without an amount leaves the question open."""
        assert found(contract_lines=[line(1, "60.00"), line(2, "39.99")]) == [
            ("contracts", 0, "amount", "contract.lines")
        ]
        assert found(contract_lines=[line(1, "60.00"), line(2, "40.00")]) == []
        assert found(contract_lines=[line(1, "60.00"), line(2, None)]) == []

    def test_of_a_delivery_without_lines_are_missed(self) -> None:
        """Where the contract counts quantities, a delivery without lines says nothing of them."""
        sent = rows.Delivery(id="D-1", contract="K-1", delivered_on=day("09-20"))
        warned = [("deliveries", 0, "id", "delivery.no_lines")]
        assert found(contract_lines=[line(1, "100.00", "5")], deliveries=[sent]) == warned
        assert found(contract_lines=[line(1, "100.00")], deliveries=[sent]) == []


class TestInstalments:
    @pytest.mark.parametrize("terms", ["30/60/20", "30/60", "25/25/25/25", "a/b", "30/-10/80"])
    def test_of_terms_make_a_hundred(self, terms: str) -> None:
        """Terms are one to three whole shares that add up to 100."""
        assert found(contracts=[evolve(CONTRACT, terms=terms)]) == [("contracts", 0, "terms", "terms.shares")]

    def test_of_terms_are_not_looked_at_beside_rows(self) -> None:
        """Where instalments are listed, they alone count."""
        assert found(contracts=[evolve(CONTRACT, terms="30/60/20")], instalments=[part(1, share="1")]) == []

    @pytest.mark.parametrize(
        "parts",
        [
            [part(1, share="0.5"), part(2, share="0.49")],
            [part(1, amount="60.00"), part(2, amount="39.99")],
            [part(1, amount="60.00"), part(2, share="0.5")],
        ],
    )
    def test_make_the_amount(self, parts: list[rows.Instalment]) -> None:
        """Shares that do not make 100 %, or amounts that do not make the contract, are refused at the last row."""
        assert found(instalments=parts) == [("instalments", 1, "share", "instalments.shares")]

    def test_of_amounts_and_shares_together_may_be_off_by_rounding(self) -> None:
        """A third by share beside a fixed amount is off by less than a cent: that is rounding."""
        odd = evolve(CONTRACT, amount=yuan("100.00"))
        third = [part(1, amount="66.67"), part(2, share="0.3333")]
        assert found(contracts=[odd], instalments=third) == []

    @pytest.mark.parametrize("wrong", [part(2), part(2, share="0.5", amount="1.00"), part(2, share="-0.5")])
    def test_have_a_share_or_an_amount(self, wrong: rows.Instalment) -> None:
        """Neither, both, or a negative one is refused where it stands."""
        assert found(instalments=[part(1, share="0.5"), wrong]) == [("instalments", 1, "share", "instalments.amount")]

    def test_on_a_date_have_the_date(self) -> None:
        """The trigger `date` needs its day."""
        dated = part(1, share="1", trigger="date")
        assert found(instalments=[dated]) == [("instalments", 0, "due_on", "instalments.date")]


class TestChanges:
    def test_stay_above_what_is_invoiced(self) -> None:
        """A reduction below what is invoiced needs a credit note first, on the same day at the latest."""
        billed = invoice("I-1", "80.00", contract="K-1", on="09-05", due=None)
        refused = [("contract_changes", 0, "amount_change", "change.below_invoiced")]
        assert found(invoices=[billed], contract_changes=[change("G-1", "-30.00")]) == refused
        note = invoice("N-1", "20.00", kind="credit_note", original="I-1", on="09-10", due=None)
        assert found(invoices=[billed, note], contract_changes=[change("G-1", "-30.00")]) == []

    def test_stay_above_zero(self) -> None:
        """No contract is worth less than nothing."""
        wrong = [("contract_changes", 0, "amount_change", "change.below_zero")]
        assert found(contract_changes=[change("G-1", "-100.01")]) == wrong

    def test_of_a_quantity_stay_above_what_is_delivered(self) -> None:
        """Of five pieces four have arrived: three are too few, four are not."""
        arrived = {
            "contract_lines": [line(1, "100.00", "5")],
            "deliveries": [rows.Delivery(id="D-1", contract="K-1", delivered_on=day("09-05"))],
            "delivery_lines": [rows.DeliveryLine(delivery="D-1", order_line=1, qty=Decimal(4))],
        }
        wrong = [("contract_changes", 0, "qty_change", "change.below_delivered")]
        assert found(**arrived, contract_changes=[change("G-1", line=1, qty_change=Decimal(-2))]) == wrong
        assert found(**arrived, contract_changes=[change("G-1", line=1, qty_change=Decimal(-1))]) == []
        assert found(**arrived, contract_changes=[change("G-1", line=1, qty_change=Decimal(3))]) == []

    def test_of_an_unknown_contract_are_the_readers_finding(self) -> None:
        """A change of nothing is not looked at here."""
        assert found(contract_changes=[evolve(change("G-1", "1.00"), contract="K-9")]) == []

    def test_agree_with_the_approvals_that_exist(self) -> None:
        """`approved_by` and the owner's consent name one person, else it is told."""
        consent = rows.Approval(
            id="P-1",
            act="contract_change",
            subject="G-1",
            approver="李",
            role="owner",
            decided_on=Moment(day("09-09")),
            decision="granted",
        )
        told = [("contract_changes", 0, "approved_by", "approval.disagrees")]
        assert found(contract_changes=[change("G-1", "1.00")], approvals=[consent]) == told
        assert found(contract_changes=[change("G-1", "1.00")], approvals=[evolve(consent, approver="卫")]) == []
        assert found(contract_changes=[change("G-1", "1.00")], approvals=[evolve(consent, decision="refused")]) == told


class TestInvoices:
    def test_of_another_currency_are_left_to_the_account(self) -> None:
        """An invoice in another currency than its contract is one fault, that of the account."""
        foreign = evolve(
            invoice("I-1", "1.00", contract="K-1", customer="C-2"), gross=Money(20_000, "EUR"), rate=Decimal(8)
        )
        assert found(invoices=[foreign]) == []

    def test_beyond_the_contract_are_told_on_their_own_day(self) -> None:
        """The day's last invoice is the one too much; a credit note of the same day makes room."""
        first = invoice("I-1", "100.00", contract="K-1", on="09-05", due=None)
        second = invoice("I-2", "0.01", contract="K-1", on="09-06", due=None)
        assert found(invoices=[first, second]) == [("invoices", 1, "gross", "contract.exceeded")]
        note = invoice("N-1", "0.01", kind="credit_note", original="I-1", on="09-06", due=None)
        assert found(invoices=[first, second, note]) == []


def consent(name: str, **more: object) -> rows.Approval:
    """The owner's consent to ship."""
    given = {"approver": "卫", "role": "owner", "requested_by": "韩", "decision": "granted", **more}
    return rows.Approval(
        id=name, act="ship_before_payment", subject="K-1", decided_on=Moment(day("09-09"), time(9)), **given
    )  # type: ignore[arg-type]


class TestApprovals:
    def test_of_the_requester_are_told(self) -> None:
        """They count as none; where the office allows them they are reported."""
        own = [consent("P-1", requested_by="卫")]
        assert found(approvals=own) == [("approvals", 0, "approver", "approval.self")]
        allowed = Policies(self_approval="reported")
        assert found(approvals=own, policies=allowed) == [("approvals", 0, "approver", "approval.self_reported")]
        assert found(approvals=[consent("P-1", requested_by="卫", decision="refused")]) == []

    def test_by_nobody_who_holds_the_role_are_told(self) -> None:
        """Where roles are recorded, only their holders decide."""
        held = [rows.RegisterRole(id="J-1", role="owner", person="李")]
        told = [("approvals", 0, "approver", "approval.not_holder")]
        assert found(approvals=[consent("P-1")], register_roles=held) == told

    def test_are_missed_where_a_refund_has_none(self) -> None:
        """A refund without a name beside it and without the owner's consent is told."""
        bare = evolve(adjustment("T-1", "refund", "5.00", "R-1"), approved_by=None)
        money = {"receipts": [receipt("R-1", "5.00")], "adjustments": [bare]}
        assert found(**money) == [("adjustments", 0, "approved_by", "refund.unapproved")]
        owner = rows.Approval(
            id="P-1",
            act="refund",
            subject="R-1",
            amount=yuan("5.00"),
            approver="卫",
            role="owner",
            decided_on=Moment(day("10-19")),
            decision="granted",
        )
        assert found(**money, approvals=[owner]) == []

    def test_of_a_second_provisional_licence_are_missed(self) -> None:
        """The first licence of a machine needs none, the second one on its contract does; another machine none."""
        first = rows.RegisterLicence(
            id="L-1", contract="K-1", machine="A", kind="provisional", effective_on=day("09-01")
        )
        second = evolve(first, id="L-2", effective_on=day("12-01"))
        other = evolve(first, id="L-3", machine="B")
        final = evolve(first, id="L-4", kind="unlimited")
        told = [("register_licences", 1, "kind", "licence.second_provisional")]
        assert found(register_licences=[first, second, other, final]) == told
        allowed = rows.Approval(
            id="P-1",
            act="second_provisional_licence",
            subject="K-1",
            approver="卫",
            role="owner",
            decided_on=Moment(day("11-30")),
            decision="granted",
        )
        assert found(register_licences=[first, second], approvals=[allowed]) == []


def paper(name: str, *, on: str = "09-15", **more: object) -> rows.RegisterPaper:
    """A shipping notice."""
    given = {"kind": "shipping_notice", "subject": "K-1", **more}
    return rows.RegisterPaper(id=name, issued_on=day(on), **given)  # type: ignore[arg-type]


class TestPapers:
    def test_have_numbers_without_gaps(self) -> None:
        """A number that is missing below the last of its kind and year is told."""
        assert found(register_papers=[paper("FT2026-0001"), paper("FT2026-0003")]) == [
            ("register_papers", 1, "id", "paper.gap")
        ]
        assert found(register_papers=[paper("FT2026-0001"), paper("FT2026-0002"), paper("DK2026-0001")]) == []

    def test_take_back_one_paper_of_their_kind_once(self) -> None:
        """What is void, unknown, of another kind, or itself a taking back, is not taken back."""
        first, back = paper("FT2026-0001"), paper("FT2026-0002", voids="FT2026-0001")
        told = [("register_papers", 2, "voids", "paper.voids")]
        for wrong in ("FT2026-0001", "FT2026-0002", "FT2026-0009"):
            assert found(register_papers=[first, back, paper("FT2026-0003", voids=wrong)]) == told
        notice = paper("DK2026-0001", kind="receipt_notice")
        assert found(register_papers=[first, back, notice, paper("FT2026-0003", voids="DK2026-0001")]) == [
            ("register_papers", 3, "voids", "paper.voids")
        ]

    def test_use_a_waiver_once(self) -> None:
        """One waiver, one notice; that of a notice taken back before may be used again."""
        first, second = paper("FT2026-0001", approvals=("P-1",)), paper("FT2026-0002", on="09-20", approvals=("P-1",))
        rows_ = [consent("P-1")]
        told = [("register_papers", 1, "approvals", "waiver.used_twice")]
        assert found(register_papers=[first, second], approvals=rows_) == told
        back = paper("FT2026-0003", on="09-18", voids="FT2026-0001")
        assert found(register_papers=[first, second, back], approvals=rows_) == []


class TestPrices:
    def test_that_overlap_are_told(self) -> None:
        """Two prices for the same goods on the same day: one of them is wrong."""
        price = rows.AgreedPrice(customer="C-1", product="P-1", net_price=Decimal(5), valid_from=day("01-01"))
        twice = [price, evolve(price, net_price=Decimal(6), valid_from=day("06-01"))]
        assert [entry[-1] for entry in found(prices=twice)] == ["price.overlap"]
