"""`match --profile`: two tables as they come out of somebody's ERP and bank, matched, and the pairs as a CSV file.

    [open_items]                              [receipts]                        [options]
    file = "invoices.csv"                     file = "payments.csv"             tolerance = "10.00"
    id = "invoice_id"                         id = "payment_id"                 currency = "CNY"
    customer = "Customer ID"                  payer_name = "Business Partner"   window_days = 400
    references = ["Billing Number"]           remittance = "Memo Line"
    amount = "Amount"                         amount = "Amount"

Laws: nothing is written unless every cell that is read is usable; all faults come in one report; a column named `id`
labels and is never evidence. Files are CSV or XLSX beside the profile, `sheet` and `encoding` may be given for each.
Source: books.md "A profile"; requirements AR-02.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from attrs import field, frozen

from salessupport.desk.profile_cells import Amounts, Cells
from salessupport.domain.matching.engine import match
from salessupport.domain.matching.records import Match, OpenItem, Options, Pairs, Payment
from salessupport.domain.values.currency import known_currencies
from salessupport.domain.values.errors import ConfigError, SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Place, by_place
from salessupport.tabular.atomic import write_atomically
from salessupport.tabular.csvio import csv_bytes, neutral
from salessupport.tabular.foreign import Line, Records, SourceForm, read_bytes, read_records
from salessupport.tabular.layouts import ENCODINGS, refuse
from salessupport.tabular.spec import Notes, Spec

HEADER = ("receipt", "open_item", "amount", "status", "score", "reason")
_FORM = ("file", "sheet", "encoding", "id", "amount", "currency")
_ITEMS = ("customer", "customer_name", "issued_on", "due_on")
_RECEIPTS = ("payer_name", "payer_account", "remittance", "received_on", "customer")
_LISTS = ("references", "aliases")
_MOST_DAYS = 36_500
_TOLERANCE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?\Z")


@frozen(kw_only=True)
class Profile:
    """A profile that holds together in itself: the columns by role for both tables, and the options."""

    items: SourceForm
    receipts: SourceForm
    columns: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, Mapping[str, Sequence[str]]]
    tolerance: Decimal = Decimal(0)
    currency: str = ""
    window_days: int = Options().window_days


@frozen(kw_only=True)
class Tables:
    """Both tables as records of matching, and the units that their amounts are in."""

    items: Sequence[OpenItem]
    receipts: Sequence[Payment]
    options: Options
    amounts: Amounts
    findings: tuple[Finding, ...] = ()


@frozen(kw_only=True)
class ProfileAnswer:
    """What was matched: every receipt's answer, how many of each status, and the warnings of reading."""

    matches: Sequence[Match] = field(repr=False)
    statuses: Mapping[str, int]
    findings: tuple[Finding, ...] = ()


def match_profile(path: Path, out: Path) -> ProfileAnswer:
    """Match the two tables of the profile at `path` and write the pairs to `out`.

    Raises `ConfigError` or `ValidationReport` `layout.invalid` for a bad profile, `FileError` for one bad file,
    `ValidationReport` with every bad cell of both; `StoreFull` if `out` cannot be written. Then nothing is written.
    """
    tables = read_tables(path)
    matches = match(tables.items, tables.receipts, tables.options)
    write_atomically(out, csv_bytes([HEADER, *_rows(matches, tables)]))
    statuses = Counter(one.status for one in matches)
    return ProfileAnswer(matches=matches, statuses=dict(statuses), findings=tables.findings)


def read_profile(data: bytes, *, path: str) -> Profile:
    """Read a profile; one fault is a `ConfigError` `layout.invalid`, several are one `ValidationReport`."""
    try:
        document = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except ValueError as error:
        raise ConfigError("layout.invalid", path=path, reason=str(error)) from None
    notes = Notes({}, {"open_items": {}, "receipts": {}})
    whole = Spec(notes, "", document)
    whole.allow("open_items", "receipts", "options")
    columns: dict[str, dict[str, str]] = {}
    lists: dict[str, dict[str, Sequence[str]]] = {}
    forms = {name: _form(notes, document.get(name), name, columns, lists) for name in notes.needs}
    options = Spec(notes, "options", _table(notes, "options", document.get("options", {})))
    options.allow("tolerance", "currency", "window_days")
    profile = Profile(
        items=forms["open_items"], receipts=forms["receipts"], columns=columns, lists=lists,
        tolerance=_tolerance(options), currency=_currency(options), window_days=_window(options),
    )  # fmt: skip
    for name, given in columns.items():
        if "currency" not in given and not profile.currency:
            notes.faults.append((f"{name}.currency", "a column, or options.currency, is needed / 缺少币种列"))
    refuse(path, notes.faults)
    return profile


