"""Who sees and writes what: classes, rules and scopes as data, masks, reveals on record (SE-01, B111)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from salessupport.books.tables import TABLES
from salessupport.domain.access import (
    CLASSES,
    MASK,
    RULES,
    Action,
    FieldClass,
    Role,
    class_of,
    denied,
    may,
    scope_of,
    view_of,
)
from salessupport.domain.access.scope import LINKS, PERSONS
from salessupport.domain.facts import (
    Allocation,
    Complaint,
    Contract,
    Customer,
    Expense,
    Facts,
    Instalment,
    Invoice,
    Product,
    Receipt,
    RegisterAlias,
    RegisterClause,
    RegisterEntry,
    Salesperson,
)
from salessupport.domain.values.dates import parse_date
from salessupport.domain.values.errors import MissingField
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Price
from salessupport.runtime.access import Access, Noted, access_log
from salessupport.runtime.journal import SqliteJournal
from salessupport.spi.errors import PermissionDenied
from support.journals import fast_folder, opened

DAY = parse_date("2026-10-08")
MINE, OTHERS, NORTH = "C-MINE", "C-OTHERS", "C-NORTH"
ACCOUNT = "6217000000000000123"
COST = Price(Decimal("61.50"))
PAGES = Path(__file__).parents[2] / "docs"
FACTS = Facts(
    salespeople=(
        Salesperson(id="S1", name="李甲", region="华东"),
        Salesperson(id="S2", name="王乙", region="华东"),
        Salesperson(id="S3", name="赵丙", region="华北"),
        Salesperson(id="S9", name="钱总"),
    ),
    customers=(
        Customer(id=MINE, name="A", salesperson="S1", region="华东", bank_account=ACCOUNT, phone="0532-80000001"),
        Customer(id=OTHERS, name="B", salesperson="S2", region="华东"),
        Customer(id=NORTH, name="C", salesperson="S3", region="华北"),
    ),
    products=(Product(id="P1", name="pump", purchase_price=COST),),
    contracts=(
        Contract(id="HT-1", customer=MINE, signed_on=DAY, amount=Money(100, "CNY")),
        Contract(id="HT-2", customer=OTHERS, signed_on=DAY, amount=Money(200, "CNY")),
    ),
    instalments=(Instalment(contract="HT-1", no=1, trigger="signing"),),
    receipts=(
        Receipt(id="SK-1", customer=MINE, received_on=DAY, amount=Money(70, "CNY"), payer_account=ACCOUNT),
        Receipt(id="SK-2", customer=OTHERS, received_on=DAY, amount=Money(71, "CNY")),
        Receipt(id="SK-3", received_on=DAY, amount=Money(72, "CNY")),
    ),
    allocations=(
        Allocation(id="HX-1", source="SK-1", target="HT-1:1", effective_on=DAY),
        Allocation(id="HX-2", source="SK-2", target="HT-1:1", effective_on=DAY),
        Allocation(id="HX-3", source="SK-1", target="nothing", effective_on=DAY),
    ),
    expenses=(
        Expense(id="E-1", salesperson="S1", spent_on=DAY, claimed=Money(1, "CNY")),
        Expense(id="E-2", salesperson="S3", spent_on=DAY, claimed=Money(1, "CNY")),
    ),
    register_clauses=(
        RegisterClause(id="K-1", clause="price", text="standard"),
        RegisterClause(id="K-2", clause="price", text="x", contract="HT-2"),
    ),
    register_aliases=(RegisterAlias(id="M-1", customer=MINE, alias=OTHERS, valid_from=DAY, by="x", reason="x"),),
    registers={"register_samples": (RegisterEntry(id="X-1", values={"price": "9"}),)},
)


def seen(role: Role, person: str, table: str) -> list[object]:
    """The ids that somebody sees in a table."""
    return [row.values["id"] for row in view_of(FACTS, role, person).tables[table]]


class TestClasses:
    def test_every_column_of_every_table_has_a_class(self) -> None:
        """A new column is given a class before it is shown to anybody."""
        wanting = [
            (table.name, column.attribute)
            for table in TABLES.values()
            for column in table.columns
            if class_of(table.name, column.attribute) is None
        ]
        assert wanting == []
        assert set(CLASSES) == set(TABLES)

    def test_a_column_without_a_class_is_for_nobody(self) -> None:
        """Default deny: an unknown column, an unknown table, an office's own register."""
        for table, column in (("customers", "shoe_size"), ("register_samples", "values"), ("nothing", "id")):
            assert not any(may(role, action, table, column) for role in Role for action in Action)

    def test_money_is_nowhere_for_everybody(self) -> None:
        """Every amount and every price but that of the public list is confidential."""
        kinds = {"money", "signed_money", "price"}
        columns = {
            (table.name, column.attribute): class_of(table.name, column.attribute)
            for table in TABLES.values()
            for column in table.columns
            if column.kind.value in kinds
        }
        assert columns.pop(("products", "list_price")) is FieldClass.INTERNAL
        assert set(columns.values()) == {FieldClass.CONFIDENTIAL}

    def test_what_is_sensitive_can_be_revealed(self) -> None:
        """A sensitive column stands in a table of rows with ids, since reveals are by id."""
        sensitive = {(t, c) for t, columns in CLASSES.items() for c, k in columns.items() if k is FieldClass.SENSITIVE}
        assert sensitive == {("customers", "bank_account"), ("receipts", "payer_account")}
        assert all("id" in CLASSES[table] for table, _ in sensitive)


