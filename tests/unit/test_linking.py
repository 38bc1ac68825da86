"""Pull and push with a remote in memory: what goes over, what is told, and that nothing goes over twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from rich.cells import cell_len

from salessupport import Desk
from salessupport.books.append import append_rows
from salessupport.books.reader import read_books
from salessupport.cli import link_tables
from salessupport.domain.facts import (
    AgreedPrice,
    Allocation,
    Customer,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Product,
    Receipt,
)
from salessupport.domain.values.errors import ConfigError
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Policies
from salessupport.domain.values.quantity import ExchangeRate, Price, Quantity
from salessupport.files.folder import Folder
from salessupport.linking import mirror, taking
from salessupport.linking.difference import compared
from salessupport.linking.mirror import documents
from salessupport.linking.ours import checked
from salessupport.linking.pulling import PullAnswer
from salessupport.linking.pushing import Planned, PushAnswer
from salessupport.linking.session import linked
from salessupport.memory.limits import Limits
from salessupport.memory.remote import Remote, Settings
from salessupport.runtime.outbox import Intent, Outbox
from salessupport.spi.capabilities import NoGuard
from salessupport.spi.documents import RemoteOpenItem
from salessupport.spi.feed import Change
from salessupport.spi.outcomes import Ref, Version
from salessupport.testing.faults import FAULTS, Fault
from salessupport.testing.simulated import SimulatedClock
from salessupport.testing.weather import Weather
from support.journals import fast_folder
from support.links import COMPANY, books, facts, joined
from support.writes import WRITES

DAY = date(2026, 2, 2)


def yuan(text: str, currency: str = "CNY") -> Money:
    """An amount."""
    return Money.parse(text, currency)


def customer(number: int, **more: Any) -> Customer:
    """A customer."""
    return Customer(id=f"C-{number}", name=f"示例客户{number}", **more)


def invoice(number: int, gross: str = "100.00", **more: Any) -> Invoice:
    """An issued invoice of customer 1, unless said otherwise."""
    said = {"kind": "invoice", "customer": "C-1", "status": "issued", **more}
    return Invoice(id=f"FP-{number}", issued_on=DAY, gross=yuan(gross, said.get("currency") or "CNY"), **said)


def receipt(number: int, amount: str = "100.00", **more: Any) -> Receipt:
    """Money of customer 1, unless said otherwise."""
    said = {"customer": "C-1", "method": "bank", **more}
    return Receipt(id=f"SK-{number}", received_on=DAY, amount=yuan(amount, said.get("currency") or "CNY"), **said)


def order(number: int, **more: Any) -> tuple[Order, OrderLine]:
    """An order of one line."""
    line = OrderLine(
        order=f"SO-{number}", line=1, product="P-1", qty=Quantity(Decimal(2)), price=Price(Decimal("50.00"))
    )
    return Order(id=f"SO-{number}", customer="C-1", ordered_on=DAY, **more), line


def states(answer: PushAnswer) -> dict[str, str]:
    """How far each document is."""
    return {one.id: one.state for one in answer.documents}


def bytes_of(folder: Path) -> Mapping[str, str]:
    """Every file with its digest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def heads(remote: Remote, kind: str) -> list[str]:
    """Our numbers of what stands at the remote."""
    return [one.rows[kind][0].id for one in remote.documents((kind,)) if not one.deleted]  # type: ignore[attr-defined]


def ref_of(remote: Remote, kind: str, number: str) -> Ref:
    """What the remote calls a document of ours."""
    found = remote.ours(kind, number)
    assert found is not None
    return found.ref


def pushed(folder: Path, remote: Remote, **more: Any) -> PushAnswer:
    """Push once."""
    with joined(folder, remote, **more) as link:
        return link.push()


def pulled(folder: Path, remote: Remote, **more: Any) -> PullAnswer:
    """Pull once."""
    with joined(folder, remote, **more) as link:
        return link.pull()


def edited(folder: Path, table: str, change: Callable[[str], str]) -> None:
    """Change the text of a table by hand."""
    path = folder / f"{table}.csv"
    path.write_bytes(change(path.read_text(encoding="utf-8-sig")).encode("utf-8-sig"))


