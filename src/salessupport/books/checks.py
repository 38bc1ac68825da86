"""What the rows of all tables say of each other's ids: unique over all documents, and every reference known.

Laws: an id names one document of the whole books; what a row refers to exists in one of the tables that its column
names. Tables of master data that many offices do not keep (salespeople, products, plans, quotations) are looked at only
where they have rows. Rows that failed are looked at too. Source: books.md "Form", Conventions 6.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import TypeVar

from salessupport.books.loading import Loaded
from salessupport.books.schema import Column
from salessupport.domain.facts import Contract, Customer, Instalment
from salessupport.domain.values.names import NameKey, name_key
from salessupport.domain.values.policies import Company

UNKNOWN = "reference.unknown"
"""The code of a reference to nothing."""
_OPTIONAL = frozenset({"salespeople", "products", "commission_plans", "quotations"})
_Accepts = Callable[[str], bool]
Ids = Mapping[str, Container[object]]
"""The ids of each table that has any."""
Wrong = Iterator[tuple[str, int]]
"""Table and index of each fact that a fault was noted of."""


def ambiguous_ids(tables: Mapping[str, Loaded]) -> Wrong:
    """Note every id that two tables of documents share, at the later table."""
    documents = [loaded for loaded in tables.values() if loaded.table.document]
    for later, loaded in enumerate(documents):
        for other in documents[:later]:
            if shared := other.ids.keys() & loaded.ids.keys():
                yield from _note_shared(loaded, other.table.name, shared)


def _note_shared(loaded: Loaded, other: str, shared: Container[object]) -> Wrong:
    def accepts(number: str) -> bool:
        return number not in shared

    for index, number in loaded.refused("id", accepts):
        loaded.note("id.ambiguous", loaded.rows[index], "id", number, id=number, table=other)
        yield loaded.table.name, index
    for row, number in loaded.refused_before("id", accepts):
        loaded.note("id.ambiguous", row, "id", number, id=number, table=other)


def unknown_references(
    tables: Mapping[str, Loaded], company: Company, ids: Ids, unseen: Container[str], *, code: str = UNKNOWN
) -> Wrong:
    """Note every reference that none of its column's tables knows among `ids`, under `code`.

    Nothing is said of references to `unseen` tables, whose files could not be read.
    Under another code than that of an unknown reference, rows that failed are not looked at again.
    """
    for loaded in tables.values():
        for column in loaded.table.columns:
            if any(table in unseen for table in column.refers_to):
                continue
            if not column.refers_to or (accepts := _known(column, ids)) is None:
                continue
            if (loaded.table.name, column.name) == ("allocations", "target"):
                accepts = _target(tables, company, accepts)
            yield from _note_unknown(loaded, column, accepts, code)


def _note_unknown(loaded: Loaded, column: Column, accepts: _Accepts, code: str) -> Wrong:
    named = {"table": " / ".join(column.refers_to)}
    for index, value in loaded.refused(column.attribute, accepts):
        loaded.note(code, loaded.rows[index], column.name, value, **named)
        yield loaded.table.name, index
    if code == UNKNOWN:
        for row, value in loaded.refused_before(column.attribute, accepts):
            loaded.note(code, row, column.name, value, **named)


def _known(column: Column, ids: Ids) -> _Accepts | None:
    """Say what a column accepts; None: anything, where its tables are of the optional kind and empty."""
    pools = [ids[table] for table in column.refers_to if table in ids]
    if _OPTIONAL.issuperset(column.refers_to) and not any(pools):
        return None
    if len(pools) == 1:
        return pools[0].__contains__
    return lambda value: any(value in pool for pool in pools)


def _target(tables: Mapping[str, Loaded], company: Company, known: _Accepts) -> _Accepts:
    """Accept `contract:no` too: one of the contract's instalments, or of the parts of its terms where it has none."""
    planned: dict[str, set[int]] = {}
    for row in _facts(tables, "instalments", Instalment):
        planned.setdefault(row.contract, set()).add(row.no)
    terms = {row.id: row.terms or company.policies.terms for row in _facts(tables, "contracts", Contract)}

    def accepts(value: str) -> bool:
        contract, _, no = value.rpartition(":")
        if contract not in terms or not no.isdecimal():
            return known(value)
        if contract in planned:
            return int(no) in planned[contract]
        return 1 <= int(no) <= len(terms[contract].split("/"))

    return accepts


_Row = TypeVar("_Row", Instalment, Contract, Customer)


def _facts(tables: Mapping[str, Loaded], name: str, kind: type[_Row]) -> Iterator[_Row]:
    return (row for row in (tables[name].facts if name in tables else ()) if isinstance(row, kind))


def warn_of_similar_names(tables: Mapping[str, Loaded]) -> None:
    """Warn where two customers' names differ in form only; nothing is merged (B38)."""
    first: dict[NameKey, Customer] = {}
    for index, customer in enumerate(_facts(tables, "customers", Customer)):
        other = first.setdefault(name_key(customer.name), customer)
        if other is not customer:
            loaded = tables["customers"]
            context = {"id": other.id, "name": other.name}
            loaded.warn("name.duplicate_candidate", loaded.rows[index], "name", customer.name, **context)
