"""The profile of `match --profile`: which columns of two foreign tables mean what; all faults at once.

Law: a profile that is read holds together in itself; whether its files and columns exist is seen when they are opened.
Source: books.md "A profile"; architecture "What bad input gets".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from attrs import frozen

from salessupport.domain.matching.records import Options
from salessupport.domain.values.currency import known_currencies
from salessupport.domain.values.errors import ConfigError
from salessupport.tabular.foreign import SourceForm
from salessupport.tabular.layouts import ENCODINGS, refuse
from salessupport.tabular.spec import Notes, Spec

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
