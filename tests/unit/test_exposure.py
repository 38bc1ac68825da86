"""Exposure by example: the shared scenarios, holds and their reasons, documents without order lines, reopening."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from corpora import corpus
from salessupport.desk import Desk
from salessupport.desk.answers import JSON, as_json
from salessupport.domain.facts import AcceptanceBill, BillEvent
from salessupport.domain.history import History
from salessupport.domain.orders.exposure import CreditBook, ExposureView, exposure
from salessupport.domain.orders.order_view import order_view
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.errors import IllegalTransition, NotFound
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Policies
from small_office import charge, customer, day, invoice, receipt, yuan
from small_orders import billed, books, delivered, event, line, order


def shown(history: History, on: str = "12-31", **question: Any) -> ExposureView:
    """C-1's exposure on a day."""
    return exposure(history, place(history, day(on)), "C-1", **question)


def parts(history: History, on: str = "12-31") -> dict[str, str]:
    """The parts that are not zero."""
    found = as_json(shown(history, on).parts)
    assert isinstance(found, dict)
    return {name: str(amount) for name, amount in found.items() if amount != "0.00"}


def contradicted(expected: Any, answer: JSON, at: str = "") -> list[str]:
    """Where an answer is not what was expected; keys that are not named may be there."""
    if isinstance(expected, dict) and isinstance(answer, dict):
        return [text for key, one in expected.items() for text in contradicted(one, answer.get(key), f"{at}/{key}")]
    if isinstance(expected, list) and isinstance(answer, list) and len(expected) == len(answer):
        return [text for n, one in enumerate(expected) for text in contradicted(one, answer[n], f"{at}/{n}")]
    return [] if expected == answer else [f"{at}: {answer!r} instead of {expected!r}"]


@pytest.mark.corpora
@pytest.mark.parametrize(("name", "asks"), [("bills-and-exposure", 12), ("prepayments-credits-returns", 3)])
def test_scenarios(name, asks):
    """Every `show order` and `show exposure` of the shared scenarios is answered as they say."""
    folder = corpus("scenarios") / name
    history = Desk.open(folder / "books").history
    asked = 0
    for ask in tomllib.loads((folder / "expect.toml").read_text("utf-8"))["ask"]:
        words = ask["run"].split()
        options = dict(pairwise(words))
        if words[:2] not in (["show", "order"], ["show", "exposure"]):
            continue
        ledger = place(history, date.fromisoformat(options["--as-of"]))
        if words[1] == "order":
            answer: object = order_view(history, ledger, words[2])
        else:
            more = options.get("--new-order")
            new_order = Money.parse(more, "CNY") if more else None
            answer = exposure(
                history, ledger, options["--customer"], new_order=new_order, reopen=options.get("--reopen")
            )
        assert contradicted(json.loads(ask["expect"]), as_json(answer)) == [], ask["run"]
        asked += 1
    assert asked == asks