OFFICE = facts(
    customers=(customer(1), customer(2)),
    products=(Product(id="P-1", name="压力表", unit="只"),),
    orders=(order(1, status="confirmed")[0],),
    order_lines=(order(1)[1],),
    invoices=(
        invoice(1),
        invoice(2, "30.00", kind="credit_note", original="FP-1"),
        invoice(3, "80.00", customer="C-2"),
    ),
    receipts=(receipt(1, "70.00"), receipt(2, "50.00", customer="C-2")),
)
MASTERS = facts(products=OFFICE.products)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in which syncing costs nothing."""
    with fast_folder() as folder:
        yield folder


@pytest.fixture
def remote() -> Remote:
    """Another system, empty."""
    return Remote("erp")


@pytest.fixture
def office(place: Path) -> Path:
    """Books with a few documents."""
    return books(place / "office", OFFICE)


@pytest.fixture
def empty(place: Path) -> Path:
    """Books with products only."""
    return books(place / "empty", MASTERS)


class TestOnce:
    def test_what_is_pushed_and_pulled_elsewhere_is_the_same_books(
        self, office: Path, empty: Path, remote: Remote
    ) -> None:
        """Every document, every amount; where the money stands, too."""
        assert set(states(pushed(office, remote)).values()) == {"confirmed"}
        answer = pulled(empty, remote)
        assert dict(answer.added) == {
            "customers": 2,
            "orders": 1,
            "order_lines": 1,
            "invoices": 3,
            "receipts": 2,
            "allocations": 2,
        }
        assert not answer.left
        assert Desk.open(empty).ageing() == Desk.open(office).ageing()

    def test_a_second_push_and_a_second_pull_move_nothing(self, office: Path, empty: Path, remote: Remote) -> None:
        """Not a row, not a change at the remote, not a byte of the books."""
        first = pushed(office, remote)
        changes = len(remote.changes)
        assert states(pushed(office, remote)) == states(first)
        pulled(empty, remote)
        before = bytes_of(empty)
        again = pulled(empty, remote)
        assert (again.read, dict(again.added), again.differing, again.refused) == (0, {}, (), ())
        assert pushed(empty, remote).documents == ()
        assert len(remote.changes) == changes
        assert {name: said for name, said in bytes_of(empty).items() if "journal" not in name} == {
            name: said for name, said in before.items() if "journal" not in name
        }

    def test_documents_go_in_the_order_in_which_they_rest_on_each_other(self, office: Path, remote: Remote) -> None:
        """Customers before their papers, invoices before credit notes on them, money last."""
        pushed(office, remote)
        went = [next(iter(one.rows.values()))[0].id for one in remote.changes]  # type: ignore[attr-defined]
        assert went.index("C-2") < went.index("SO-1") < went.index("FP-1") < went.index("FP-2") < went.index("SK-1")

    def test_a_credit_note_written_before_its_invoice_goes_after_it(self, place: Path, remote: Remote) -> None:
        """The order of the rows is nobody's promise."""
        note = invoice(1, "30.00", kind="credit_note", original="FP-2")
        folder = books(place / "b", facts(customers=(customer(1),), invoices=(note, invoice(2))))
        assert states(pushed(folder, remote)) == {"C-1": "confirmed", "FP-2": "confirmed", "FP-1": "confirmed"}

    def test_a_company_that_is_renamed_sends_nothing_again(self, office: Path, remote: Remote) -> None:
        """Keys hold a mark of the name; those that are there stay as they are."""
        pushed(office, remote)
        changes = len(remote.changes)
        text = (office / "company.toml").read_text(encoding="utf-8")
        (office / "company.toml").write_text(text.replace("示例仪表", "示例自动化"), encoding="utf-8")
        assert set(states(pushed(office, remote)).values()) == {"confirmed"}
        assert len(remote.changes) == changes

    def test_two_companies_may_send_documents_of_one_number(self, office: Path, place: Path, remote: Remote) -> None:
        """Their keys differ, so both stand there."""
        other = books(place / "other", facts(customers=(customer(1),), invoices=(invoice(1, "5.00"),)))
        text = (other / "company.toml").read_text(encoding="utf-8")
        (other / "company.toml").write_text(text.replace("青岛", "烟台"), encoding="utf-8")
        pushed(office, remote)
        assert states(pushed(other, remote))["FP-1"] == "confirmed"
        assert heads(remote, "invoices").count("FP-1") == 2

    def test_money_in_each_currency_goes_over_to_the_unit(self, place: Path, empty: Path, remote: Remote) -> None:
        """Yen have no cents and dinars three digits."""
        said = (("CNY", "0.01"), ("JPY", "1000001"), ("KWD", "1.001"))
        rate = ExchangeRate(Decimal("7.1"))
        given = [(number, name, amount) for number, (name, amount) in enumerate(said, 1)]
        clients = [customer(number, currency=name if name != "CNY" else None) for number, name, _ in given]
        papers = [
            invoice(number, amount, customer=f"C-{number}", currency=name, rate=rate if name != "CNY" else None)
            for number, name, amount in given
        ]
        folder = books(place / "b", facts(customers=clients, invoices=papers))
        pushed(folder, remote)
        pulled(empty, remote)
        there = [row.gross for row in read_books(empty).facts.invoices]
        assert there == [yuan(amount, name) for name, amount in said]
        with joined(folder, remote) as link:
            assert {one.currency: one.theirs for one in link.tie(as_of=DAY).customers} == {
                name: yuan(amount, name) for name, amount in said
            }


