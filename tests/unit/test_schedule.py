"""Instalments by example: the contracts of the scenarios, trigger dates, changes, what was shipped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from salessupport.domain.amendments import Supply, amount_of, deliver_on, supplies
from salessupport.domain.contracts.performance import contract_view
from salessupport.domain.facts import (
    Adjustment,
    Allocation,
    Approval,
    Contract,
    ContractChange,
    ContractLine,
    Customer,
    Delivery,
    DeliveryLine,
    Facts,
    Instalment,
    Invoice,
    Order,
    OrderLine,
    Receipt,
)
from salessupport.domain.fulfilment import completed_on, contracted, delivered, deliveries
from salessupport.domain.history import History
from salessupport.domain.receivables.contract_money import ContractMoney
from salessupport.domain.receivables.instalments import Standing, account_of, contract_standing
from salessupport.domain.receivables.placing import place
from salessupport.domain.schedule import Part, amounts, parts, spread
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import InvalidNumber, NotFound
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import Price, Quantity, Ratio, SignedQuantity
from support.gates import consent

SIGNED = date(2026, 1, 12)
TERMS = Contract(
    id="K",
    customer="C",
    signed_on=SIGNED,
    amount=Money(100_000_001, "CNY"),
    terms="30/60/10",
    deliver_on=date(2026, 5, 20),
    accepted_on=date(2026, 7, 15),
)


def yuan(text: str) -> Money:
    """Read an amount in CNY."""
    return Money.parse(text, "CNY")


def history(contract: Contract = TERMS, *, policies: Policies | None = None, **tables: Any) -> History:
    """Give a history of one contract."""
    rows = {name: tuple(rows) for name, rows in tables.items()}
    facts = Facts(customers=(Customer(id="C", name="某客户"),), contracts=(contract,), **rows)
    return History(Company(name="某公司", policies=policies or Policies(allocation="explicit")), facts)


def standing(books: History, on: date) -> Standing:
    """Ask how the contract stands."""
    return contract_standing(books, place(books, on), "K")


def change(name: str = "B", on: str = "2026-06-25", **more: Any) -> ContractChange:
    """Give an approved change of the contract."""
    return ContractChange(id=name, contract="K", effective_on=date.fromisoformat(on), **{"approved_by": "卫总", **more})


def by(text: str) -> SignedMoney:
    """Read the amount of a change."""
    return SignedMoney(yuan(text))


def paid(no: int, amount: str, on: str) -> dict[str, Any]:
    """Give a receipt and the row that puts it on an instalment."""
    day = date.fromisoformat(on)
    receipt = Receipt(id=f"S{no}", customer="C", received_on=day, amount=yuan(amount))
    return {
        "receipts": [receipt],
        "allocations": [Allocation(id=f"R{no}", source=receipt.id, target=f"K:{no}", effective_on=day)],
    }


def both(*tables: dict[str, Any]) -> dict[str, Any]:
    """Join tables."""
    return {
        name: [row for one in tables for row in one.get(name, [])] for name in {key for one in tables for key in one}
    }


class TestFromSigningToLicence:
    """The scenario's contract of 1,000,000.01 at 30/60/10."""

    PAID = both(paid(1, "300000.00", "2026-01-20"), paid(2, "600000.01", "2026-06-15"))

    def test_the_cent_goes_to_the_largest_remainder(self) -> None:
        """300,000.00 / 600,000.01 / 100,000.00."""
        found = standing(history(), date(2026, 1, 15))
        assert [str(one.amount) for one in found.instalments] == ["300000.00", "600000.01", "100000.00"]
        assert [one.due_on for one in found.instalments] == [SIGNED, date(2026, 5, 20), None]
        assert [one.status for one in found.instalments] == ["overdue", "waiting", "waiting"]

    def test_a_reduction_falls_on_the_one_that_is_open(self) -> None:
        """50,000.00 less, with the first two paid, leaves a tail of 50,000.00."""
        books = history(contract_changes=[change(amount_change=by("-50000.00"))], **self.PAID)
        assert standing(books, date(2026, 6, 24)).amount == yuan("1000000.01")
        found = standing(books, date(2026, 6, 25))
        assert [one.amount for one in found.instalments] == [yuan("300000.00"), yuan("600000.01"), yuan("50000.00")]
        assert [one.status for one in found.instalments] == ["paid", "paid", "waiting"]

    def test_money_beyond_the_tail_stays_with_the_customer(self) -> None:
        """60,000.00 for a tail of 50,000.00 leaves 10,000.00 unapplied."""
        tail = paid(3, "60000.00", "2026-07-20")
        books = history(contract_changes=[change(amount_change=by("-50000.00"))], **both(self.PAID, tail))
        ledger = place(books, date(2026, 7, 20))
        found = contract_standing(books, ledger, "K")
        assert (found.collected, found.excess) == (yuan("950000.01"), yuan("0.00"))
        waiting = sum(one.left for one in ledger.advances["K"] if one.credit.id == "S3")
        assert (ledger.credits["S3"].left, waiting) == (6_000_000, 5_000_000)

    @pytest.mark.parametrize(("approved_by", "amount"), [("卫总", "950000.01"), (None, "1000000.01")])
    def test_a_change_that_nobody_approved_has_no_effect(self, approved_by: str | None, amount: str) -> None:
        """CO-08: the boss approves the list, else the contract stays."""
        books = history(contract_changes=[change(amount_change=by("-50000.00"), approved_by=approved_by)])
        assert standing(books, date(2026, 6, 25)).amount == yuan(amount)

    def test_the_delivery_day_moves(self) -> None:
        """An approved new day moves the pick-up money; the last one of a day holds, by id."""
        days = [
            change("B2", "2026-04-20", deliver_on=date(2026, 6, 21)),
            change("B1", "2026-04-20", deliver_on=date(2026, 6, 20)),
        ]
        books = history(contract_changes=days)
        assert deliver_on(books, TERMS, date(2026, 4, 19)) == date(2026, 5, 20)
        assert deliver_on(books, TERMS, date(2026, 4, 20)) == date(2026, 6, 21)
        assert standing(books, date(2026, 4, 20)).instalments[1].due_on == date(2026, 6, 21)