class TestRules:
    def test_nobody_reads_what_is_sensitive(self) -> None:
        """It is revealed, by the few who may."""
        assert not any(may(role, Action.READ, "customers", "bank_account") for role in Role)
        revealing = {role for role in Role if may(role, Action.REVEAL, "customers", "bank_account")}
        assert revealing == {Role.FINANCE, Role.MANAGER, Role.AUDITOR}

    def test_reveals_are_of_sensitive_columns_alone(self) -> None:
        """No rule reveals another class, or the log would not tell all."""
        revealing = [rule.classes for rule in RULES if rule.action is Action.REVEAL]
        assert set(revealing) == {frozenset({FieldClass.SENSITIVE})}

    def test_the_auditor_writes_nothing(self) -> None:
        """Whoever checks the books does not keep them."""
        assert not any(may(Role.AUDITOR, Action.WRITE, table, column) for table in CLASSES for column in CLASSES[table])

    def test_rules_name_tables_of_the_books(self) -> None:
        """A rule for a table that there is not would give nothing, unnoticed."""
        assert set().union(*(rule.tables for rule in RULES)) <= set(CLASSES)

    @pytest.mark.parametrize("page", ["explanation/who-sees-what.md", "zh/explanation/who-sees-what.md"])
    def test_the_page_tells_the_rules(self, page: str) -> None:
        """The table of the page is that of the rules: what each role reads everywhere, what it reveals."""
        text = (PAGES / page).read_text(encoding="utf-8")
        told = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", text, flags=re.MULTILINE))
        assert told == {role.value: ", ".join(f"`{name}`" for name in _read_everywhere(role)) for role in Role}


def _read_everywhere(role: Role) -> Iterator[str]:
    given = [rule.classes for rule in RULES if rule.role is role and rule.action is Action.READ and not rule.tables]
    return (one.value for one in FieldClass if any(one in classes for classes in given))