class TestDryRun:
    def test_a_dry_run_writes_nothing_where_there_was_no_journal(
        self, office: Path, empty: Path, remote: Remote, place: Path
    ) -> None:
        """Neither in the folder nor at the other system; the answers are those of the real runs."""
        for folder, name in ((office, "a"), (empty, "b")):
            text = f'[adapters.erp]\nadapter = "files"\nconfig = {{ folder = "{place / name}" }}\n'
            (folder / "salessupport.toml").write_text(text, encoding="utf-8")
        books(place / "a", MASTERS)
        books(place / "b", OFFICE)
        before = bytes_of(office), bytes_of(empty), bytes_of(place / "a")
        with linked(office, "erp", dry_run=True) as link:
            push = link.push(dry_run=True)
        with linked(empty, "erp", dry_run=True) as link:
            pull = link.pull(dry_run=True)
        assert before == (bytes_of(office), bytes_of(empty), bytes_of(place / "a"))
        assert set(states(push).values()) == {"new"}
        assert pull.added["invoices"] == 3
        with linked(empty, "erp") as link:
            assert evolve(link.pull(), dry_run=True) == pull

    def test_a_dry_run_writes_nothing_where_there_is_a_journal(self, office: Path, empty: Path, remote: Remote) -> None:
        """Not a byte of the journal either."""
        pushed(office, remote)
        pulled(empty, remote)
        remote.add("customers", {"customers": (customer(9),)})
        append_rows(office, "invoices", (invoice(9),))
        before = bytes_of(office), bytes_of(empty)
        with joined(office, remote) as link:
            push = link.push(dry_run=True)
        with joined(empty, remote) as link:
            pull = link.pull(dry_run=True)
        assert before == (bytes_of(office), bytes_of(empty))
        assert states(push)["FP-9"] == "new"
        assert (pull.read, dict(pull.added)) == (1, {"customers": 1})

    def test_a_dry_run_tells_what_the_books_would_refuse(self, empty: Path, remote: Remote) -> None:
        """It is tried on a copy."""
        remote.add("invoices", {"invoices": (invoice(1),)})
        with joined(empty, remote) as link:
            assert [one.ours for one in link.pull(dry_run=True).refused] == ["FP-1"]


class TestLeftOut:
    def test_what_does_not_count_is_not_sent(self, place: Path, remote: Remote) -> None:
        """Drafts, void invoices, cancelled orders, money of nobody known."""
        folder = books(
            place / "b",
            facts(
                customers=(customer(1),),
                products=OFFICE.products,
                orders=(order(1, status="cancelled")[0], order(2, status="draft")[0]),
                order_lines=(order(1)[1], order(2)[1]),
                invoices=(invoice(1, status="draft"), invoice(2, status="void")),
                receipts=(receipt(1, customer=None),),
            ),
        )
        answer = pushed(folder, remote)
        assert states(answer) == {"C-1": "confirmed"}
        assert answer.changed == ()

    def test_kinds_that_the_adapter_does_not_take_are_told(self, office: Path, remote: Remote) -> None:
        """The others go over."""
        answer = pushed(office, remote, without={"sales": ("post_order", "post_contract")})
        assert answer.unsupported == ("orders",)
        assert heads(remote, "orders") == []
        assert len(heads(remote, "invoices")) == 3


