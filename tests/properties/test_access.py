"""R30 over drawn offices: a view, and whatever is made of it, holds no value that its role may not see."""

from __future__ import annotations

import json
import pickle
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, get_args, get_type_hints

import pytest
from attrs import define, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.access import CLASSES, Action, Role, may, view_of
from salessupport.domain.access.scope import LINKS, PERSONS, SHARED
from salessupport.domain.facts import Fact, Facts
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company
from salessupport.runtime.access import Access, access_log
from salessupport.spi.errors import PermissionDenied
from salessupport.testing import histories
from support.journals import fast_folder, opened
from support.receivables import examples

PEOPLE = ("S1", "S2", "S3")
REGIONS = ("east", "west", None)
ROLES = st.sampled_from(Role)
WHO = st.sampled_from([*PEOPLE, "stranger"])


@frozen
class Canary:
    """A value that stands nowhere else: where it was put, how it is shown, and how it looks in a program."""

    table: str
    row: int
    column: str
    shown: str
    kept: str


@define(repr=False)
class Office:
    """An office of canaries, with what a view of it may show worked out in another way than the product does."""

    facts: Facts
    canaries: list[Canary]
    customers: dict[tuple[str, int], frozenset[str]] = field(factory=dict)
    """The customers of each row, `?` for what leads nowhere."""
    person: dict[tuple[str, int], str] = field(factory=dict)
    sellers: dict[str, str | None] = field(factory=dict)
    regions: dict[str, str | None] = field(factory=dict)

    def visible(self, role: Role, who: str, canary: Canary) -> bool:
        """Whether a canary may be heard."""
        if not may(role, Action.READ, canary.table, canary.column):
            return False
        if role not in {Role.SALES, Role.MANAGER}:
            return True
        if who not in PEOPLE:
            return False if canary.table in {*LINKS, *PERSONS, "customers"} - SHARED else self._open(canary)
        region = self.regions[who]
        if role is Role.MANAGER and region is None:
            return True
        mine = {c for c, s in self.sellers.items() if (s == who if role is Role.SALES else self.regions[c] == region)}
        near = {who} if role is Role.SALES else {p for p in PEOPLE if self.regions[p] == region}
        place = canary.table, canary.row
        if canary.table in PERSONS:
            return self.person[place] in near
        return self._open(canary) or bool(self.customers[place] and self.customers[place] <= mine)

    def _open(self, canary: Canary) -> bool:
        if canary.table in SHARED:
            return not self.customers[canary.table, canary.row]
        return canary.table not in {*LINKS, "customers"}


def bird(kind: object, number: int) -> Any:
    """A canary of a type; of a choice or a yes and no, a text, for there are too few of them."""
    if kind is int:
        return 7_000_000 + number
    if kind is date:
        return date(3000, 1, 1) + timedelta(days=number)
    if kind is Moment:
        return Moment(date(6000, 1, 1) + timedelta(days=number))
    if kind in (Money, SignedMoney):
        return Money(8_000_000 + number, "CNY")
    if getattr(kind, "__supertype__", None) is Decimal:
        return Decimal(9_000_000 + number)
    return (f"canary-{number}-",) if getattr(kind, "__origin__", None) is tuple else f"canary-{number}-"


def types_of(table: str) -> Iterator[tuple[str, object]]:
    """The columns of a table with their types, without None."""
    fact, _ = get_args(get_type_hints(Facts)[table])
    for name, hint in get_type_hints(fact).items():
        kinds = [one for one in get_args(hint) if one not in (type(None), Ellipsis)]
        yield name, kinds[0] if type(None) in get_args(hint) else hint


def fact_of(table: str) -> type[Fact]:
    """The class of a table's rows."""
    fact: type[Fact] = get_args(get_type_hints(Facts)[table])[0]
    return fact


TYPES = {table: dict(types_of(table)) for table in CLASSES}
ORDERED = ("salespeople", "customers", *LINKS, *sorted(set(CLASSES) - {"salespeople", "customers", *LINKS}))


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """Draw an office: one or two rows of each table, each column a canary but those that say whose a row is."""
    numbers = count(10_000)
    office = Office(Facts(), [])
    rows: dict[str, list[Fact]] = defaultdict(list)
    ids: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for person in PEOPLE:
        office.regions[person] = draw(st.sampled_from(REGIONS))
    for table in ORDERED:
        for at in range(3 if table == "salespeople" else draw(st.integers(1, 2))):
            values, owners = _linked(draw, office, table, at, ids)
            for column, kind in TYPES[table].items():
                if column not in values:
                    values[column] = bird(kind, next(numbers))
                    one = values[column][0] if isinstance(values[column], tuple) else values[column]
                    office.canaries.append(Canary(table, at, column, str(one), repr(one)))
            rows[table].append(fact_of(table)(**values))
            office.customers[table, at] = owners
            ids[table][str(values.get("id"))] = owners
    office.facts = Facts(**{table: tuple(made) for table, made in rows.items()})
    return office


