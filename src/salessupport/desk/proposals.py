"""A proposed commission plan from files in the form of the books: CSV, workbook or TOML (`what-if --plan`, PY-02).

A file that holds a row of `commission_plans` is the whole plan; one that holds tiers or rates alone changes these in
the newest version of the books and leaves the rest. `valid_from` is not looked at: the plan is tried on every period
that is asked for. All faults of all files are one `ValidationReport`; nothing is written.

TOML has the tables of the books as arrays: `[[commission_plans]]`, `[[commission_tiers]]`, `[[commission_rates]]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from salessupport.books import checks
from salessupport.books.currency import Currencies, reading_order
from salessupport.books.delivered import Found, delivered
from salessupport.books.files import Source
from salessupport.books.loading import Loaded, load
from salessupport.books.tables import TABLES
from salessupport.domain.consistency import pay
from salessupport.domain.facts import CommissionPlan, CommissionRate, CommissionTier, Facts
from salessupport.domain.history import History
from salessupport.domain.pay.plans import Terms, versions
from salessupport.domain.values.errors import FileError, SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Place, by_place
from salessupport.tabular.foreign import read_bytes
from salessupport.tabular.grid import NO_FAULTS, Row

_TABLES = ("commission_plans", "commission_tiers", "commission_rates")


def read_plan(paths: Sequence[Path], history: History) -> Terms:
    """Read the plan that the files propose together; a file that cannot be read alone is raised as its own error."""
    tables, findings, unreadable = _read(paths, history)
    if len(unreadable) == 1 and not findings:
        raise unreadable[0]
    findings += [Finding(error.code, Place(error.path), context=error.context) for error in unreadable]
    facts = _facts(tables)
    _note_contradictions(history, tables, facts)
    findings += [one for loaded in tables.values() for one in loaded.findings if one.level == "error"]
    findings += _named(history, facts)
    if findings:
        raise ValidationReport(tuple(sorted(findings, key=by_place)))
    return _terms(history, facts)


def _read(paths: Sequence[Path], history: History) -> tuple[dict[str, Loaded], list[Finding], list[SalesSupportError]]:
    tables: dict[str, Loaded] = {}
    findings: list[Finding] = []
    unreadable: list[SalesSupportError] = []
    found = [one for path in paths for one in _sources(path)]
    findings += [one for one in found if isinstance(one, Finding) and one.level == "error"]
    unreadable += [one for one in found if isinstance(one, SalesSupportError)]
    currencies = Currencies(history.currency)
    given = [one for one in found if isinstance(one, Source) and one.table.name in _TABLES]
    for source in sorted(given, key=lambda source: reading_order(source.table.name)):
        loaded = load(source, currencies)
        if loaded is not None and source.table.name in tables:
            names = {"table": source.table.name, "first": tables[source.table.name].origin.file, "second": source.where}
            findings.append(Finding("table.twice", Place(source.file, sheet=source.sheet), context=names))
        elif loaded is not None:
            tables[source.table.name] = loaded
    if not tables and not findings and not unreadable:
        unreadable.append(FileError("what_if.nothing", path=", ".join(path.name for path in paths)))
    return tables, findings, unreadable


def _sources(path: Path) -> Iterator[Found]:
    if path.suffix.lower() != ".toml":
        yield from delivered(path)
        return
    try:
        given = tomllib.loads(read_bytes(path).decode("utf-8-sig"), parse_float=str)
    except SalesSupportError as error:
        yield error
    except ValueError as error:  # neither UTF-8 nor TOML
        yield FileError("what_if.toml", path=path.name, reason=str(error))
    else:
        for name, rows in given.items():
            yield _toml_table(path.name, name, rows)


def _toml_table(file: str, name: str, rows: Any) -> Found:
    if name not in _TABLES or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return Finding("table.unknown", Place(file, column=name), context={"table": name})
    return Source(TABLES[name], file, name, neutralised=False, rows=_toml_rows(rows))


def _toml_rows(rows: Sequence[Mapping[str, Any]]) -> Callable[[], Iterator[Row]]:
    """A header row of all keys, then the rows; numbers are those of the array's entries, the header's 0."""
    keys = [*dict.fromkeys(key for row in rows for key in row)]

    def read() -> Iterator[Row]:
        yield 0, keys, NO_FAULTS
        for number, row in enumerate(rows, 1):
            yield number, [_cell(row.get(key, "")) for key in keys], NO_FAULTS

    return read


def _cell(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _facts(tables: Mapping[str, Loaded]) -> Facts:
    return Facts().appended({name: tuple(loaded.facts) for name, loaded in tables.items()})


def _note_contradictions(history: History, tables: Mapping[str, Loaded], facts: Facts) -> None:
    """Note what the rows of the files say against each other, and references that the books do not know."""
    ids = {name: {getattr(row, "id", ""): 0 for row in history.facts.rows(name)} for name in ("products",)}
    for _ in checks.unknown_references(tables, history.company, ids, ("commission_plans",)):
        pass
    for fault in pay.faults(History(history.company, facts)):
        loaded = tables[fault.table]
        if fault.level == "error":
            loaded.note(fault.code, loaded.rows[fault.row], fault.column, **fault.context)


def _named(history: History, facts: Facts) -> Iterator[Finding]:
    """One plan is proposed, and the books have it where the files do not."""
    rows: Iterable[CommissionTier | CommissionRate] = (*facts.commission_tiers, *facts.commission_rates)
    names = sorted({row.id for row in facts.commission_plans} | {row.plan for row in rows})
    if len(facts.commission_plans) > 1 or len(names) > 1:
        yield Finding("what_if.one_plan", Place("commission_plans"), context={"plans": ", ".join(names)})
    elif names and not facts.commission_plans and names[0] not in history.plan_versions:
        yield Finding("commission.nobody", Place("commission_tiers"), context={"plan": names[0]})


def _terms(history: History, facts: Facts) -> Terms:
    if facts.commission_plans:
        own = versions(History(history.company, facts), facts.commission_plans[0].id)[0]
        return evolve(own, plan=_tried(own.plan))
    changed: Sequence[CommissionTier | CommissionRate] = (*facts.commission_tiers, *facts.commission_rates)
    newest = versions(history, changed[0].plan)[0]
    tiers = tuple(evolve(row, version=None, recorded_on=None) for row in facts.commission_tiers or newest.tiers)
    rates = tuple(evolve(row, version=None, recorded_on=None) for row in facts.commission_rates or newest.rates)
    return Terms(_tried(newest.plan), tiers, rates)


def _tried(plan: CommissionPlan) -> CommissionPlan:
    """The plan as if it had held and been known ever since."""
    return evolve(plan, valid_from=None, recorded_on=None)