class TestBothSides:
    def test_a_document_deleted_there_is_told_and_not_sent_again(self, office: Path, remote: Remote) -> None:
        """What stands in the books stays."""
        pushed(office, remote)
        pulled(office, remote)
        remote.delete(ref_of(remote, "invoices", "FP-3"))
        before = (office / "invoices.csv").read_bytes()
        (told,) = pulled(office, remote).differing
        assert (told.ours, told.deleted, told.open) == ("FP-3", True, True)
        assert pushed(office, remote).documents == ()
        assert (office / "invoices.csv").read_bytes() == before

    def test_one_deleted_there_before_it_was_ever_pulled_is_told_too(self, office: Path, remote: Remote) -> None:
        """Its number is known from the sending, although the other system gives only its own."""
        pushed(office, remote)
        remote.delete(ref_of(remote, "invoices", "FP-3"))
        (told,) = pulled(office, remote).differing
        assert (told.ours, told.deleted) == ("FP-3", True)
        assert pushed(office, remote).documents == ()

    def test_one_deleted_and_entered_anew_there_is_no_difference(self, office: Path, remote: Remote) -> None:
        """Its number counts, not the other system's."""
        pushed(office, remote)
        rows = remote.require(ref_of(remote, "invoices", "FP-3")).rows
        remote.delete(ref_of(remote, "invoices", "FP-3"))
        remote.add("invoices", rows)
        assert pulled(office, remote).differing == ()

    def test_a_document_that_stands_there_twice_is_told(self, office: Path, remote: Remote) -> None:
        """Although both are equal to ours."""
        pushed(office, remote)
        remote.add("invoices", {"invoices": (invoice(1),)})
        told = pulled(office, remote)
        assert [(one.ours, one.doubled) for one in told.differing] == [("FP-1", True), ("FP-1", True)]
        assert told.left

    def test_one_that_stands_there_twice_is_taken_over_once(self, empty: Path, remote: Remote) -> None:
        """And told."""
        remote.add("customers", {"customers": (customer(1),)})
        for _ in range(2):
            remote.add("invoices", {"invoices": (invoice(1),)})
        answer = pulled(empty, remote)
        assert answer.added["invoices"] == 1
        assert [one.doubled for one in answer.differing] == [True, True]

    def test_a_customer_renamed_on_both_sides_is_told_and_left_alone(self, office: Path, remote: Remote) -> None:
        """Both names are shown; neither side is changed, however often it is pulled or pushed."""
        pushed(office, remote)
        ref = ref_of(remote, "customers", "C-1")
        remote.set(ref, {"customers": (evolve(customer(1), name="对方改名"),)})
        edited(office, "customers", lambda text: text.replace("示例客户1", "我方改名"))
        for _ in range(2):
            (told,) = pulled(office, remote).differing
            assert [(one.field, one.ours, one.theirs) for one in told.fields] == [("name", "我方改名", "对方改名")]
            assert pushed(office, remote).documents == ()
        assert remote.require(ref).head(Customer).name == "对方改名"

    def test_what_is_changed_here_after_it_was_sent_is_told_and_not_sent(self, office: Path, remote: Remote) -> None:
        """The other system keeps what it was sent."""
        pushed(office, remote)
        edited(office, "invoices", lambda text: text.replace("80.00", "90.00"))
        answer = pushed(office, remote)
        assert answer.changed == (Ref("invoices", "FP-3"),)
        assert not [one for one in remote.changes if one.version > 1]

    def test_what_is_voided_here_after_it_was_sent_is_told(self, place: Path, remote: Remote) -> None:
        """It is not sent any more, but the other system has it."""
        folder = books(place / "b", facts(customers=(customer(1),), invoices=(invoice(1),)))
        pushed(folder, remote)
        edited(folder, "invoices", lambda text: text.replace("issued\n", "void\n"))
        answer = pushed(folder, remote)
        assert answer.changed == (Ref("invoices", "FP-1"),)

    def test_master_data_that_change_here_make_no_invoice_look_changed(self, office: Path, remote: Remote) -> None:
        """An invoice is sent with its buyer, who is no part of it."""
        pushed(office, remote)
        edited(office, "customers", lambda text: text.replace("示例客户2", "我方改名"))
        assert pushed(office, remote).changed == (Ref("customers", "C-2"),)

    def test_a_row_that_only_one_side_has_is_told(self, office: Path, remote: Remote) -> None:
        """A line that was added there."""
        pushed(office, remote)
        rows = remote.require(Ref("orders", "ORDERS-000001")).rows
        more = evolve(rows["order_lines"][0], line=2)
        remote.set(Ref("orders", "ORDERS-000001"), {**rows, "order_lines": (*rows["order_lines"], more)})
        (told,) = pulled(office, remote).differing
        assert [(one.table, one.row, one.ours) for one in told.fields] == [("order_lines", "2", "")]

    def test_money_placed_there_later_is_taken_over(self, empty: Path, remote: Remote) -> None:
        """The receipt came from there: what it pays is theirs to say, in one pull or in two."""
        remote.add("customers", {"customers": (customer(1),)})
        for number in (1, 2):
            remote.add("invoices", {"invoices": (invoice(number),)})
        ref = remote.add("receipts", {"receipts": (receipt(1),)})
        pulled(empty, remote)
        placed = Allocation(id="HX-1", source="SK-1", target="FP-2", amount=yuan("100.00"), effective_on=DAY)
        remote.set(ref, {"receipts": (receipt(1),), "allocations": (placed,)})
        answer = pulled(empty, remote)
        assert dict(answer.added) == {"allocations": 1}
        assert answer.differing == ()
        assert pulled(empty, remote).added == {}
        assert [row.target for row in read_books(empty).facts.allocations] == ["FP-2"]

    def test_where_money_of_ours_stands_is_not_taken_over(self, office: Path, remote: Remote) -> None:
        """A receipt that we sent, placed there once more, is told: ours to decide."""
        pushed(office, remote)
        ref = ref_of(remote, "receipts", "SK-1")
        more = Allocation(id="HX-9", source="SK-1", target="FP-1", amount=yuan("1.00"), effective_on=DAY)
        rows = remote.require(ref).rows
        remote.set(ref, {**rows, "allocations": (*rows["allocations"], more)})
        answer = pulled(office, remote)
        assert dict(answer.added) == {}
        assert [one.ours for one in answer.differing] == ["SK-1"]