def _linked(
    draw: st.DrawFn, office: Office, table: str, at: int, ids: Mapping[str, Mapping[str, frozenset[str]]]
) -> tuple[dict[str, Any], frozenset[str]]:
    """The columns of a row that say whose it is, and the customers that they lead to."""
    if table == "salespeople":
        return {"id": PEOPLE[at], "region": office.regions[PEOPLE[at]]}, frozenset()
    if table in PERSONS:
        office.person[table, at] = draw(st.sampled_from(PEOPLE))
        return {"salesperson": office.person[table, at]}, frozenset()
    if table == "customers":
        name = f"C{at}"
        office.sellers[name] = draw(st.sampled_from([*PEOPLE, None]))
        office.regions[name] = draw(st.sampled_from(REGIONS))
        return {"id": name, "salesperson": office.sellers[name], "region": office.regions[name]}, frozenset({name})
    values: dict[str, Any] = {"id": f"{table}-{at}"} if "id" in TYPES[table] else {}
    owners: set[str] = set()
    for column, tables in LINKS.get(table, {}).items():
        named = draw(st.sampled_from([None, "nowhere", *[name for one in tables for name in ids[one]]]))
        values[column] = named
        if named is not None:
            owners |= next((ids[one][named] for one in tables if named in ids[one]), frozenset()) or {"?"}
    return values, frozenset(owners)


class TestR30:
    @examples(40)
    @given(offices(), ROLES, WHO)
    def test_a_view_sings_of_nothing_that_its_role_may_not_see(self, office: Office, role: Role, who: str) -> None:
        """In its rows, its text, its JSON and a pickle of it: every canary that may be heard, and no other."""
        view = view_of(office.facts, role, who)
        shown, kept, pickled = json.dumps(view.as_json()), repr(view), pickle.dumps(view)
        for canary in office.canaries:
            heard = office.visible(role, who, canary)
            assert (canary.shown in shown) is heard, canary
            assert (canary.kept in kept) is heard, canary
            assert heard or canary.shown.encode() not in pickled, canary

    @examples(25)
    @given(histories(), ROLES)
    def test_customers_of_nobody_are_seen_by_those_who_see_all(self, drawn: tuple[Company, Facts], role: Role) -> None:
        """Of customers without a salesperson, sales see no document; who sees all sees each row once."""
        _, facts = drawn
        view = view_of(facts, role, "S1")
        bounded = role in {Role.SALES, Role.MANAGER}
        for table in {"customers", *LINKS} - SHARED:
            assert len(view.tables[table]) == (0 if bounded else len(facts.rows(table)))

    @examples(15)
    @given(offices(), st.lists(st.tuples(ROLES, WHO, st.sampled_from(["customers", "receipts", "products"]),
                                         st.sampled_from(["bank_account", "payer_account", "phone", "purchase_price"]),
                                         st.integers(0, 2)), max_size=8))  # fmt: skip
    def test_there_are_as_many_entries_as_reveals(self, office: Office, asked: list[Any]) -> None:
        """Every value that came out is in the log once, with who had it; every refusal is there as such."""
        with fast_folder() as folder, opened(folder / "journal.db") as journal:
            revealed, refused = [], []
            for role, who, table, column, at in asked:
                name = f"C{at}" if table == "customers" else f"{table}-{at}"
                try:
                    Access(journal, office.facts, role, who).reveal(table, name, column, purpose="p")
                    revealed.append((who, role, f"{table}/{name}"))
                except PermissionDenied:
                    refused.append((who, role, f"{table}/{name}"))
            log = list(access_log(journal))
        assert [(one.who, one.role, one.what) for one in log if one.granted] == revealed
        assert [(one.who, one.role, one.what) for one in log if not one.granted] == refused


@pytest.mark.parametrize("table", sorted(CLASSES))
def test_every_column_of_a_table_gets_a_canary_of_its_type(table: str) -> None:
    """The laws above look at every column that there is."""
    assert set(TYPES[table]) <= set(CLASSES[table])