class TestRetention:
    """The scenario's contract of 541,000.08 with four milestones, split by running sums."""

    CONTRACT = Contract(
        id="K",
        customer="C",
        signed_on=date(2026, 2, 10),
        amount=Money(54_100_008, "CNY"),
        deliver_on=date(2026, 6, 1),
        accepted_on=date(2026, 8, 31),
    )
    ROWS = (
        Instalment(contract="K", no=1, trigger="signing", share=Ratio(Decimal("0.25")), days=10),
        Instalment(contract="K", no=2, trigger="delivery", share=Ratio(Decimal("0.55"))),
        Instalment(contract="K", no=3, trigger="acceptance", share=Ratio(Decimal("0.15"))),
        Instalment(
            contract="K", no=4, trigger="acceptance", share=Ratio(Decimal("0.05")), months=18, is_retention=True
        ),
    )
    CUMULATIVE = Policies(instalment_split="cumulative", allocation="explicit")

    def books(self, **more: Any) -> History:
        """Give the scenario's books."""
        arrived = Delivery(id="D", contract="K", shipped_on=date(2026, 6, 1), delivered_on=date(2026, 6, 4))
        money = both(paid(1, "135250.02", "2026-02-18"), paid(2, "100000.00", "2026-07-01"))
        return history(
            self.CONTRACT, policies=self.CUMULATIVE, instalments=self.ROWS[::-1], deliveries=[arrived], **money, **more
        )

    def test_every_cent_and_day(self) -> None:
        """As the scenario expects on 4 July."""
        found = standing(self.books(), date(2026, 7, 4)).instalments
        assert [one.amount.minor for one in found] == [13_525_002, 29_755_004, 8_115_002, 2_705_000]
        assert [one.due_on for one in found] == [date(2026, 2, 20), date(2026, 6, 4), None, None]
        assert [one.open.minor for one in found] == [0, 19_755_004, 8_115_002, 2_705_000]
        assert [one.status for one in found] == ["paid", "overdue", "waiting", "waiting"]

    def test_months_end_at_the_months_end(self) -> None:
        """18 months after 31 August 2026 is 29 February 2028; the third is due on the day of acceptance."""
        found = standing(self.books(), date(2026, 8, 31)).instalments[2:]
        assert [(one.due_on, one.status) for one in found] == [
            (date(2026, 8, 31), "due"),
            (date(2028, 2, 29), "not_due"),
        ]

    def test_what_is_retained_and_overdue(self) -> None:
        """The row of the contract: what waits for 18 months, and what is late."""
        books = self.books(
            invoices=[
                Invoice(
                    id=f"F{no}",
                    kind=kind,
                    customer="C",
                    contract="K",
                    instalment=no,
                    issued_on=day,
                    gross=Money(gross, "CNY"),
                    status="issued",
                )
                for no, kind, day, gross in (
                    (1, "prepayment", date(2026, 2, 10), 13_525_002),
                    (2, "invoice", date(2026, 6, 4), 29_755_004),
                )
            ]
        )
        view = contract_view(books, place(books, date(2026, 7, 4)), "K")
        assert (view.invoiced, view.collected) == (yuan("432800.06"), yuan("235250.02"))
        assert (view.receivable, view.unbilled) == (yuan("197550.04"), yuan("108200.02"))
        assert (view.retained, view.overdue) == (yuan("27050.00"), yuan("197550.04"))
        later = contract_view(books, place(books, date(2026, 9, 1)), "K")
        assert (later.retained, later.overdue) == (yuan("27050.00"), yuan("278700.06"))