class TestRefused:
    def test_the_books_refuse_document_by_document(self, empty: Path, remote: Remote) -> None:
        """One of nobody known does not keep the others out; it comes when what it names is there."""
        remote.add("customers", {"customers": (customer(1),)})
        for number in range(1, 8):
            remote.add("invoices", {"invoices": (invoice(number, customer="C-1" if number != 4 else "C-7"),)})
        answer = pulled(empty, remote)
        assert answer.added["invoices"] == 6
        assert [(one.ref.id, one.ours) for one in answer.refused] == [("INVOICES-000004", "FP-4")]
        assert "C-7" in answer.refused[0].reason
        remote.add("customers", {"customers": (customer(7),)})
        assert dict(pulled(empty, remote).added) == {"customers": 1, "invoices": 1}

    def test_an_unknown_product_is_told(self, empty: Path, remote: Remote) -> None:
        """With its number."""
        remote.add("customers", {"customers": (customer(1),)})
        line = InvoiceLine(invoice="FP-1", line=1, product="P-9", net=yuan("100.00"))
        remote.add("invoices", {"invoices": (invoice(1),), "invoice_lines": (line,)})
        (told,) = pulled(empty, remote).refused
        assert told.ours == "FP-1"
        assert "P-9" in told.reason

    def test_a_document_of_a_closed_month_is_told(self, empty: Path, remote: Remote, place: Path) -> None:
        """The month stays as it was closed."""
        remote.add("customers", {"customers": (customer(1),)})
        remote.add("invoices", {"invoices": (invoice(1),)})
        pulled(empty, remote)
        Desk.open(empty).close("2026-02", out=place / "2026-02")
        remote.add("invoices", {"invoices": (invoice(2),)})
        remote.add("invoices", {"invoices": (evolve(invoice(3), issued_on=date(2026, 3, 1)),)})
        answer = pulled(empty, remote)
        assert answer.added["invoices"] == 1
        assert [(one.ours, "2026-02 is closed" in one.reason) for one in answer.refused] == [("FP-2", True)]

    def test_what_was_taken_out_of_the_books_by_hand_comes_again(self, empty: Path, remote: Remote) -> None:
        """It still stands there; twice over."""
        remote.add("customers", {"customers": (customer(1),)})
        remote.add("customers", {"customers": (customer(2),)})
        pulled(empty, remote)
        for _ in range(2):
            edited(empty, "customers", lambda text: "".join(text.splitlines(keepends=True)[:2]))
            assert dict(pulled(empty, remote).added) == {"customers": 1}
        assert [row.id for row in read_books(empty).facts.customers] == ["C-1", "C-2"]

    def test_what_another_process_took_over_meanwhile_is_not_added_again(self, empty: Path, remote: Remote) -> None:
        """Both had seen it missing; the later one adds the rest."""
        clients = [Change(Ref("customers", f"R{n}"), Version("1"), {"customers": (customer(n),)}) for n in (1, 2)]
        told = [mirror.told(one, None) for one in clients]
        folder = Folder(empty, now=SimulatedClock().now)
        for seen in (told[:1], told):
            taking._add(folder, "erp", seen, frozenset())
        assert [row.id for row in read_books(empty).facts.customers] == ["C-1", "C-2"]

    def test_the_other_system_refuses_one_document(self, office: Path) -> None:
        """It waits for a person; corrected here it goes over, as a command of its own."""
        remote = Remote("erp", Settings(limits=Limits(text=6)))
        edited(office, "customers", lambda text: text.replace("示例客户2", "名字太长的客户"))
        answer = pushed(office, remote)
        assert states(answer)["C-2"] == "rejected"
        assert [one.id for one in answer.left] == ["C-2"]
        assert states(answer)["FP-3"] == "confirmed"  # the other system asks for no customer
        edited(office, "customers", lambda text: text.replace("名字太长的客户", "短名"))
        assert states(pushed(office, remote))["C-2"] == "confirmed"
        assert remote.documents(("customers",))[-1].rows["customers"][0].name == "短名"  # type: ignore[attr-defined]
        assert heads(remote, "customers") == ["C-1", "C-2"]

    def test_a_parked_document_keeps_only_its_customer_waiting(self, office: Path) -> None:
        """Nobody can say what became of it; the other customer's go on."""
        remote, clock = Remote("erp", Settings(idempotency=NoGuard())), SimulatedClock()
        weather = Weather(clock)
        weather.forecast((Fault(FAULTS["F6"]),))
        answer = pushed(office, remote, clock=clock, wire=weather)
        found = states(answer)
        assert found["C-1"] == "parked"
        assert {found[name] for name in ("SO-1", "FP-1", "FP-2", "SK-1")} == {"pending"}
        assert {found[name] for name in ("C-2", "FP-3", "SK-2")} == {"confirmed"}


