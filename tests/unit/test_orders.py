"""Orders by example: states in small scope, axes, discounts, revenue and the credit of one order."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest

from salessupport.domain.consistency import orders as checks
from salessupport.domain.facts import Approval, Product
from salessupport.domain.history import History
from salessupport.domain.orders.axes import LineAxes, order_axes
from salessupport.domain.orders.order_view import OrderView, order_view
from salessupport.domain.orders.states import status_on
from salessupport.domain.orders.version import order_digest
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.policies import Policies
from small_office import customer, day, invoice, yuan
from small_orders import amended, billed, books, delivered, event, line, order, returned

KINDS = ("confirmed", "amended", "closed_short", "reopened", "cancelled")
STATES = (None, "draft", "confirmed", "closed_short", "cancelled")


def axes(history: History, on: str = "12-31") -> LineAxes:
    """The first line of O-1 on a day."""
    return order_axes(history, "O-1", as_of=day(on)).lines[0]


def view(history: History, on: str = "12-31") -> OrderView:
    """O-1 as shown on a day."""
    return order_view(history, place(history, day(on)), "O-1")


def by_hand(row: str | None, kinds: tuple[str, ...]) -> list[tuple[str, bool]]:
    """State after each event and whether it was legal, from the sentences of the contract alone."""
    start = row or "confirmed"
    if "confirmed" in kinds:
        start = "draft"
    elif start in kinds:
        start = "confirmed"
    story = []
    for kind in kinds:
        legal = {
            "confirmed": start in ("draft", "confirmed"),
            "amended": start in ("draft", "confirmed"),
            "closed_short": start == "confirmed",
            "reopened": start == "closed_short",
            "cancelled": start in ("draft", "confirmed"),
        }[kind]
        start = {"reopened": "confirmed", "amended": start}.get(kind, kind)
        story.append((start, legal))
    return story


class TestStates:
    @pytest.mark.parametrize("row", STATES)
    @pytest.mark.parametrize("length", range(5))
    def test_every_short_story(self, row, length):
        """All sequences of up to four events: a fault exactly where one is illegal, else the state that they tell."""
        for kinds in itertools.product(KINDS, repeat=length):
            events = [event(kind, f"03-0{2 + n}", f"E{n}") for n, kind in enumerate(kinds)]
            history = books(orders=(order(status=row),), order_events=events)
            story = by_hand(row, kinds)
            found = [fault.row for fault in checks.faults(history) if fault.code == "order.transition"]
            assert bool(found) == (not all(legal for _, legal in story))
            if found:
                assert found[0] == next(n for n, (_, legal) in enumerate(story) if not legal)
            for number, (state, _) in enumerate(story):
                assert status_on(history, history.orders["O-1"], as_of=day(f"03-0{2 + number}")) == state

    def test_before_the_event_that_its_status_names(self):
        """Conventions 12: a status of the row holds from its event; before that the order was confirmed, or a draft."""
        closed = books(orders=(order(status="closed_short"),), order_events=(event("closed_short", "04-01"),))
        told = books(order_events=(event("confirmed", "04-01"),))
        assert [order_axes(closed, "O-1", as_of=day(on)).recorded for on in ("03-31", "04-01")] == [
            "confirmed", "closed_short",
        ]  # fmt: skip
        assert [order_axes(told, "O-1", as_of=day(on)).status for on in ("03-31", "04-01")] == ["draft", "confirmed"]

    def test_confirmed_on_dates_the_confirmation(self):
        """An order without events is a draft until `confirmed_on`, and before the day it was ordered."""
        history = books(orders=(order(confirmed_on=day("03-05")),), order_lines=(line(),))
        shown = [order_axes(history, "O-1", as_of=day(on)).status for on in ("02-28", "03-04", "03-05")]
        assert shown == ["draft", "draft", "confirmed"]
        early = books(orders=(order(confirmed_on=day("02-20")),), order_lines=(line(),))
        assert order_axes(early, "O-1", as_of=day("02-25")).status == "draft"

    def test_unknown_orders(self):
        """An unknown order is not found."""
        with pytest.raises(NotFound):
            order_axes(books(), "O-9", as_of=day("03-01"))


class TestAxes:
    def test_goods_under_way_are_not_delivered(self):
        """A delivery without a day of arrival, or arriving later, counts nothing yet."""
        history = books(delivered("4", "03-10"), delivered("3", None), order_lines=(line(),))
        assert (axes(history, "03-09").delivered, axes(history, "03-10").delivered) == (0, 4)

    def test_what_closing_leaves_is_cancelled(self):
        """What a closed order hasn't delivered is cancelled from the day it is closed, and back when it is reopened."""
        events = (event("closed_short", "04-01"), event("reopened", "05-01"))
        history = books(delivered("4", "03-10"), order_lines=(line(),), order_events=events)
        found = [axes(history, on) for on in ("03-31", "04-01", "05-01")]
        assert [(one.cancelled, one.to_deliver) for one in found] == [(0, 6), (6, 0), (0, 6)]

    def test_a_return_first_eats_what_is_not_invoiced(self):
        """Conventions 12: of eight returned five were never invoiced, three ask for a credit note."""
        parts = (delivered("60", "03-09"), billed("I-1", "55", "2475.00", "03-10"), returned("8", "03-15"))
        history = books(*parts, order_lines=(line("60", "45.00"),))
        assert (axes(history, "03-14").to_invoice, axes(history, "03-14").to_credit) == (5, 0)
        assert (axes(history, "03-15").to_invoice, axes(history, "03-15").to_credit) == (0, 3)
        note = billed("N-1", "3", "135.00", "03-16", kind="credit_note", original="I-1", order=None)
        done = books(*parts, note, order_lines=(line("60", "45.00"),))
        assert (axes(done).credited, axes(done).to_credit) == (3, 0)
        assert order_axes(done, "O-1", as_of=day("03-16")).status == "completed"

    def test_a_return_asks_for_its_credit_while_more_is_to_come(self):
        """Goods returned and charged ask for a credit note even where the order has more to deliver."""
        parts = (delivered("6", "03-09"), billed("I-1", "6", "600.00", "03-10"), returned("2", "03-15"))
        assert axes(books(*parts, order_lines=(line(),))).to_credit == 2

    def test_goods_delivered_again_need_no_credit(self):
        """What came back and was delivered again is kept: nothing to invoice, credit or deliver."""
        parts = (delivered("10", "03-09"), billed("I-1", "10", "1000.00", "03-10"), returned("2", "03-15"))
        found = axes(books(*parts, delivered("2", "03-20"), order_lines=(line(),)))
        assert (found.to_invoice, found.to_credit, found.to_deliver, found.kept) == (0, 0, 0, 10)

    def test_invoiced_ahead_and_closed_short(self):
        """What was invoiced ahead and will never be delivered is to be credited."""
        history = books(
            delivered("6", "03-09"), billed("I-1", "10", "1000.00", "03-10"), order_lines=(line(),),
            order_events=(event("closed_short", "04-01"),),
        )  # fmt: skip
        assert (axes(history, "03-31").to_credit, axes(history, "04-01").to_credit) == (0, 4)

    def test_corrections_drafts_and_prepayments_move_no_axis(self):
        """I10: price corrections, drafts of either sign and prepayments touch no quantity; drafts stand apart."""
        history = books(
            delivered("10", "03-09"), billed("I-1", "10", "1000.00", "03-10"),
            billed("N-1", None, "50.00", "03-11", kind="credit_note", original="I-1"),
            billed("N-2", "5", "50.00", "03-11", kind="credit_note", original="I-1", status="draft"),
            billed("I-2", "5", "50.00", "03-11", status="draft"),
            billed("I-3", "5", "50.00", "03-11", kind="prepayment"),
            billed("I-4", "5", "50.00", "03-11", status="void"), order_lines=(line(),),
        )  # fmt: skip
        found = axes(history)
        assert (found.invoiced, found.credited, found.drafted) == (10, 0, 5)

    def test_amendments_hold_from_their_day(self):
        """A line has the quantity and price of its last amendment; one of no line of the order changes nothing."""
        events = (amended("03-05", qty="12"), amended("03-07", price="90.00"), event("amended", "03-08", line=9))
        history = books(order_lines=(line(),), order_events=events)
        found = [axes(history, on) for on in ("03-04", "03-05", "03-07")]
        assert [(one.ordered, one.net) for one in found] == [(10, 100_000), (12, 120_000), (12, 108_000)]
        assert [order_axes(history, "O-1", as_of=day(on)).version for on in ("03-04", "03-05", "03-08")] == [1, 2, 4]

    def test_amended_to_nothing(self):
        """A line amended to nothing is worth nothing in any part."""
        found = axes(books(order_lines=(line(),), order_events=(amended("03-05", qty="0"),)))
        assert (found.net, found.worth(Decimal(3))) == (0, 0)