class TestScope:
    def test_links_are_those_of_the_books(self) -> None:
        """Each link names the tables that the books' column refers to, and tables come behind those they name."""
        before = {"customers"}
        for name, links in LINKS.items():
            for column, tables in links.items():
                (there,) = (one for one in TABLES[name].columns if one.attribute == column)
                assert set(tables) == set(there.refers_to)
                assert set(tables) <= before
            before.add(name)

    def test_a_table_without_links_belongs_to_no_customer(self) -> None:
        """Whatever refers to a customer, or to what has one, is in the scope's data."""
        customers = {"customers", *LINKS}
        for name in set(TABLES) - customers - PERSONS:
            assert not {to for column in TABLES[name].columns for to in column.refers_to} & customers, name

    @pytest.mark.parametrize(
        ("role", "person", "customers"),
        [
            (Role.SALES, "S1", [MINE]),
            (Role.SALES, "S3", [NORTH]),
            (Role.SALES, "stranger", []),
            (Role.MANAGER, "S1", [MINE, OTHERS]),
            (Role.MANAGER, "S9", [MINE, OTHERS, NORTH]),
            (Role.MANAGER, "stranger", []),
            (Role.CLERK, "anybody", [MINE, OTHERS, NORTH]),
        ],
    )
    def test_customers(self, role: Role, person: str, customers: list[str]) -> None:
        """Own customers, those of the region, or all."""
        assert seen(role, person, "customers") == customers

    def test_documents_follow_their_customer(self) -> None:
        """Rows of others, of nobody and of several customers are not there; what belongs to the office is."""
        assert seen(Role.SALES, "S1", "contracts") == ["HT-1"]
        assert seen(Role.SALES, "S1", "receipts") == ["SK-1"]
        assert seen(Role.SALES, "S1", "allocations") == ["HX-1"]
        assert seen(Role.MANAGER, "S1", "allocations") == ["HX-1", "HX-2"]
        assert seen(Role.SALES, "S1", "register_aliases") == []
        assert seen(Role.SALES, "S1", "register_clauses") == ["K-1"]
        assert seen(Role.SALES, "S1", "products") == ["P1"]
        assert seen(Role.SALES, "S1", "expenses") == ["E-1"]
        assert seen(Role.MANAGER, "S2", "expenses") == ["E-1"]

    def test_rows_that_lead_through_a_receipt_of_nobody_are_of_nobody(self) -> None:
        """An allocation of money that nobody claimed is in no bounded scope."""
        row = Allocation(id="HX-9", source="SK-3", target="HT-1:1", effective_on=DAY)
        assert not scope_of(FACTS, Role.SALES, "S1").covers("allocations", row)

    def test_an_own_register_is_in_no_bounded_scope(self) -> None:
        """Nobody knows whose rows they are; a view leaves such registers out for everybody."""
        (row,) = FACTS.registers["register_samples"]
        assert not scope_of(FACTS, Role.SALES, "S1").covers("register_samples", row)
        assert "register_samples" not in view_of(FACTS, Role.CLERK, "x").tables


class TestView:
    def test_sales_sees_no_cost(self) -> None:
        """B111: the purchase price is masked, the name is not."""
        (row,) = view_of(FACTS, Role.SALES, "S1").tables["products"]
        assert (row.values["name"], row.values["purchase_price"]) == ("pump", None)
        assert {"purchase_price", "floor_price"} == row.hidden

    def test_a_mask_does_not_tell_whether_something_is_there(self) -> None:
        """Texts become the same stars, empty or not; everything else is left out."""
        rows = view_of(FACTS, Role.INTEGRATION, "erp").tables["customers"]
        assert {row.values["bank_account"] for row in rows} == {row.values["phone"] for row in rows} == {MASK}
        assert {row.values["aliases"] for row in rows} == {MASK}
        (row,) = view_of(FACTS, Role.SALES, "S1").tables["products"]
        assert (row.values["floor_price"], row.values["purchase_price"]) == (None, None)

    def test_json(self) -> None:
        """Values as plain JSON."""
        shown = view_of(FACTS, Role.CLERK, "x").as_json()
        (first, *_) = shown["contracts"]  # type: ignore[misc] # a list
        assert (first["amount"], first["signed_on"], first["on_site"]) == ("1.00", "2026-10-08", None)
        assert shown["customers"][0]["aliases"] == []  # type: ignore[index] # a list