class TestOurs:
    def test_nothing_is_ours_unless_it_is_said(self, office: Path, remote: Remote) -> None:
        """A limit that differs is told."""
        pushed(office, remote)
        remote.set(ref_of(remote, "customers", "C-1"), {"customers": (customer(1, credit_limit=yuan("9.00")),)})
        assert pulled(office, remote).left
        assert pushed(office, remote).documents == ()

    def test_a_field_of_ours_is_set_there_and_no_other(self, office: Path, remote: Remote) -> None:
        """Their name stays theirs; pushed again or pulled nothing moves."""
        pushed(office, remote)
        ref = ref_of(remote, "customers", "C-1")
        remote.set(ref, {"customers": (evolve(customer(1), name="对方改名", credit_days=9),)})
        fields = ("customers.credit_days",)
        told = pulled(office, remote, ours=fields)
        assert [(one.field, one.owned) for one in told.differing[0].fields] == [("name", False), ("credit_days", True)]
        for _ in range(2):
            (sent,) = pushed(office, remote, ours=fields).documents
            assert (sent.id, sent.state, sent.sets) == ("C-1", "confirmed", fields)
            there = remote.require(ref)
            assert (there.head(Customer).name, there.head(Customer).credit_days) == ("对方改名", None)
            assert there.version == 3
        assert [one.field for one in pulled(office, remote, ours=fields).differing[0].fields] == ["name"]
        assert pushed(office, remote, ours=fields).documents == ()

    def test_only_a_field_of_ours_differing_needs_nobody(self, office: Path, remote: Remote) -> None:
        """A push sets it right."""
        pushed(office, remote)
        remote.set(ref_of(remote, "customers", "C-1"), {"customers": (customer(1, credit_days=9),)})
        assert not pulled(office, remote, ours=("customers.credit_days",)).left

    def test_whoever_changed_the_customer_there_since_is_not_overwritten(self, office: Path, remote: Remote) -> None:
        """The command names the version that it was made of; the next pull and push go through."""
        pushed(office, remote)
        ref, fields = ref_of(remote, "customers", "C-1"), ("customers.credit_days",)
        remote.set(ref, {"customers": (customer(1, credit_days=9),)})
        pulled(office, remote, ours=fields)
        remote.set(ref, {"customers": (customer(1, credit_days=9, region="山东"),)})
        (sent,) = pushed(office, remote, ours=fields).left
        assert sent.state == "rejected"
        pulled(office, remote, ours=fields)
        assert pushed(office, remote, ours=fields).left == ()
        assert remote.require(ref).head(Customer).region == "山东"
        assert remote.require(ref).head(Customer).credit_days is None

    def test_a_field_that_goes_back_and_forth_is_set_each_time(self, office: Path, remote: Remote) -> None:
        """Each time that they change it."""
        pushed(office, remote)
        ref, fields = ref_of(remote, "customers", "C-1"), ("customers.credit_days",)
        for _ in range(2):
            remote.set(ref, {"customers": (customer(1, credit_days=9),)})
            pulled(office, remote, ours=fields)
            pushed(office, remote, ours=fields)
            assert remote.require(ref).head(Customer).credit_days is None

    def test_a_field_that_the_other_system_does_not_keep_is_sent_once(self, office: Path, remote: Remote) -> None:
        """It comes back empty, in a new version."""
        pushed(office, remote)
        ref, fields = ref_of(remote, "customers", "C-1"), ("customers.credit_days",)
        edited(office, "customers", _with_days)
        sent = []
        for _ in range(3):
            pulled(office, remote, ours=fields)
            sent += pushed(office, remote, ours=fields).documents
            remote.set(ref, {"customers": (customer(1),)})
        assert [one.id for one in sent] == ["C-1"]

    @pytest.mark.parametrize("name", ["customers.id", "invoices.gross", "credit_days", "customers.nothing"])
    def test_a_field_that_cannot_be_set_there_is_refused(self, name: str) -> None:
        """By its place in the configuration."""
        with pytest.raises(ConfigError) as found:
            checked(["customers.credit_days", name], "erp")
        assert found.value.path == "$.links.erp.ours[1]"

    def test_the_configuration_says_it(self, office: Path, place: Path) -> None:
        """In a table of the connection's name, which must be one."""
        other = books(place / "other", MASTERS)
        text = f'[adapters.erp]\nadapter = "files"\nconfig = {{ folder = "{other}" }}\n'
        said = '[links.erp]\nours = ["customers.credit_days"]\n'
        (office / "salessupport.toml").write_text(text + said, encoding="utf-8")
        with linked(office, "erp") as link:
            assert link.ours == ("customers.credit_days",)
        (office / "salessupport.toml").write_text(text + said.replace("erp", "else"), encoding="utf-8")
        with pytest.raises(ConfigError), linked(office, "erp"):
            pass


def _with_days(text: str) -> str:
    """Customer 1 with terms of nine days; written anew by the program, so that columns stand where they belong."""
    return "id,name,credit_days\nC-1,示例客户1,9\nC-2,示例客户2,\n"