class TestAmounts:
    LINES = (
        line("1", "150.00", 1, tax_rate=Decimal("0.13")), line("1", "150.00", 2, tax_rate=None),
        line("1", "150.00", 3, tax_rate=Decimal("0.06")),
    )  # fmt: skip
    PRODUCTS = (Product(id="P", name="P", tax_rate=Decimal("0.13")),)

    def shown(self, rounding: Any, split: Any, **more: Any) -> OrderView:
        """An order of three lines with a discount of 20.00."""
        orders = (order(discount_amount=yuan("20.00"), **more),)
        policies = Policies(tax_rounding=rounding, discount_split=split)
        return view(books(orders=orders, order_lines=self.LINES, products=self.PRODUCTS, policies=policies))

    def test_discount_by_remainder_tax_by_category(self):
        """Scenario DD-92: the last line takes the rest of the discount, tax is rounded once per rate."""
        found = self.shown("per_category", "remainder_to_last")
        assert [str(one.discount) for one in found.lines] == ["6.67", "6.67", "6.66"]
        assert [(str(one.tax_rate), str(one.net), str(one.tax)) for one in found.taxes] == [
            ("0.13", "286.66", "37.27"), ("0.06", "143.34", "8.60"),
        ]  # fmt: skip
        assert (str(found.net), str(found.tax), str(found.gross)) == ("430.00", "45.87", "475.87")

    def test_tax_by_row(self):
        """Rounded row by row the same lines bear a cent less."""
        assert str(self.shown("per_row", "remainder_to_last").tax) == "45.86"

    def test_discount_of_one_rate(self):
        """A discount limited to a tax rate spreads over the lines of that rate alone."""
        found = self.shown("per_row", "largest_remainder", discount_tax_rate=Decimal("0.06"))
        assert [str(one.discount) for one in found.lines] == ["0.00", "0.00", "20.00"]

    def test_revenue(self):
        """Invoices less credit notes; a net that is not stated follows from tax, lines or gross."""
        papers = (
            billed("I-1", "1", "113.00", "03-10", net=None, tax=yuan("13.00")),
            billed("I-2", "1", "100.00", "03-11", net=None, tax=None),
            billed("N-1", "1", "50.00", "03-12", kind="credit_note", original="I-2", order=None, net=yuan("40.00")),
            billed("I-3", "1", "1.00", "03-12", status="draft"),
            {"invoices": (invoice("I-4", "7.00", on="03-12", kind="opening", order="O-1"),)},
        )
        found = view(books(*papers, order_lines=(line(),))).revenue
        assert (str(found.net), str(found.tax), str(found.gross)) == ("167.00", "3.00", "170.00")


