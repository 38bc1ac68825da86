"""What people do at the other side, read from the real server: increments, ties, null dates, archives, languages."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from typing import Any

from salessupport.spi.keys import Key

from papers import invoice, order, settlement, yuan


def key(*parts: str) -> Key:
    return Key.of("lab", *parts)


def read(port: Any, cursor: Any = None, **kinds: Any) -> tuple[list[Any], Any]:
    changes = []
    for batch in port.changes(cursor, **kinds):
        changes += batch.items
        cursor = batch.cursor
    return changes, cursor


class TestIncrements:
    def test_a_hundred_ties_are_read_once_each(self, customers: Any, person: Any) -> None:
        """Parties made in one transaction share their instant; pages of three hand each over once."""
        rows = [{"code": f"T{number}", "name": "tied", "addresses": [["create", [{}]]]} for number in range(100)]
        person.call("party.party.create", rows)
        changes, _ = read(customers, kinds=["customers"])
        ids = [change.rows["customers"][0].id for change in changes]
        assert len(ids) == len(set(ids)) == 102

    def test_rows_without_a_date_of_change_are_read(self, customers: Any, site: Any) -> None:
        """Rows whose date of change is null come by their day of creation, and those changed come after them."""
        with sqlite3.connect(site.fake.place.running.database) as tables:
            tables.execute("UPDATE party_party SET write_date = NULL WHERE code = 'C1'")
        tables.close()
        changes, cursor = read(customers, kinds=["customers"])
        assert {change.rows["customers"][0].id for change in changes} == {"C1", "C2"}
        again, _ = read(customers, cursor, kinds=["customers"])
        assert {change.rows["customers"][0].id for change in again} <= {"C1", "C2"}

    def test_an_increment_holds_what_changed_alone(self, opened: Any, sales: Any, person: Any, site: Any) -> None:
        """After a day without changes only the order that was changed comes again."""
        for number in range(3):
            sales.post_order(order(f"SO-{number}"), key=key(str(number)))
        with sqlite3.connect(site.fake.place.running.database) as tables:
            older = "create_date = datetime(create_date, '-2 days'), write_date = datetime(write_date, '-1 days')"
            tables.execute(f"UPDATE sale_sale SET {older}")
        tables.close()
        changes, cursor = read(sales, kinds=["orders"])
        assert len(changes) == 3
        person.call("sale.sale.write", [int(changes[1].ref.id)], {"reference": "changed"})
        later, end = read(sales, cursor, kinds=["orders"])
        assert changes[1].ref in {change.ref for change in later}
        assert end.text != cursor.text

    def test_money_that_is_placed_later_comes_again(self, sales: Any, person: Any) -> None:
        """A receipt whose money people place on an invoice later is handed over again with its allocation."""
        sales.post_invoice(invoice("FP-1"), key=key("FP-1"))
        sales.post_settlement(settlement("SK-1", "50.00"), key=key("SK-1"))
        (before,), cursor = read(sales, kinds=["receipts"])
        (move,) = person.call("account.move.read", [int(before.ref.id)], ["lines.credit"])
        (line,) = (each["id"] for each in move["lines."] if each["credit"])
        (bill,) = person.call("account.invoice.search", [])
        person.call("account.invoice.write", [bill], {"payment_lines": [["add", [line]]]})
        (after,), _ = read(sales, cursor, kinds=["receipts"])
        assert "allocations" not in before.rows
        assert [(row.target, row.amount) for row in after.rows["allocations"]] == [("FP-1", yuan("50.00"))]
        assert before.version != after.version

    def test_what_was_deleted_is_not_in_a_full_reading(self, sales: Any, person: Any) -> None:
        """A cancelled sale that people deleted is gone from a reading from the beginning; deletions are not told."""
        sales.post_order(order("SO-1"), key=key("SO-1"))
        (change,), cursor = read(sales, kinds=["orders"])
        number = int(change.ref.id)
        for step in ("draft", "cancel", "delete"):
            person.call(f"sale.sale.{step}", [number])
        assert read(sales, cursor, kinds=["orders"])[0] == []
        assert read(sales, kinds=["orders"])[0] == []


class TestPeople:
    def test_archived_customers_are_handed_over_on_hold(self, customers: Any, person: Any) -> None:
        """A party that was archived is not hidden: it is on hold."""
        person.call("party.party.write", [person.first("party.party", ["code", "=", "C2"])], {"active": False})
        changes, _ = read(customers, kinds=["customers"])
        held = {change.rows["customers"][0].id: change.rows["customers"][0].on_hold_reason for change in changes}
        assert held == {"C1": None, "C2": "archived in Tryton"}

    def test_sales_of_people_have_tryton_s_number(self, sales: Any, person: Any) -> None:
        """A sale entered there has its number as its id, and none while it is a draft."""
        party = person.call("party.party.search_read", [["code", "=", "C1"]], 0, 1, None, ["addresses"])[0]
        unit = person.first("product.uom", ["symbol", "=", "u"])
        line = {
            "type": "line",
            "product": person.first("product.product"),
            "quantity": 2.0,
            "unit": unit,
            "unit_price": Decimal(5),
        }
        number = person.create(
            "sale.sale",
            party=party["id"],
            company=person.context["company"],
            currency=person.first("currency.currency", ["code", "=", "CNY"]),
            invoice_party=party["id"],
            shipment_party=party["id"],
            invoice_address=party["addresses"][0],
            shipment_address=party["addresses"][0],
            sale_date=date(2026, 6, 1),
            lines=[["create", [line]]],
        )
        assert read(sales, kinds=["orders"])[0] == []
        person.call("sale.sale.quote", [number])
        (change,), _ = read(sales, kinds=["orders"])
        assert (change.rows["orders"][0].id, change.rows["orders"][0].status) == ("1", "draft")
        assert change.rows["order_lines"][0].tax_rate == 0

    def test_names_do_not_change_with_the_user_s_language(self, sales: Any, customers: Any, person: Any) -> None:
        """Names that Tryton translates are read in the configured language, whatever the user prefers."""
        chinese = person.first("ir.lang", ["code", "=", "zh_CN"])
        template = person.first("product.template")
        person.call("product.template.write", [template], {"name": "译名"}, language="zh_CN")
        person.call("res.user.write", [person.uid], {"language": chinese})
        names = {change.rows["products"][0].name for change in read(customers, kinds=["products"])[0]}
        assert "译名" not in names


class TestCustomers:
    def test_a_customer_renamed_on_both_sides_is_a_conflict(self, customers: Any, person: Any) -> None:
        """A party that people renamed since it was read is not overwritten where the version is expected."""
        import pytest
        from attrs import evolve
        from salessupport.spi.errors import VersionConflict

        (change, *_), _ = read(customers, kinds=["customers"])
        ours = change.rows["customers"][0]
        person.call("party.party.write", [int(change.ref.id)], {"name": "theirs"})
        with pytest.raises(VersionConflict):
            customers.upsert(evolve(ours, name="ours"), key=key("u"), expect=change.version)
        assert customers.get(change.ref)[0].name == "theirs"

    def test_what_a_customer_does_not_say_stays(self, customers: Any) -> None:
        """A phone that is not given is not taken away; one that is given is set once."""
        from salessupport.domain.facts import Customer

        first = Customer(id="N1", name="新客户", phone="0532-1", tax_id="91370200", email="a@example.com")
        made = customers.upsert(first, key=key("1"))
        customers.upsert(Customer(id="N1", name="改名"), key=key("2"))
        customers.upsert(Customer(id="N1", name="改名", phone="0532-2"), key=key("3"))
        found, _ = customers.get(made.remote_ref)
        assert (found.name, found.phone, found.tax_id, found.email) == ("改名", "0532-2", "91370200", "a@example.com")
        assert customers.find(key("1")) is None  # the last command of a party is the one that is found
        assert customers.find(key("3")).value == made.value