def _table(notes: Notes, name: str, value: object) -> Mapping[str, object]:
    if isinstance(value, dict):
        return value
    notes.faults.append((name, "a table is needed here / 此处应为表"))
    return {}


def _form(
    notes: Notes,
    given: object,
    name: str,
    columns: dict[str, dict[str, str]],
    lists: dict[str, dict[str, Sequence[str]]],
) -> SourceForm:
    table = _table(notes, name, given)
    spec = Spec(notes, name, table, name)
    roles = _ITEMS if name == "open_items" else _RECEIPTS
    several = _LISTS if name == "open_items" else _LISTS[:1]
    spec.allow(*_FORM, *roles, *several)
    wanted = [role for role in ("id", "amount", "currency", *roles) if role in table or role in ("id", "amount")]
    columns[name] = {role: spec.header(role) for role in wanted}
    lists[name] = {role: _headers(spec, role) for role in several if role in table}
    if name == "open_items" and not {"customer", "customer_name"} & table.keys():
        spec.fault("customer", "customer or customer_name is needed", "缺少客户列")
    encoding = spec.text("encoding", default="")
    if encoding not in ENCODINGS:
        spec.fault("encoding", f"one of {', '.join(ENCODINGS[1:])} is needed", "编码不支持")
    return SourceForm(
        name=name, file=_file(spec), sheet=spec.text("sheet", default=""), encoding=encoding, headers=notes.needs[name]
    )


def _file(spec: Spec) -> str:
    file = spec.text("file")
    if Path(file).is_absolute() or ".." in Path(file).parts:
        spec.fault("file", "a file beside the profile is needed", "应为与配置同目录的文件")
    return file


def _headers(spec: Spec, role: str) -> Sequence[str]:
    value = spec.given[role]
    headers = [value] if isinstance(value, str) else value
    if not isinstance(headers, list) or not headers or not all(isinstance(one, str) and one for one in headers):
        spec.fault(role, 'a list of headers is needed, ["Number"]', "此处应为表头列表")
        return ()
    for header in headers:
        spec.need(spec.source, header)
    return headers


def _tolerance(options: Spec) -> Decimal:
    given = options.given.get("tolerance", "0")
    if type(given) is int or (isinstance(given, str) and _TOLERANCE.match(given)):
        value = Decimal(given)
        if 0 <= value < 10**12:
            return value
    options.fault("tolerance", 'an amount in quotes is needed, "10.00"', "应为带引号的金额")
    return Decimal(0)


def _currency(options: Spec) -> str:
    given = options.text("currency", default="")
    if given and given not in known_currencies():
        options.fault("currency", f"unknown currency {given!r}", "未知币种")
    return given


def _window(options: Spec) -> int:
    given = options.given.get("window_days", Options().window_days)
    if type(given) is int and 0 <= given <= _MOST_DAYS:
        return given
    options.fault("window_days", f"a number of days from 0 to {_MOST_DAYS} is needed", "应为天数")
    return 0


def read_tables(path: Path) -> Tables:
    """Read the profile at `path` and both its tables; raises as `match_profile` does."""
    profile = read_profile(read_bytes(path), path=path.name)
    errors: list[SalesSupportError] = []
    read = [_records(path.parent, form, errors) for form in (profile.items, profile.receipts)]
    if len(errors) == 1 and None in read:
        raise errors[0]
    if errors:
        raise ValidationReport(tuple(_as_finding(error) for error in errors))
    records = [one for one in read if one is not None]
    return _Reader(profile).tables(*records)


def _records(folder: Path, form: SourceForm, errors: list[SalesSupportError]) -> Records | None:
    try:
        return read_records(folder / form.file, form)
    except SalesSupportError as error:
        errors.append(error)
        return None


def _as_finding(error: SalesSupportError) -> Finding:
    return Finding(error.code, Place(error.path), context=error.context)


