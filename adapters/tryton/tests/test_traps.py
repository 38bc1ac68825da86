"""The traps of a Tryton server, each met on the real one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from salessupport.spi.errors import (
    AdapterError,
    AuthFailed,
    ContractViolation,
    InvalidRemoteInput,
    LimitExceeded,
    Rejected,
    RemoteNotFound,
    RemotePeriodClosed,
    VersionConflict,
)
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Ref
from salessupport.spi.secret import Secret
from salessupport.testing.faults import FAULTS, Fault
from salessupport.testing.loopback import Answer

from papers import DAY, invoice, order, settlement, yuan


def key(*parts: str) -> Key:
    return Key.of("lab", *parts)


def everything(port: Any, kind: str) -> list[Any]:
    return [change for batch in port.changes(kinds=[kind]) for change in batch.items]


class TestErrors:
    def test_a_refusal_with_status_200_is_one(self, sales: Any, site: Any) -> None:
        """An order of an unknown product or rate is refused by name before anything is written."""
        with pytest.raises(RemoteNotFound, match="tax"):
            sales.post_order(order("SO-1", rate=Decimal("0.07")), key=key("SO-1"))
        with pytest.raises(RemoteNotFound, match="C9"):
            sales.post_order(order("SO-1", customer="C9"), key=key("SO-1"))
        assert not site.seen()

    def test_what_the_server_finds_wrong_is_invalid_and_says_its_words(self, sales: Any, site: Any) -> None:
        """A quantity of more digits than its unit has is refused by Tryton itself, and nothing stands there."""
        with pytest.raises(InvalidRemoteInput) as found:
            sales.post_order(order("SO-1", ("1.5", "2")), key=key("SO-1"))
        assert found.value.context["remote_code"] == "UserError"
        assert not site.seen()

    def test_a_programmer_error_is_a_refusal_for_good(self, sales: Any) -> None:
        """A model that nobody knows answers 200 with no class at all: refused, nothing happened."""
        with pytest.raises(Rejected) as found:
            sales.client.ask("zzz.zzz", [], ["id"])
        assert found.value.outcome == "ABSENT" or not found.value.retryable

    def test_the_class_of_an_error_decides_in_any_language(self, opened: Any) -> None:
        """Errors in Chinese are sorted like those in English."""
        with opened(language="zh_CN") as port, pytest.raises(InvalidRemoteInput) as found:
            port.post_order(order("SO-1", ("1.5", "2")), key=key("SO-1"))
        assert found.value.context["remote_code"] == "UserError"

    def test_an_answer_to_another_request_is_not_ours(self, opened: Any, site: Any) -> None:
        """An answer under another number is a lost one after a command, and a fault of a reading."""

        def shifted(request: Any) -> Any:
            answer = site.fake.handle(request)
            if b"common.db.login" in request.body or answer.status != 200:
                return answer
            return Answer.json({**json.loads(answer.body), "id": 1})

        with opened(shifted) as port, pytest.raises(ContractViolation):
            list(port.changes())


class TestSessions:
    def test_a_wrong_password_is_told(self, opened: Any) -> None:
        """A wrong password is `AuthFailed`, whatever page the server answers with."""
        with opened(password=Secret("wrong-password")) as port, pytest.raises(AuthFailed):
            list(port.changes())

    def test_a_session_that_ends_between_pages_is_taken_anew(self, sales: Any, site: Any, person: Any) -> None:
        """After the session was deleted there a reading goes on with another one, and misses nothing."""
        for number in range(5):
            sales.post_order(order(f"SO-{number}"), key=key(str(number)))
        pages = sales.changes(kinds=["orders"])
        read = [*next(pages).items]
        _forget_sessions(site)
        read += [change for batch in pages for change in batch.items]
        assert {change.rows["orders"][0].id for change in read} == {f"SO-{number}" for number in range(5)}

    def test_a_session_that_ends_before_a_command_does_it_once(self, sales: Any, site: Any) -> None:
        """A command whose session is over is sent again in a new one and done once."""
        list(sales.changes())
        _forget_sessions(site)
        assert isinstance(sales.post_order(order("SO-1"), key=key("SO-1")), Done)
        assert [seen.mark for seen in site.seen()] == ["SO-1"]

    def test_a_session_that_is_not_fresh_is_taken_anew_for_posting(self, sales: Any, site: Any) -> None:
        """Tryton posts in a session of these minutes alone: an older one is good for all but that, and is replaced."""
        sales.post_order(order("SO-1"), key=key("SO-1"))
        with sqlite3.connect(site.fake.place.running.database) as tables:
            tables.execute("UPDATE ir_session SET create_date = datetime(create_date, '-9 days'), write_date = NULL")
        tables.close()
        site.fake.signs_in = False
        assert isinstance(sales.post_settlement(settlement("SK-1", "5.00"), key=key("SK-1")), Done)
        assert {seen.mark for seen in site.seen()} == {"SO-1", "SK-1"}


def _forget_sessions(site: Any) -> None:
    site.fake.signs_in = False
    with sqlite3.connect(site.fake.place.running.database) as tables:
        tables.execute("DELETE FROM ir_session")
    tables.close()


class TestMoney:
    @pytest.mark.parametrize(("net", "tax"), [("0.50", "0.07"), ("0.50", "0.06"), ("1.00", "0.14"), ("33.33", "4.33")])
    def test_tax_is_ours_to_the_cent(self, sales: Any, site: Any, net: str, tax: str) -> None:
        """However the tax was rounded, the posted invoice has our figures."""
        sales.post_invoice(invoice("FP-1", ("1", net, tax)), key=key("FP-1"))
        (change,) = everything(sales, "invoices")
        head = change.rows["invoices"][0]
        assert (head.net, head.tax, head.gross) == (yuan(net), yuan(tax), yuan(net) + yuan(tax))
        assert [seen.total for seen in site.seen()] == [yuan(net) + yuan(tax)]

    def test_tax_is_never_missing_silently(self, sales: Any, person: Any) -> None:
        """Without a rate a line has the taxes of its product; Tryton itself would leave them out and say nothing."""
        sales.post_order(order("SO-1", rate=None), key=key("SO-1"))
        (row,) = person.call("sale.sale.search_read", [], 0, None, None, ["tax_amount", "untaxed_amount"])
        assert (row["untaxed_amount"], row["tax_amount"]) == (Decimal("19.00"), Decimal("2.47"))

    def test_money_that_comes_as_a_float_is_refused(self, opened: Any, site: Any, sales: Any) -> None:
        """An amount as a bare number has lost its digits."""
        sales.post_invoice(invoice("FP-1"), key=key("FP-1"))

        def floating(request: Any) -> Any:
            answer = site.fake.handle(request)
            body = answer.body.replace(b'{"__class__": "Decimal", "decimal": "113.00"}', b"113.0")
            body = body.replace(b'{"__class__":"Decimal","decimal":"113.00"}', b"113.0")
            return Answer(answer.status, body, answer.headers)

        with opened(floating) as port, pytest.raises(ContractViolation, match="total_amount"):
            list(port.changes(kinds=["invoices"]))

    def test_prices_that_do_not_fit_are_refused(self, sales: Any, site: Any) -> None:
        """Digits behind the fourth are refused, never rounded."""
        with pytest.raises(LimitExceeded):
            sales.post_order(order("SO-1", ("1", "0.00001")), key=key("SO-1"))
        assert not site.seen()

    def test_another_currency_stays_what_it_is(self, sales: Any) -> None:
        """A receipt in dollars is entered at its rate and read back in dollars."""
        from salessupport.domain.values.money import Money

        dollars = Money.parse("100.00", "USD")
        sales.post_settlement(settlement("SK-1", "1", amount=dollars, rate=Decimal("7.1234")), key=key("SK-1"))
        (change,) = everything(sales, "receipts")
        assert change.rows["receipts"][0].amount == dollars
        with pytest.raises(InvalidRemoteInput, match="rate"):
            sales.post_settlement(settlement("SK-2", "1", amount=dollars), key=key("SK-2"))


class TestInvoices:
    def test_an_invoice_before_the_last_number_is_refused_and_leaves_nothing(self, sales: Any, site: Any) -> None:
        """Tryton numbers by day: a refused invoice is taken back, so that the refusal is true."""
        sales.post_invoice(invoice("FP-1"), key=key("FP-1"))
        with pytest.raises(InvalidRemoteInput):
            sales.post_invoice(invoice("FP-2", on=date(2026, 6, 9)), key=key("FP-2"))
        assert [seen.mark for seen in site.seen()] == ["FP-1"]
        assert sales.find(key("FP-2")) is None

    def test_a_day_that_is_due_already_is_no_obstacle(self, sales: Any) -> None:
        """Tryton warns of a due day in the past; that one warning is confirmed."""
        assert isinstance(sales.post_invoice(invoice("FP-1", on=date(2026, 4, 10)), key=key("FP-1")), Done)
        assert everything(sales, "invoices")[0].rows["invoices"][0].status == "issued"

    def test_another_warning_is_a_refusal(self, sales: Any, site: Any) -> None:
        """An invoice of a day to come is warned of, not posted and not left there."""
        with pytest.raises(InvalidRemoteInput) as found:
            sales.post_invoice(invoice("FP-1", on=date(2026, 12, 31)), key=key("FP-1"))
        assert found.value.context["remote_code"] == "UserWarning"
        assert not site.seen()

    def test_a_credit_note_takes_its_invoice_back(self, sales: Any) -> None:
        """A credit note is a negative invoice there, and reads back as a credit note of its original."""
        sales.post_invoice(invoice("FP-1"), key=key("FP-1"))
        sales.post_invoice(invoice("FP-2", kind="credit_note", original="FP-1"), key=key("FP-2"))
        note = next(c for c in everything(sales, "invoices") if c.rows["invoices"][0].id == "FP-2").rows["invoices"][0]
        assert (note.kind, note.original, note.gross) == ("credit_note", "FP-1", yuan("113.00"))

    def test_several_lines_with_one_tax_add_up(self, sales: Any) -> None:
        """Cents of several lines stay, whatever Tryton would round."""
        sales.post_invoice(
            invoice("FP-1", ("3", "0.10", "0.02"), ("1", "0.05", "0.01"), ("7", "9.99", "1.30")), key=key("F")
        )
        head = everything(sales, "invoices")[0].rows["invoices"][0]
        assert (head.net, head.tax) == (yuan("10.14"), yuan("1.33"))


class TestSettlements:
    def test_allocations_pay_invoices_there(self, sales: Any, person: Any) -> None:
        """A receipt over two invoices pays one in full and one in part; the rest stays unplaced."""
        for name in ("FP-1", "FP-2"):
            sales.post_invoice(invoice(name), key=key(name))
        paid = settlement("SK-1", "200.00", ("FP-1", "113.00"), ("FP-2", "50.00"))
        sales.post_settlement(paid, key=key("SK-1"))
        (change,) = everything(sales, "receipts")
        assert change.rows["receipts"][0].amount == yuan("200.00")
        assert [(a.target, a.amount) for a in change.rows["allocations"]] == [
            ("FP-1", yuan("113.00")),
            ("FP-2", yuan("50.00")),
        ]
        items = list(sales.open_items(as_of=date(2026, 12, 31)))
        assert [(item.number, item.open) for item in items] == [("FP-2", yuan("63.00"))]
        rows = person.call("account.invoice.search_read", [], 0, None, [["id", "ASC"]], ["amount_to_pay"])
        assert [row["amount_to_pay"] for row in rows] == [Decimal(0), Decimal("63.00")]

    @pytest.mark.parametrize("fair", range(4, 12))
    def test_what_broke_off_is_ended_by_whoever_looks_it_up(
        self, sales: Any, site: Any, weather: Any, fair: int
    ) -> None:
        """Broken off at any call, the receipt is looked up, ended, and places its money once."""
        sales.post_invoice(invoice("FP-1"), key=key("FP-1"))
        weather.forecast((*([None] * fair), Fault(FAULTS["F7"], late=True)))
        with suppress(AdapterError):
            sales.post_settlement(settlement("SK-1", "113.00", ("FP-1", "113.00")), key=key("SK-1"))
        weather.clear()
        if sales.find(key("SK-1")) is None:
            sales.post_settlement(settlement("SK-1", "113.00", ("FP-1", "113.00")), key=key("SK-1"))
        (change,) = everything(sales, "receipts")
        assert [(row.target, row.amount) for row in change.rows["allocations"]] == [("FP-1", yuan("113.00"))]
        assert not list(sales.open_items(as_of=date(2026, 12, 31)))

    def test_a_closed_period_is_named(self, sales: Any, person: Any, site: Any) -> None:
        """Money of a day whose period is closed is refused as such."""
        found = person.call("account.period.search", [["start_date", "<=", DAY], ["end_date", ">=", DAY]])
        person.call("account.period.close", found)
        with pytest.raises(RemotePeriodClosed):
            sales.post_settlement(settlement("SK-1", "1.00"), key=key("SK-1"))
        assert not site.seen()

    def test_more_placed_than_received_is_refused(self, sales: Any) -> None:
        """Allocations beyond the receipt are refused before anything is asked."""
        with pytest.raises(InvalidRemoteInput, match="more is placed"):
            sales.post_settlement(settlement("SK-1", "1.00", ("FP-1", "2.00")), key=key("SK-1"))


class TestOrders:
    def test_the_customers_own_number_is_kept(self, sales: Any, person: Any) -> None:
        """The customer's reference stands where people look for it, ours in the description."""
        sales.post_order(order("SO-1", customer_ref="PO 4711/A"), key=key("SO-1"))
        (row,) = person.call("sale.sale.search_read", [], 0, None, None, ["reference", "description", "state"])
        assert (row["reference"], row["state"]) == ("PO 4711/A", "confirmed")
        assert row["description"].startswith("SO-1 [salessupport:post_order:")

    def test_somebody_elses_change_is_not_overwritten(self, sales: Any, person: Any) -> None:
        """A sale that was changed there since it was read is left alone."""
        sales.post_order(order("SO-1"), key=key("SO-1"))
        (change,) = everything(sales, "orders")
        person.call("sale.sale.write", [int(change.ref.id)], {"reference": "changed by hand"})
        with pytest.raises(VersionConflict):
            sales.amend_order(change.ref, order("SO-1", ("9", "9.50")), key=key("a"), expect=change.version)

    def test_a_sale_under_way_is_changed_in_tryton_alone(self, sales: Any, person: Any) -> None:
        """What Tryton has begun to process is neither amended nor cancelled from here."""
        sales.post_order(order("SO-1"), key=key("SO-1"))
        person.call("sale.sale.process", [int(everything(sales, "orders")[0].ref.id)])
        (change,) = everything(sales, "orders")
        assert change.rows["orders"][0].status == "confirmed"
        with pytest.raises(InvalidRemoteInput, match="change it in Tryton"):
            sales.amend_order(change.ref, order("SO-1", ("9", "9.50")), key=key("a"), expect=change.version)
        with pytest.raises(InvalidRemoteInput, match="change it in Tryton"):
            sales.cancel_order(change.ref, key=key("c"), reason="no more", expect=change.version)

    def test_a_sale_that_people_reopened_is_left_to_them(self, sales: Any, person: Any) -> None:
        """Looking a key up confirms what was begun here, not what people made a draft again."""
        posted = sales.post_order(order("SO-1"), key=key("SO-1"))
        number = int(posted.remote_ref.id)
        person.call("sale.sale.draft", [number])
        assert sales.find(key("SO-1")).value == posted.value
        assert sales.post_order(order("SO-1"), key=key("SO-1")).replayed
        assert person.call("sale.sale.read", [number], ["state"])[0]["state"] == "draft"

    @pytest.mark.parametrize("fair", range(8, 12))
    def test_an_order_that_broke_off_is_confirmed_by_a_look_up(self, sales: Any, weather: Any, fair: int) -> None:
        """Broken off before or after any step, the order is confirmed once its key is looked up."""
        weather.forecast((*([None] * fair), Fault(FAULTS["F12"], late=fair % 2 == 0)))
        with suppress(AdapterError):
            sales.post_order(order("SO-1"), key=key("SO-1"))
        weather.clear()
        if sales.find(key("SO-1")) is None:
            sales.post_order(order("SO-1"), key=key("SO-1"))
        assert [change.rows["orders"][0].status for change in everything(sales, "orders")] == ["confirmed"]

    def test_an_amendment_that_broke_off_is_sent_again(self, sales: Any, weather: Any) -> None:
        """An amendment whose answer was lost between its steps is sent again with the version that was read."""
        for fair in range(1, 12):
            name = f"SO-{fair}"
            ref = sales.post_order(order(name), key=key(name)).remote_ref
            (version,) = (change.version for change in everything(sales, "orders") if change.ref == ref)
            weather.forecast((*([None] * fair), Fault(FAULTS["F7"], late=True)))
            with suppress(AdapterError):
                sales.amend_order(ref, order(name, ("9", "9.50")), key=key("a", name), expect=version)
            weather.clear()
            sales.amend_order(ref, order(name, ("9", "9.50")), key=key("a", name), expect=version)
            (rows,) = (change.rows for change in everything(sales, "orders") if change.ref == ref)
            assert (rows["orders"][0].status, rows["order_lines"][0].qty) == ("confirmed", 9)

    def test_a_cancelled_order_is_cancelled_once(self, sales: Any) -> None:
        """Cancelling again answers that it was done before."""
        sales.post_order(order("SO-1"), key=key("SO-1"))
        (change,) = everything(sales, "orders")
        first = sales.cancel_order(change.ref, key=key("c"), reason="no more", expect=change.version)
        again = sales.cancel_order(change.ref, key=key("c"), reason="no more", expect=change.version)
        assert (first.replayed, again.replayed) == (False, True)
        assert everything(sales, "orders")[0].rows["orders"][0].status == "cancelled"

    def test_another_kind_is_not_an_order(self, sales: Any) -> None:
        """A reference of another kind, or one that is no number, is not found."""
        for ref in (Ref("invoices", "1"), Ref("orders", "x"), Ref("orders", "999")):
            with pytest.raises(RemoteNotFound):
                sales.cancel_order(ref, key=key("c"), reason="", expect=None)
