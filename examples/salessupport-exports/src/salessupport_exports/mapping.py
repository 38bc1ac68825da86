"""From the rows of an export to rows of the books: which file, which heading, which field; values in, values out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import frozen
from salessupport.domain.facts import Customer, Product
from salessupport.spi.errors import ContractViolation
from salessupport.spi.feed import Change
from salessupport.spi.outcomes import Ref, Version

Row = Mapping[str, str]
"""A row of an export, by heading."""


@frozen
class Table:
    """An exported file: its name, the class of its rows in the books, and the field that each heading fills."""

    file: str
    fact: Callable[..., Customer | Product]
    fields: Mapping[str, str]


TABLES: Final[Mapping[str, Table]] = {
    "customers": Table(
        "客户.csv",
        Customer,
        {"客户编码": "id", "客户名称": "name", "税号": "tax_id", "地址": "address", "联系电话": "phone"},
    ),
    "products": Table(
        "物料.csv",
        Product,
        {"物料编码": "id", "物料名称": "name", "规格型号": "spec", "计量单位": "unit"},
    ),
}
"""What is exported, by books table."""


def change_of(kind: str, row: Row) -> Change:
    """One row as a document; an empty cell is a field that is not given, and no row is without id and name."""
    table = TABLES[kind]
    given = {field: row[heading] or None for heading, field in table.fields.items()}
    if not (given["id"] and given["name"]):
        raise ContractViolation(path=table.file, remote_text=f"a row without {' or '.join(list(table.fields)[:2])}")
    fact = table.fact(**given)
    return Change(Ref(kind, fact.id), version_of([row]), {kind: (fact,)})


def version_of(rows: Sequence[Row]) -> Version:
    """A mark of what stands in these rows: equal rows have equal marks."""
    text = "\n".join(repr(sorted(row.items())) for row in rows)
    return Version(hashlib.sha256(text.encode()).hexdigest()[:24])
