"""Reading a books folder: all of it or nothing, all faults of all files in one report.

Law: nothing is loaded unless every row of every table is in order, or `skip_bad_rows` was asked for; then rows with
errors, and the rows that refer to them, are left out and listed. A fault of a file or of a header is never skipped.
Source: books.md "Form"; architecture "What bad input gets".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from salessupport.books import checks
from salessupport.books.company import read_settings
from salessupport.books.contradictions import contradictions
from salessupport.books.currency import Currencies, reading_order
from salessupport.books.files import Source, Unreadable, sources
from salessupport.books.loading import Loaded, load
from salessupport.books.records import Books
from salessupport.books.tables import TABLES
from salessupport.domain.facts import Fact, Facts
from salessupport.domain.values.errors import SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Place, by_place
from salessupport.domain.values.policies import Company


def read_books(folder: Path, *, skip_bad_rows: bool = False) -> Books:
    """Read the books in `folder`.

    Raises `ConfigError` where the folder has no usable `company.toml`, `ValidationReport` with every finding where a
    row is not in order, and the error of a file itself where that is the only fault there is.
    """
    reading = read_tables(folder)
    reading.check_meaning(to_the_end=skip_bad_rows)
    return reading.books(skip_bad_rows=skip_bad_rows)


def read_tables(folder: Path) -> Reading:
    """Read every table and look at ids and references: what can be said of rows without knowing what they mean."""
    settings = read_settings(folder)
    reading = Reading(settings.company)
    reading.read(sources(folder, encoding=settings.encoding))
    reading.check()
    return reading


class Reading:
    """The tables of one folder while they are read, and all that was found; `books` gives the result or raises."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.tables: dict[str, Loaded] = {}
        self.findings: list[Finding] = []
        self.unreadable: list[SalesSupportError] = []
        self.unseen: set[str] = set()

    def read(self, found: Iterable[Source | Finding | Unreadable]) -> None:
        """Read every table, those first whose rows give others their currency."""
        chosen: dict[str, Source] = {}
        for source in found:
            if isinstance(source, Finding):
                self.findings.append(source)
            elif isinstance(source, Unreadable):
                self._note_unreadable(source.error, source.tables)
            elif (first := chosen.setdefault(source.table.name, source)) is not source:
                self._note_twice(first, source)
        currencies = Currencies(self.company.currency)
        for source in sorted(chosen.values(), key=lambda source: reading_order(source.table.name)):
            self._load(source, currencies)
        self.tables = {name: self.tables[name] for name in (*TABLES, *sorted(self.tables)) if name in self.tables}

    def _note_twice(self, first: Source, second: Source) -> None:
        names = {"first": first.where, "second": second.where}
        place = Place(second.file, sheet=second.sheet)
        self.findings.append(Finding("table.twice", place, context={"table": second.table.name, **names}))

    def _note_unreadable(self, error: SalesSupportError, tables: Iterable[str]) -> None:
        self.unreadable.append(error)
        self.unseen.update(tables)

    def _load(self, source: Source, currencies: Currencies) -> None:
        try:
            loaded = load(source, currencies)
        except SalesSupportError as error:
            self._note_unreadable(error, {source.table.name})
            return
        if loaded is not None:
            self.tables[source.table.name] = loaded
            if not loaded.readable:
                self.unseen.add(source.table.name)
        elif not source.sheet:
            self.findings.append(Finding("file.empty", Place(source.file), "warning"))

    def check(self) -> None:
        """Look at what rows say of each other's ids."""
        wrong = {*checks.ambiguous_ids(self.tables)}
        ids = {name: loaded.ids for name, loaded in self.tables.items() if loaded.has_ids}
        wrong.update(checks.unknown_references(self.tables, self.company, ids, self.unseen))
        self._drop(wrong)
        checks.warn_of_similar_names(self.tables)

    def check_meaning(self, *, to_the_end: bool) -> None:
        """Look at what rows say of amounts, dates and states, by the rules of the domain.

        Rows that refer to rows with errors cannot be judged and are left out before. `to_the_end`: what is left out
        makes others wrong, until nothing is wrong any more. Without a whole table nothing is said.
        """
        while not self.unseen:
            self._leave_out_followers()
            wrong = {*contradictions(self.tables, _facts(self.tables), self.company)}
            self._drop(wrong)
            if not wrong or not to_the_end:
                return

    def _leave_out_followers(self) -> None:
        """Leave out the rows that refer to rows that were left out, and those that refer to these, to the end."""
        gaps = any(loaded.failed or loaded.dropped for loaded in self.tables.values())
        while gaps:
            live = {name: _ids(loaded.facts) for name, loaded in self.tables.items() if loaded.has_ids}
            found = {*checks.unknown_references(self.tables, self.company, live, self.unseen, code=_FOLLOWS)}
            self._drop(found)
            gaps = bool(found)

    def _drop(self, wrong: Iterable[tuple[str, int]]) -> None:
        by_table: dict[str, set[int]] = {}
        for table, index in wrong:
            by_table.setdefault(table, set()).add(index)
        for table, indexes in by_table.items():
            self.tables[table].drop(indexes)

    def books(self, *, skip_bad_rows: bool = False) -> Books:
        """Give the books, or raise what keeps them from loading."""
        noted = (finding for loaded in self.tables.values() for finding in loaded.findings)
        findings = list(dict.fromkeys((*self.findings, *noted)))
        errors = [finding for finding in findings if finding.level == "error"]
        if len(self.unreadable) == 1 and not errors:
            raise self.unreadable[0]
        skippable = skip_bad_rows and not self.unreadable and all(map(self._is_of_a_row, errors))
        if (errors or self.unreadable) and not skippable:
            findings.extend(map(_as_finding, self.unreadable))
            shown = (finding for finding in findings if finding.code != _FOLLOWS)
            raise ValidationReport(tuple(sorted(shown, key=by_place)))
        return Books(
            company=self.company,
            facts=_facts(self.tables),
            origins={name: loaded.settled_origin() for name, loaded in self.tables.items()},
            extras={name: extras for name, loaded in self.tables.items() if (extras := loaded.extras_by_index())},
            warnings=tuple(sorted((finding for finding in findings if finding.level == "warning"), key=by_place)),
            skipped=tuple(sorted(errors, key=by_place)),
        )

    def _is_of_a_row(self, finding: Finding) -> bool:
        return finding.place.row is not None and finding.code not in _OF_THE_HEADER


_FOLLOWS = "reference.left_out"
"""The code of a row that is left out only because it refers to one that is; no fault of the books as they stand."""
_OF_THE_HEADER = frozenset({"header.not_found", "column.twice", "column.missing"})


def _facts(tables: Mapping[str, Loaded]) -> Facts:
    rows = {name: tuple(loaded.facts) for name, loaded in tables.items()}
    declared = {name: facts for name, facts in rows.items() if name in TABLES}
    registers = {name: facts for name, facts in rows.items() if name not in TABLES}
    return Facts(**declared, registers=registers)  # type: ignore[arg-type]


def _ids(facts: Iterable[Fact]) -> set[object]:
    return {fact.id for fact in facts}  # type: ignore[attr-defined]


def _as_finding(error: SalesSupportError) -> Finding:
    """Say the error of a file as a finding, where it is one fault among others."""
    file, _, rest = error.path.partition(":")
    return Finding(error.code, Place(file, int(rest) if rest.isdecimal() else None), context=error.context)