class TestParts:
    def test_documents_of_the_order(self):
        """A draft takes its quantity out of unbilled, ahead of delivery out of undelivered."""
        draft = billed("I-2", "5", "500.00", "03-10", status="draft")
        history = books(delivered("6", "03-09"), billed("I-1", "3", "300.00", "03-10"), draft, order_lines=(line(),))
        assert parts(history, "03-09") == {"unbilled": "600.00", "undelivered": "400.00"}
        assert parts(history, "03-10") == {"open": "300.00", "draft": "500.00", "undelivered": "200.00"}

    def test_prepayment_of_the_order(self):
        """An issued prepayment leaves undelivered first, then unbilled; credited, its value is back."""
        paid = invoice("I-1", "700.00", on="03-10", kind="prepayment", order="O-1")
        note = invoice("N-1", "100.00", on="03-12", due=None, kind="credit_note", original="I-1")
        history = books(delivered("6", "03-09"), order_lines=(line(),), invoices=(paid, note))
        assert parts(history, "03-10") == {"open": "700.00", "unbilled": "300.00"}
        assert parts(history, "03-12") == {"open": "600.00", "unbilled": "400.00"}

    def test_documents_of_a_contract(self):
        """Invoices of a contract without order lines leave unbilled first, over its orders by id."""
        orders = (order("O-1", contract="K"), order("O-2", contract="K"), order("O-3"))
        lines = tuple(line("10", "10.00", of=name) for name in ("O-1", "O-2", "O-3"))
        paper = invoice("I-1", "110.00", on="03-10", contract="K")
        history = books(
            delivered("4", "03-09"), delivered("5", "03-09", of="O-2"), orders=orders, order_lines=lines,
            invoices=(paper,),
        )  # fmt: skip
        assert parts(history) == {"open": "110.00", "undelivered": "190.00"}
        book = CreditBook.of(history, place(history, day("12-31")))
        found = {name: (one.unbilled, one.undelivered) for name, one in book.uninvoiced("C-1").items()}
        assert found == {"O-1": (0, 4000), "O-2": (0, 5000), "O-3": (0, 10000)}

    @pytest.mark.parametrize("kind", ["debit_note", "credit_note"])
    def test_notes_take_nothing(self, kind):
        """A debit or credit note without lines moves amounts only."""
        history = books(order_lines=(line(),), invoices=(invoice("I-1", "7.00", on="03-10", kind=kind, order="O-1"),))
        assert parts(history)["undelivered"] == "1000.00"

    def test_price_corrections_and_freight(self):
        """A line without quantity takes nothing; an invoice with no order line takes its gross out of the order."""
        correction = billed("I-1", None, "30.00", "03-10", kind="debit_note")
        freight = billed("I-2", None, "40.00", "03-10", number=None)
        assert parts(books(correction, freight, order_lines=(line(),))) == {"open": "70.00", "undelivered": "960.00"}

    @pytest.mark.parametrize("status", ["draft", "cancelled"])
    def test_orders_that_count_nothing(self, status):
        """Draft and cancelled orders count nothing, whatever was delivered."""
        history = books(delivered("6", "03-09"), orders=(order(status=status),), order_lines=(line(),))
        assert parts(history) == {}

    def test_rounding_of_a_part(self):
        """A part is rounded(gross x quantity / ordered) by itself."""
        history = books(delivered("1", "03-09"), order_lines=(line("3", "0.3333"),))
        assert parts(history) == {"unbilled": "0.33", "undelivered": "0.67"}

    def test_money_and_bills(self):
        """Charges are open, notes and contingent bills stand apart, unapplied money is negative."""
        bills = tuple(
            AcceptanceBill(
                id=name, kind="bank_acceptance", number=name, face=yuan("100.00"), customer="C-1",
                received_on=day("03-01"), matures_on=day("09-01"),
            )
            for name in ("B-1", "B-2")
        )  # fmt: skip
        discounted = BillEvent(bill="B-2", effective_on=day("03-05"), event="discounted", recourse=True)
        history = books(
            bills=bills, bill_events=(discounted,), charges=(charge("X-1", "12.00", "B-1", on="03-06"),),
            receipts=(receipt("S-1", "30.00", on="03-07"),), orders=(),
        )  # fmt: skip
        expected = {"open": "12.00", "notes": "100.00", "contingent": "100.00", "unapplied": "-30.00"}
        assert parts(history) == expected
        assert str(shown(history).exposure) == "182.00"


class TestHolds:
    def held(self, on: str, *, days: int = 20, **more: Any) -> tuple[str, ...]:
        """Reasons to hold a customer with 100.00 due on 1 October."""
        policies = Policies(overdue_hold_days=days, overdue_hold_amount=Decimal(more.pop("least", 0)))
        client = customer("C-1", **more)
        return shown(
            books(customers=(client,), orders=(), invoices=(invoice("I-1", "100.00"),), policies=policies), on
        ).holds

    def test_overdue(self):
        """More than the policy's days and more than its amount; of 0 days the rule is off."""
        assert [self.held(on) for on in ("10-21", "10-22")] == [(), ("overdue",)]
        assert [self.held("10-22", least=least) for least in (99, 100)] == [("overdue",), ()]
        assert self.held("12-31", days=0) == ()

    def test_all_that_apply(self):
        """Reasons are separate and all listed."""
        more = {"credit_limit": yuan("99.99"), "on_hold_reason": "dispute"}
        assert self.held("10-22", **more) == ("over_limit", "overdue", "on_hold")

    def test_not_asked(self):
        """Without a question there is no decision."""
        found = shown(books())
        assert (found.limit, found.exposure_after, found.decision, found.reasons) == (None, None, None, ())


class TestReopening:
    def history(self) -> History:
        """An order of ten, four of them delivered, closed short."""
        events = (event("closed_short", "04-01"),)
        return books(delivered("4", "03-09"), order_lines=(line(),), order_events=events)

    def test_puts_back_what_was_released(self):
        """The exposure after reopening counts what is to be delivered again; with a new order both count."""
        found = shown(self.history(), reopen="O-1")
        assert (str(found.exposure), str(found.exposure_after), found.decision) == ("400.00", "1000.00", "approve")
        assert str(shown(self.history(), reopen="O-1", new_order=yuan("1.00")).exposure_after) == "1001.00"

    def test_only_what_is_closed(self):
        """An order that is not closed short, or another customer's, cannot be reopened; unknown ones are not found."""
        with pytest.raises(IllegalTransition) as caught:
            shown(self.history(), "03-31", reopen="O-1")
        assert "only an order of C-1 that was closed short" in caught.value.message("en")
        others = books(orders=(order(customer="C-2", status="closed_short"),))
        with pytest.raises(IllegalTransition):
            shown(others, reopen="O-1")
        with pytest.raises(NotFound):
            shown(self.history(), reopen="O-9")
        with pytest.raises(NotFound):
            exposure(self.history(), place(self.history(), day("12-31")), "C-9")