class _Reader:
    """Turns the records of both tables into what is matched."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.amounts = Amounts()
        self.findings: list[Finding] = []

    def tables(self, items: Records, receipts: Records) -> Tables:
        self.findings += [*items.findings, *receipts.findings]
        both = [(Cells(dict(self.profile.columns[one.name]), self.findings), one) for one in (items, receipts)]
        if not self.findings:
            numbers = [[*self._numbers(cells, records)] for cells, records in both]
            made_items = [self._item(both[0][0], *row) for row in numbers[0]]
            made_receipts = [self._receipt(both[1][0], *row) for row in numbers[1]]
            self._refuse_duplicates(both)
        if any(finding.level == "error" for finding in self.findings):
            raise ValidationReport(tuple(sorted(self.findings, key=by_place)))
        self._warn()
        return Tables(
            items=made_items, receipts=made_receipts, options=self._options(), amounts=self.amounts,
            findings=tuple(self.findings),
        )  # fmt: skip

    def _numbers(self, cells: Cells, records: Records) -> Iterator[tuple[Line, str, str]]:
        """Read amounts and currencies first: the finest decimals decide the unit of all."""
        for line in records.lines:
            currency = cells.currency(line, self.profile.currency)
            text = cells.number(line, "amount")
            if currency and text:
                self.amounts.see(text, currency)
            yield line, text, currency

    def _item(self, cells: Cells, line: Line, text: str, currency: str) -> OpenItem:
        name = cells.text(line, "customer_name")
        aliases = [one.strip() for alias in self._listed(cells, line, "aliases") for one in re.split("[;；]", alias)]
        return OpenItem(
            id=cells.needed(line, "id"),
            customer=cells.text(line, "customer") or name,
            names=tuple(one for one in (name, *aliases) if one),
            references=self._listed(cells, line, "references"),
            amount=cells.minor(line, "amount", text, currency, self.amounts),
            currency=currency,
            issued_on=cells.day(line, "issued_on"),
            due_on=cells.day(line, "due_on"),
        )

    def _receipt(self, cells: Cells, line: Line, text: str, currency: str) -> Payment:
        return Payment(
            id=cells.needed(line, "id"),
            payer_name=cells.text(line, "payer_name"),
            payer_account=cells.text(line, "payer_account"),
            text=cells.text(line, "remittance"),
            references=self._listed(cells, line, "references"),
            amount=cells.minor(line, "amount", text, currency, self.amounts),
            currency=currency,
            received_on=cells.day(line, "received_on"),
            customer=cells.text(line, "customer") or None,
        )

    def _listed(self, cells: Cells, line: Line, role: str) -> tuple[str, ...]:
        headers = self.profile.lists[line.records.name].get(role, ())
        return tuple(text for text in (cells.under(line, header) for header in headers) if text)

    def _refuse_duplicates(self, both: Sequence[tuple[Cells, Records]]) -> None:
        for cells, records in both:
            first: dict[str, int] = {}
            header = cells.columns["id"]
            for line in records.lines:
                one = cells.text(line, "id")
                if one and first.setdefault(one, line.number) != line.number:
                    cells.note("id.duplicate", line, header, one[:40], id=one[:40], row=first[one])

    def _warn(self) -> None:
        for currency, digits in self.amounts.finer():
            context = {"currency": currency, "digits": digits}
            place = Place(self.profile.items.file)
            self.findings.append(Finding("match.finer_amounts", place, "warning", context=context))
        if self.amounts.residue:
            written, meant = self.amounts.residue[0]
            context = {"count": len(self.amounts.residue), "written": written, "meant": meant}
            self.findings.append(Finding("number.residue", Place(self.profile.receipts.file), "warning", context=context))

    def _options(self) -> Options:
        profile = self.profile
        tolerance = {one: int(profile.tolerance.scaleb(digits)) for one, digits in self.amounts.digits.items()}
        return Options(tolerance=tolerance, window_days=profile.window_days)


def _rows(matches: Sequence[Match], tables: Tables) -> Iterator[Sequence[str]]:
    """Give the rows of `pairs.csv`; of an ambiguous receipt every pair that it may be."""
    for receipt, one in zip(tables.receipts, matches, strict=True):
        reason = neutral("; ".join(reason.message("en") for reason in one.reasons))
        for item, amount in one.pairs or _possible(one):
            text = tables.amounts.text(amount, receipt.currency)
            yield neutral(one.payment), neutral(item), text, one.status, str(one.score), reason


def _possible(one: Match) -> Pairs:
    """Give the pairs that an ambiguous receipt may be, each once; of no answer there are none."""
    return tuple(dict.fromkeys(pair for rejected in one.rejected for pair in rejected.pairs))