class TestAmounts:
    def test_a_rest_below_zero_comes_off_the_parts_before(self) -> None:
        """Four quarters of 0.02, each but the last rounded up, would leave -0.01; none is negative."""
        quarters = [Part(no, "signing", share=Ratio(Decimal("0.25"))) for no in range(1, 5)]
        assert amounts(2, quarters, "remainder_to_last") == {1: 1, 2: 1, 3: 0, 4: 0}
        assert amounts(3, quarters, "remainder_to_last") == {1: 1, 2: 1, 3: 1, 4: 0}

    def test_fixed_ones_alone(self) -> None:
        """Fixed instalments need no shares."""
        assert amounts(5, [Part(1, "signing", fixed=2), Part(2, "delivery", fixed=3)], "cumulative") == {1: 2, 2: 3}

    def test_terms_that_are_none_are_refused(self) -> None:
        """Terms that do not add up to 100 are an error, not a guess."""
        with pytest.raises(InvalidNumber, match=r"terms\.shares"):
            parts((), "30/60")

    def test_an_addition_to_a_paid_contract_is_its_tail(self) -> None:
        """With all instalments paid, what is added falls on the last one, be it nothing so far."""
        assert spread({1: 30, 2: 60, 3: 10}, {1: 30, 2: 60, 3: 10}, 7, "largest_remainder") == {1: 30, 2: 60, 3: 17}
        assert spread({1: 100, 2: 0}, {1: 100, 2: 0}, 7, "cumulative") == {1: 100, 2: 7}

    def test_a_reduction_without_room_comes_off_the_end(self) -> None:
        """What is received everywhere is taken from the last instalments; their money is in excess."""
        assert spread({1: 30, 2: 60, 3: 10}, {1: 30, 2: 60, 3: 4}, -20, "largest_remainder") == {1: 30, 2: 50, 3: 0}