class TestDenied:
    def test_columns_that_the_role_may_not_write(self) -> None:
        """In the order asked for; none where all are allowed."""
        customer = FACTS.customers[0]
        asked = ("phone", "credit_limit", "bank_account")
        wrong = denied(FACTS, Role.SALES, "S1", table="customers", row=customer, columns=asked)
        assert wrong == ("credit_limit", "bank_account")
        assert denied(FACTS, Role.CLERK, "x", table="customers", row=customer, columns=asked) == ()

    def test_all_columns_of_a_row_of_others(self) -> None:
        """Not even the telephone number."""
        wrong = denied(FACTS, Role.SALES, "S1", table="customers", row=FACTS.customers[1], columns=["phone"])
        assert wrong == ("phone",)


@pytest.fixture
def journal() -> Iterator[SqliteJournal]:
    """An empty journal."""
    with fast_folder() as folder, opened(folder / "journal.db") as made:
        yield made


class TestReveals:
    def test_each_reveal_is_on_record(self, journal: SqliteJournal) -> None:
        """R30: who, in which role, what, what for and when; the value is not in the journal."""
        access = Access(journal, FACTS, Role.FINANCE, "周会计")
        assert access.reveal("customers", MINE, "bank_account", purpose="退款") == ACCOUNT
        assert access.reveal("customers", OTHERS, "bank_account", purpose="退款") is None
        first, second = access_log(journal)
        at = first.at
        assert first == Noted(
            "周会计", Role.FINANCE, Action.REVEAL, f"customers/{MINE}", ("bank_account",), "退款", at, granted=True
        )
        assert (second.what, second.granted) == (f"customers/{OTHERS}", True)
        assert not any(ACCOUNT in entry.payload for entry in journal.entries())

    @pytest.mark.parametrize("purpose", ["", "  ", "\u3000"])
    def test_without_a_purpose_nothing_is_revealed(self, journal: SqliteJournal, purpose: str) -> None:
        """Nor recorded."""
        with pytest.raises(MissingField) as caught:
            Access(journal, FACTS, Role.FINANCE, "x").reveal("customers", MINE, "bank_account", purpose=purpose)
        assert caught.value.code == "access.purpose"
        assert list(access_log(journal)) == []

    def test_a_purpose_is_kept_without_the_account_that_was_copied_into_it(self, journal: SqliteJournal) -> None:
        """Nor does a telephone number go into the log for ever."""
        access = Access(journal, FACTS, Role.FINANCE, "x")
        access.reveal("receipts", "SK-1", "payer_account", purpose="call 13800005678 back")
        assert [noted.purpose for noted in access_log(journal)] == ["call 138****5678 back"]

    @pytest.mark.parametrize(
        ("role", "person", "table", "name", "column"),
        [
            (Role.SALES, "S1", "customers", MINE, "bank_account"),
            (Role.CLERK, "x", "customers", MINE, "bank_account"),
            (Role.MANAGER, "S3", "customers", MINE, "bank_account"),
            (Role.MANAGER, "S3", "customers", "C-NONE", "bank_account"),
            (Role.FINANCE, "x", "customers", MINE, "shoe_size"),
            (Role.FINANCE, "x", "customers", MINE, "phone"),
            (Role.FINANCE, "x", "register_samples", "X-1", "values"),
        ],
    )
    def test_refused_and_on_record(
        self, journal: SqliteJournal, role: Role, person: str, table: str, name: str, column: str
    ) -> None:
        """What the role may not, rows of others and rows that are not there are answered alike."""
        with pytest.raises(PermissionDenied) as caught:
            Access(journal, FACTS, role, person).reveal(table, name, column, purpose="curious")
        assert (caught.value.code, caught.value.context["action"]) == ("access.denied", "reveal")
        (noted,) = access_log(journal)
        assert (noted.who, noted.columns, noted.granted) == (person, (column,), False)

    def test_nobody_is_nameless(self, journal: SqliteJournal) -> None:
        """A log without names would be none."""
        with pytest.raises(MissingField):
            Access(journal, FACTS, Role.CLERK, " ")

    def test_a_failing_journal_reveals_nothing(self, journal: SqliteJournal) -> None:
        """The entry comes first: what cannot be recorded does not come out."""
        access = Access(journal, FACTS, Role.FINANCE, "x")
        journal.close()
        with pytest.raises(Exception, match="closed"):
            access.reveal("customers", MINE, "bank_account", purpose="refund")

    def test_the_text_of_an_access_shows_no_books(self, journal: SqliteJournal) -> None:
        """It may be logged."""
        assert ACCOUNT not in repr(Access(journal, FACTS, Role.FINANCE, "x"))
        assert Access(journal, FACTS, Role.SALES, "S1").view() == view_of(FACTS, Role.SALES, "S1")


