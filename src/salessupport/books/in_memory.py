"""Facts that did not come from files, held to the rules of books: ids, references, and what rows contradict."""

from __future__ import annotations

from array import array
from operator import attrgetter

from salessupport.books import checks
from salessupport.books.contradictions import contradictions
from salessupport.books.loading import Loaded
from salessupport.books.records import Origin
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Facts
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.policies import Company


def findings_of(facts: Facts, company: Company) -> tuple[Finding, ...]:
    """Every finding of facts in memory; a row's place is its table and its number, counted from 1."""
    tables = {name: _loaded(name, facts) for name in TABLES if facts.rows(name)}
    for _ in checks.ambiguous_ids(tables):
        pass
    ids = {name: loaded.ids for name, loaded in tables.items() if loaded.has_ids}
    for _ in checks.unknown_references(tables, company, ids, ()):
        pass
    for _ in contradictions(tables, facts, company):
        pass
    return tuple(finding for loaded in tables.values() for finding in loaded.findings)


def _loaded(name: str, facts: Facts) -> Loaded:
    """A table as if it had been read, with every key that stands twice noted."""
    table, rows = TABLES[name], facts.rows(name)
    numbers = range(1, len(rows) + 1)
    loaded = Loaded(table, Origin(name, "", numbers), facts=list(rows), rows=array("L", numbers))
    attributes = [table.column(column).attribute for column in table.key]
    for number, row in enumerate(rows, 1):
        key = attrgetter(*attributes)(row) if attributes else number
        first = loaded.ids.setdefault(key, number)
        if first != number:
            loaded.note("id.duplicate", number, table.key[-1], str(key), id=key, row=first)
    loaded.name_ids()
    return loaded