class TestMoneyThatWaits:
    """Conventions 5 and 6: money on `contract:no` before there is an invoice."""

    PAID = both(paid(1, "30.00", "2026-01-20"), paid(2, "60.00", "2026-02-20"), paid(3, "10.00", "2026-03-20"))
    SMALL = evolve(TERMS, amount=Money(10_000, "CNY"))

    def test_a_reduction_gives_back_the_latest_first(self) -> None:
        """Of 100.00 that wait, 15.00 too many come off the third and the second."""
        books = history(self.SMALL, contract_changes=[change(amount_change=by("-15.00"))], **self.PAID)
        ledger = place(books, date(2026, 6, 25))
        assert [one.left for one in ledger.advances["K"]] == [3_000, 5_500, 0]
        found = contract_standing(books, ledger, "K")
        assert (found.collected, found.excess) == (yuan("85.00"), yuan("0.00"))

    def test_money_that_is_paid_back_waits_no_longer(self) -> None:
        """A refund takes the receipt's money off the contract, and closes its gates."""
        refund = Adjustment(
            id="X", kind="refund", customer="C", about="S2", amount=by("50.00"), effective_on=date(2026, 3, 1)
        )
        books = history(self.SMALL, adjustments=[refund], **self.PAID)
        assert standing(books, date(2026, 2, 28)).collected == yuan("90.00")
        assert standing(books, date(2026, 3, 1)).collected == yuan("40.00")

    def test_money_that_pays_something_else_waits_no_longer(self) -> None:
        """A later row that spends the waiting money on another invoice takes it off the contract."""
        other = Invoice(
            id="F",
            kind="invoice",
            customer="C",
            issued_on=date(2026, 3, 1),
            gross=yuan("45.00"),
            status="issued",
        )
        row = Allocation(id="R9", source="S2", target="F", effective_on=date(2026, 3, 1))
        tables = both(self.PAID, {"allocations": [row]})
        books = history(self.SMALL, invoices=[other], **tables)
        assert standing(books, date(2026, 3, 1)).collected == yuan("45.00")

    def test_one_receipt_waits_once(self) -> None:
        """Two rows of one receipt on two instalments do not count its money twice."""
        second = Allocation(id="R9", source="S1", target="K:2", effective_on=date(2026, 1, 20))
        books = history(self.SMALL, **both(paid(1, "30.00", "2026-01-20"), {"allocations": [second]}))
        assert standing(books, date(2026, 1, 20)).collected == yuan("30.00")

    def test_a_credit_note_is_no_money_and_stays(self) -> None:
        """A note that waits on a contract opens no gate, and a reduction doesn't give it back."""
        note = Invoice(
            id="N",
            kind="credit_note",
            customer="C",
            issued_on=date(2026, 4, 1),
            gross=yuan("500.00"),
            status="issued",
        )
        row = Allocation(id="R9", source="N", target="K:1", effective_on=date(2026, 4, 1))
        books = history(
            self.SMALL,
            invoices=[note],
            contract_changes=[change(amount_change=by("-50.00"))],
            **both(self.PAID, {"allocations": [row]}),
        )
        ledger = place(books, date(2026, 6, 25))
        waits = {one.credit.id: one.left for one in ledger.advances["K"]}
        assert waits == {"N": 50_000, "S1": 3_000, "S2": 2_000, "S3": 0}
        assert contract_standing(books, ledger, "K").collected == yuan("50.00")

    def test_an_instalment_that_is_not_there_takes_nothing(self) -> None:
        """A row on a number that the contract has not places nothing."""
        books = history(self.SMALL, **paid(9, "30.00", "2026-01-20"))
        assert standing(books, date(2026, 1, 20)).collected == yuan("0.00")

    def test_a_contract_on_which_nothing_happened(self) -> None:
        """It stands as signed; an unknown one is not found; a target of another contract is no number of it."""
        books = history(self.SMALL)
        ledger = place(books, date(2026, 1, 20))
        account = account_of(books, ledger, self.SMALL)
        assert (account.amount, account.money, account.excess) == (10_000, 0, 0)
        assert [account.number(one) for one in ("K:2", "L:2", "K:two", "F-1")] == [2, None, None, None]
        assert ContractMoney.of(books, evolve(self.SMALL, terms=None)).due == account.due
        with pytest.raises(NotFound):
            contract_standing(books, ledger, "K9")

    def test_a_change_of_a_contract_that_is_not_there(self) -> None:
        """It changes nothing, nor does one of the delivery day alone."""
        books = history(self.SMALL, contract_changes=[evolve(change(amount_change=by("1.00")), contract="L"), change()])
        assert place(books, date(2026, 6, 25)).contracts == {}


class TestConsentToAChange:
    """A change without `approved_by` holds once the owner approved it."""

    CHANGE = change(amount_change=by("-50.00"), approved_by=None)

    def amount(self, on: str, *approvals: Approval) -> Money:
        """Give the contract's amount on a day."""
        books = history(contract_changes=[self.CHANGE], approvals=approvals)
        return amount_of(books, TERMS, date.fromisoformat(on))

    def test_it_holds_from_the_later_of_both_days(self) -> None:
        """Not before its own day, and not before it was approved."""
        late = consent("P", "contract_change", role="owner", at="2026-06-28", subject="B")
        soon = evolve(late, decided_on=Moment.parse("2026-06-01"), amount=yuan("50.00"))
        assert [self.amount(on, late) for on in ("2026-06-27", "2026-06-28")] == [yuan("1000000.01"), yuan("999950.01")]
        assert [self.amount(on, soon) for on in ("2026-06-24", "2026-06-25")] == [yuan("1000000.01"), yuan("999950.01")]

    @pytest.mark.parametrize(
        "flaw",
        [
            {"role": "rep"},
            {"amount": Money(5_001, "CNY")},
            {"decision": "refused"},
            {"requested_by": "owner"},
            {"digest": "0"},
            {"expires_on": date(2026, 5, 31)},
            {"subject": "B9"},
        ],
        ids=str,
    )
    def test_other_consents_do_not_count(self, flaw: dict[str, Any]) -> None:
        """Another's, to another amount, refused, one's own, of something else shown, expired when given."""
        given = consent("P", "contract_change", role="owner", at="2026-06-01", subject="B")
        assert self.amount("2026-07-01", given) == yuan("999950.01")
        assert self.amount("2026-07-01", evolve(given, **flaw)) == yuan("1000000.01")

    def test_a_change_of_the_day_needs_no_amount(self) -> None:
        """The owner's consent to a new delivery day names no amount."""
        given = consent("P", "contract_change", role="owner", at="2026-06-01", subject="B")
        moved = change(approved_by=None, deliver_on=date(2026, 9, 1))
        books = history(contract_changes=[moved], approvals=[given])
        assert deliver_on(books, TERMS, date(2026, 6, 25)) == date(2026, 9, 1)