def consent(name: str = "A-1", **more: Any) -> Approval:
    """An owner's consent to O-1's credit."""
    given = {"subject": "O-1", "decision": "granted", "requested_by": "clerk", "approver": "owner", **more}
    on = Moment(day("03-02"))
    return Approval(id=name, act="credit_override", decided_on=on, **given)


class TestCredit:
    def credit(self, *approvals: Approval, on: str = "03-03", **more: Any) -> tuple[str, tuple[str, ...], str]:
        """Credit of an order of 1,000.00 whose customer is on hold."""
        found = view(self.history(*approvals, **more), on).credit
        return found.decision, found.reasons, found.approval

    def history(self, *approvals: Approval, **more: Any) -> History:
        """Books with the order and consents."""
        held = {"customers": (customer("C-1", on_hold_reason="dispute"),), "order_lines": (line(),), **more}
        return books(approvals=approvals, **held)

    @pytest.mark.parametrize("amount", [None, yuan("1000.00")])
    def test_a_valid_consent_approves(self, amount):
        """A consent for exactly the gross, or for any amount, approves in spite of the reasons, which still stand."""
        assert self.credit(consent(amount=amount)) == ("approve", ("on_hold",), "valid")

    def test_another_amount_is_void(self):
        """A consent is void once the amount differs, by a cent."""
        assert self.credit(consent(amount=yuan("999.99"))) == ("hold", ("on_hold",), "void")

    @pytest.mark.parametrize(
        "more", [{"decision": "refused"}, {"expires_on": day("03-02")}, {"requested_by": "owner"}, {"subject": "O-2"}]
    )
    def test_counts_as_none(self, more):
        """A refusal, an expired one, one's own and one of another order count as none."""
        assert self.credit(consent(**more)) == ("hold", ("on_hold",), "none")

    def test_what_was_shown_has_changed(self):
        """A consent shown another version is void; shown this one it is valid."""
        digest = order_digest(self.history(), "O-1", day("03-03"))
        assert self.credit(consent(digest=digest))[2] == "valid"
        changed = (amended("03-03", price="50.00"), amended("03-04", qty="10"))
        assert self.credit(consent(digest=digest), order_events=changed)[2] == "void"

    def test_an_order_does_not_count_twice(self):
        """Exposure without the order plus its gross: its own invoices, drafts and goods are left out."""
        parts = (delivered("8", "03-09"), billed("I-1", "4", "400.00", "03-10"), billed("I-2", "2", "200.00", "03-10",
                 status="draft"))  # fmt: skip
        rich = customer("C-1", credit_limit=yuan("1000.00"))
        assert view(books(*parts, customers=(rich,), order_lines=(line(),))).credit.decision == "approve"
        poor = customer("C-1", credit_limit=yuan("999.99"))
        assert view(books(*parts, customers=(poor,), order_lines=(line(),))).credit.reasons == ("over_limit",)

    def test_nothing_to_hold(self):
        """Without a limit and reasons an order is approved without anybody's consent."""
        assert self.credit(customers=(customer("C-1"),)) == ("approve", (), "none")