class TestWrites:
    def test_sales_writes_no_cost(self, journal: SqliteJournal) -> None:
        """B111: refused and on record; the very value that stands there is refused as any other."""
        access = Access(journal, FACTS, Role.SALES, "S1")
        for price in (COST, Price(Decimal(1))):
            with pytest.raises(PermissionDenied):
                access.amend("products", FACTS.products[0], {"name": "x", "purchase_price": price})
        assert [(noted.what, noted.columns, noted.granted) for noted in access_log(journal)] == [
            ("products/P1", ("name", "purchase_price"), False)
        ] * 2

    def test_sales_amends_own_customers(self, journal: SqliteJournal) -> None:
        """The new row is given back for whoever keeps the books; nothing is noted."""
        customer = FACTS.customers[0]
        changed = Access(journal, FACTS, Role.SALES, "S1").amend("customers", customer, {"phone": "1"})
        assert changed == evolve(customer, phone="1")
        assert list(access_log(journal)) == []

    @pytest.mark.parametrize(
        ("at", "changes"),
        [(0, {"salesperson": "S2"}), (1, {"salesperson": "S1"}), (0, {"shoe_size": 43}), (0, {"credit_days": 90})],
    )
    def test_customers_are_neither_given_away_nor_taken(
        self, journal: SqliteJournal, at: int, changes: dict[str, object]
    ) -> None:
        """The row before and the row after have to be in scope, and each column has to be one that sales may write."""
        with pytest.raises(PermissionDenied):
            Access(journal, FACTS, Role.SALES, "S1").amend("customers", FACTS.customers[at], changes)

    def test_a_row_that_does_not_stand_in_the_books_is_not_amended(self, journal: SqliteJournal) -> None:
        """Nobody brings a row of others dressed as an own one."""
        dressed = evolve(FACTS.customers[1], salesperson="S1")
        with pytest.raises(PermissionDenied):
            Access(journal, FACTS, Role.SALES, "S1").amend("customers", dressed, {"phone": "1"})

    def test_new_rows(self, journal: SqliteJournal) -> None:
        """What is filled has to be allowed, and the row in scope."""
        access = Access(journal, FACTS, Role.SALES, "S1")
        new = Customer(id="C-NEW", name="D", salesperson="S1")
        access.enter("customers", new)
        access.enter("complaints", Complaint(id="T-1", customer=MINE, received_on=DAY, text="late"))
        for table, row in (
            ("customers", evolve(new, bank_account="1")),
            ("customers", evolve(new, salesperson="S2")),
            ("complaints", Complaint(id="T-1", customer=OTHERS, received_on=DAY, text="late")),
            (
                "invoices",
                Invoice(id="F", kind="invoice", customer=MINE, issued_on=DAY, gross=Money(1, "CNY"), status="issued"),
            ),
        ):
            with pytest.raises(PermissionDenied):
                access.enter(table, row)
        assert [noted.action for noted in access_log(journal)] == [Action.WRITE] * 4