class TestTie:
    def test_it_ties_after_a_push_and_before_any_pull(self, office: Path, remote: Remote) -> None:
        """The numbers of customers there are known from the answers."""
        pushed(office, remote)
        with joined(office, remote) as link:
            tie = link.tie(as_of=DAY)
        assert tie.tied
        assert {one.customer: (one.ours, one.theirs, one.state) for one in tie.customers} == {
            "C-2": (yuan("30.00"), yuan("30.00"), "unconfirmed")
        }

    def test_an_item_of_a_customer_that_the_books_do_not_know_is_told(self, office: Path, remote: Remote) -> None:
        """It does not tie."""
        pushed(office, remote)
        remote.add("invoices", {"invoices": (invoice(9, customer="C-9"),)})
        with joined(office, remote) as link:
            tie = link.tie(as_of=DAY)
        assert [(one.customer, one.open) for one in tie.strangers] == [("C-9", yuan("100.00"))]
        assert not tie.tied

    def test_an_item_in_another_currency_than_the_customers_is_told(self, office: Path, remote: Remote) -> None:
        """It cannot be compared."""
        pushed(office, remote)
        remote.add("invoices", {"invoices": (invoice(9, customer="C-2", currency="USD"),)})
        with joined(office, remote) as link:
            tie = link.tie(as_of=DAY)
        assert [(one.number, one.open) for one in tie.strangers] == [("FP-9", yuan("100.00", "USD"))]

    @pytest.mark.parametrize("listed", [False, True])
    def test_money_on_account_ties_whether_or_not_the_other_system_lists_it(
        self, place: Path, remote: Remote, listed: bool
    ) -> None:
        """As an item of its own, or only as a receipt that is placed nowhere; never twice."""
        folder = books(place / "b", facts(customers=(customer(1),), receipts=(receipt(1),)))
        pushed(folder, remote)
        money = yuan("-100.00")
        item = RemoteOpenItem("R-1", "SK-1", "C-1", DAY, None, money, money)
        with joined(folder, remote) as link:
            sales = SimpleNamespace(open_items=lambda as_of: iter([item] if listed else []))
            (found,) = evolve(link, things={"sales": sales}).tie(as_of=DAY).customers
        assert (found.ours, found.theirs, found.state) == (money, money, "unconfirmed")

    def test_a_rest_within_the_tolerance_is_not_sent_and_is_explained(self, place: Path, remote: Remote) -> None:
        """The receipt is taken, and the cents that were written off here have a name."""
        tolerant = evolve(COMPANY, policies=Policies(tolerance=Decimal("0.05")))
        paid = receipt(1, "99.97")
        rows = facts(customers=(customer(1),), invoices=(invoice(1),), receipts=(paid,))
        row = Allocation(id="HX-1", source=paid.id, target="FP-1", effective_on=DAY)
        folder = books(place / "b", rows.appended({"allocations": (row,)}), company=tolerant)
        assert set(states(pushed(folder, remote)).values()) == {"confirmed"}
        with joined(folder, remote) as link:
            tie = link.tie(as_of=DAY)
        (found,) = tie.customers
        (part,) = found.untold
        assert (found.state, found.ours, found.theirs) == ("explained", yuan("0.00"), yuan("0.03"))
        assert (part.id, part.kind, part.by, part.amount) == ("FP-1", "tolerance", "SK-1", yuan("-0.03"))
        assert tie.tied
        assert found.open == ()

    def test_money_that_they_lack_is_explained_by_nothing(self, place: Path, remote: Remote) -> None:
        """A receipt that was refused there leaves its invoice open there, and somebody has to do something."""
        rows = facts(customers=(customer(1),), invoices=(invoice(1),), receipts=(receipt(1),))
        folder = books(place / "b", rows)
        pushed(folder, remote, without={"sales": ("post_settlement",)})
        with joined(folder, remote) as link:
            (found,) = link.tie(as_of=DAY).customers
        assert (found.state, found.ours, found.theirs, found.untold) == ("differs", yuan("0.00"), yuan("100.00"), ())
        assert [one.kind for one in found.open] == ["receipt_they_lack"]

    def test_what_was_booked_there_alone_differs(self, office: Path, remote: Remote) -> None:
        """By its number."""
        pushed(office, remote)
        remote.add("invoices", {"invoices": (invoice(9, customer="C-2"),)})
        with joined(office, remote) as link:
            (found,) = link.tie(as_of=DAY).customers
        assert (found.state, found.theirs) == ("differs", yuan("130.00"))


class TestMirror:
    def test_a_document_whose_key_has_several_columns_is_known_by_them(self, empty: Path, remote: Remote) -> None:
        """An agreed price has no number of its own; it is taken over once."""
        remote.add("customers", {"customers": (customer(1),)})
        price = AgreedPrice(customer="C-1", product="P-1", net_price=Price(Decimal("12.50")), valid_from=DAY)
        remote.add("prices", {"prices": (price,)})
        assert dict(pulled(empty, remote).added) == {"customers": 1, "prices": 1}
        assert pulled(empty, remote).added == {}
        with joined(empty, remote) as link:
            _, one = documents(link.journal, "erp")
        assert one.ours.startswith("C-1|P-1|")

    def test_commands_of_others_on_the_connection_are_none_of_ours(self, office: Path, remote: Remote) -> None:
        """A program may use the same outbox with keys of its own."""
        write = next(one for one in WRITES if one.verb == "post_invoice")
        with joined(office, remote) as link:
            Outbox(link.journal).put_all([Intent("erp", write.key(1), write.call(remote, 1), "program")])
            answer = link.push()
        assert "FP-1" in states(answer)
        assert answer.changed == ()