class TestSupply:
    """What was asked for and what arrived (the trigger `delivery`)."""

    LINES = (
        ContractLine(contract="K", line=1, product="P", qty=Quantity(Decimal(3)), amount=yuan("30.00")),
        ContractLine(contract="K", line=2, product="Q", qty=Quantity(Decimal(1))),
        ContractLine(contract="K", line=3),
    )

    def arrived(self, name: str, on: str | None, *lines: tuple[int, int], **more: Any) -> dict[str, Any]:
        """Give a delivery with its lines."""
        day = date.fromisoformat(on) if on else None
        where = {"contract": "K", **more}
        return {
            "deliveries": [Delivery(id=name, shipped_on=SIGNED, delivered_on=day, **where)],
            "delivery_lines": [
                DeliveryLine(delivery=name, order_line=line, qty=Quantity(Decimal(qty))) for line, qty in lines
            ],
        }

    def test_changes_of_lines(self) -> None:
        """Quantities and amounts add up; a new line comes with its product."""
        changes = [
            change("B1", line=1, qty_change=SignedQuantity(Decimal(-1)), amount_change=by("-10.00")),
            change("B2", line=4, product="R", qty_change=SignedQuantity(Decimal(2)), amount_change=by("5.00")),
            change("B3", line=2, product="S"),
        ]
        books = history(contract_lines=self.LINES, contract_changes=changes)
        assert supplies(books, "K", date(2026, 6, 25)) == {
            1: Supply(1, "P", Quantity(Decimal(2)), yuan("20.00")),
            2: Supply(2, "S", Quantity(Decimal(1)), None),
            3: Supply(3, None, None, None),
            4: Supply(4, "R", Quantity(Decimal(2)), yuan("5.00")),
        }
        assert contracted(books, "K", date(2026, 6, 24)) == {"P": 3, "Q": 1}
        assert contracted(books, "K", date(2026, 6, 25)) == {"P": 2, "S": 1, "R": 2}

    def test_the_delivery_that_completes_the_lines(self) -> None:
        """Deliveries by contract and by its orders count together; one on the way counts nothing."""
        order = Order(id="O", customer="C", contract="K", ordered_on=SIGNED)
        line = OrderLine(order="O", line=7, product="Q", qty=Quantity(Decimal(1)), price=Price(Decimal(1)))
        books = history(
            contract_lines=self.LINES,
            orders=[order],
            order_lines=[line],
            **both(
                self.arrived("D1", "2026-02-01", (1, 2), (3, 9)),
                self.arrived("D2", "2026-02-03", (7, 1), contract=None, order="O"),
                self.arrived("D3", "2026-02-05", (1, 1)),
                self.arrived("D4", None, (1, 5)),
            ),
        )
        assert [one.id for one in deliveries(books, "K")] == ["D1", "D2", "D3", "D4"]
        assert delivered(books, "K", date(2026, 2, 3)) == {"P": 2, "Q": 1}
        assert completed_on(books, "K", date(2026, 2, 4)) is None
        assert completed_on(books, "K", date(2026, 3, 1)) == date(2026, 2, 5)

    def test_the_first_delivery_of_a_contract_without_lines(self) -> None:
        """It completes it; before it the instalment waits, and its day is not shown."""
        rows = [Instalment(contract="K", no=1, trigger="delivery", share=Ratio(Decimal(1)), days=5)]
        books = history(
            evolve(TERMS, terms=None),
            instalments=rows,
            **both(self.arrived("D1", "2026-02-01"), self.arrived("D2", "2026-02-03")),
        )
        assert [standing(books, date(2026, 1, 31)).instalments[0].due_on, completed_on(books, "K", SIGNED)] == [
            None
        ] * 2
        found = standing(books, date(2026, 2, 1)).instalments[0]
        assert (found.due_on, found.status) == (date(2026, 2, 6), "not_due")

    def test_a_dated_instalment_shows_its_day(self) -> None:
        """Before its day it waits and shows it; on its day it is due."""
        rows = [
            Instalment(contract="K", no=1, trigger="date", share=Ratio(Decimal(1)), due_on=date(2026, 3, 1), months=1)
        ]
        books = history(evolve(TERMS, terms=None), instalments=rows)
        before, on = (standing(books, day).instalments[0] for day in (date(2026, 2, 28), date(2026, 4, 1)))
        assert (before.due_on, before.status, before.fallen_due) == (date(2026, 4, 1), "waiting", False)
        assert (on.status, on.fallen_due) == ("due", True)