class TestPrinted:
    def test_what_waits_for_somebody_is_said_in_both_languages(
        self, office: Path, remote: Remote, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Amounts by kind, fields that differ, documents deleted, twice, refused, of customers that nobody knows."""
        monkeypatch.setenv("COLUMNS", "80")
        link_tables.pushed(pushed(office, remote, without={"sales": ("post_order",)}))
        remote.set(ref_of(remote, "customers", "C-1"), {"customers": (customer(1, credit_days=9, region="山东"),)})
        remote.delete(ref_of(remote, "invoices", "FP-3"))
        for paper in (invoice(1), invoice(9, customer="C-9")):
            remote.add("invoices", {"invoices": (paper,)})
        fields = ("customers.credit_days",)
        link_tables.pulled(pulled(office, remote, ours=fields))
        link_tables.pushed(pushed(office, remote, ours=fields, without={"sales": ("post_order",)}))
        with joined(office, remote) as link:
            link_tables.tie(link.tie(as_of=DAY))
        printed = capsys.readouterr().out
        for said in (
            "CNY 150.00",
            "credit_days *",
            "deleted there",
            "对方重复",
            "! invoices FP-9: 账簿未收",
            "ours: customers.credit_days",
            "! orders: 对方系统不接收",
            "C-2 FP-3 对方缺发票 an invoice that they lack 30.00",
            "! C-9 FP-9",
        ):
            assert said in printed, said
        assert max(cell_len(line) for line in printed.splitlines()) <= 80


class TestRefusedTogether:
    def test_documents_with_one_reason_are_told_together(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A reason that eight share is printed once, with six of them by name."""
        many = [Planned("invoices", f"FP-{n}", "C-1", None, "rejected", f"FP-{n}: no tax") for n in range(8)]
        other = Planned("orders", "SO-1", "C-1", None, "rejected", "SO-1: no product")
        link_tables.pushed(PushAnswer("erp", (*many, other)))
        (first, second) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("!")]
        assert first.startswith("! invoices FP-0 FP-1 FP-2 FP-3 FP-4 FP-5 … (8): ")
        assert second.endswith("no product")


class TestPatience:
    def test_what_cannot_be_reached_waits_for_another_push(
        self, office: Path, remote: Remote, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A push ends when the next attempt is further away than its patience, and says how many wait."""
        clock = SimulatedClock()
        weather = Weather(clock)
        weather.forecast((Fault(FAULTS["F1"]),) * 500)
        with joined(office, remote, clock=clock, wire=weather) as link:
            answer = link.push(patience=timedelta(minutes=1))
            assert len(answer.waiting) == len(answer.documents) > 0
            link_tables.pushed(answer)
            assert f"{len(answer.waiting)} wait to be tried again" in capsys.readouterr().out
            weather.clear()
            clock.advance(timedelta(days=1))
            again = link.push(patience=timedelta(minutes=1))
        assert set(states(again).values()) == {"confirmed"}
        assert again.waiting == ()


class TestPlacements:
    def test_the_day_of_a_placement_that_we_sent_is_ours(self, place: Path, remote: Remote) -> None:
        """The other system gives the day of the money for it; that is no difference. Another amount is."""
        later = DAY.replace(month=3)
        row = Allocation(id="HX-1", source="SK-1", target="FP-1", effective_on=later)
        rows = facts(customers=(customer(1),), invoices=(invoice(1),), receipts=(receipt(1),), allocations=(row,))
        folder = books(place / "b", rows)
        pushed(folder, remote)
        there = next(one for one in remote.documents(("receipts",)))
        (told,) = there.rows["allocations"]
        remote.set(there.ref, {**there.rows, "allocations": (evolve(told, effective_on=DAY),)})
        assert pulled(folder, remote).differing == ()
        remote.set(there.ref, {**there.rows, "allocations": (evolve(told, amount=yuan("1.00")),)})
        assert [field.field for one in pulled(folder, remote).differing for field in one.fields] == ["amount"]


class TestCompared:
    @pytest.mark.parametrize(("theirs", "differs"), [("CNY", False), ("USD", True)])
    def test_a_currency_left_to_the_amounts_is_theirs(self, theirs: str, *, differs: bool) -> None:
        """A row without a currency has that of its amounts; another one there is a difference."""
        ours = Receipt(id="R1", customer="C1", received_on=DAY, amount=yuan("10.00"), method="bank")
        told = compared({"receipts": (ours,)}, {"receipts": (evolve(ours, currency=theirs),)})
        assert [field.field for field in told.fields] == (["currency"] if differs else [])

    @pytest.mark.parametrize(("days", "differs"), [(0, False), (1, True)])
    def test_an_invoice_that_says_no_due_day_is_due_at_once(self, days: int, *, differs: bool) -> None:
        """The other system says so; only another day there is a difference."""
        told = evolve(invoice(1), due_on=DAY + timedelta(days=days))
        fields = compared({"invoices": (invoice(1),)}, {"invoices": (told,)}).fields
        assert [field.field for field in fields] == (["due_on"] if differs else [])

    @pytest.mark.parametrize(("theirs", "differs"), [("CNY", False), ("USD", True)])
    def test_an_order_without_a_currency_is_in_its_customers(
        self, place: Path, remote: Remote, theirs: str, *, differs: bool
    ) -> None:
        """The other system names one for every order; only another one is a difference."""
        ours = Order(id="SO-1", customer="C-1", ordered_on=DAY, status="confirmed")
        folder = books(place / "b", facts(customers=(customer(1),), orders=(ours,)))
        remote.add("orders", {"orders": (evolve(ours, currency=theirs),)})
        told = [field.field for one in pulled(folder, remote).differing for field in one.fields]
        assert told == (["currency"] if differs else [])
