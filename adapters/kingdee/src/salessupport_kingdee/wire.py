"""Bills ↔ their JSON: what is written as a model, and what a query's rows say; pure.

Laws: an amount is a decimal on the way out and on the way in, never a float; a day is the day of Shanghai that stands
there; of an answer in another shape nothing is guessed. Source: wire sheet 3, 4, 7; adapters.md 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

from attrs import field, frozen
from salessupport.domain.values.dates import parse_date
from salessupport.domain.values.errors import InvalidDate, InvalidNumber
from salessupport.domain.values.quantity import CONTEXT, parse_decimal
from salessupport.spi.errors import ContractViolation

from salessupport_kingdee.profile import Entry, Field, Form, Kind

Value = str | Decimal | date | None
Row = Mapping[str, Value]
SHANGHAI: Final = timezone(timedelta(hours=8))
"""The zone of every time on this wire."""
STATUS: Final = "status"
AUDITED: Final = "C"
PUT_ASIDE: Final = "Z"
"""A bill that somebody has not filled in yet (暂存): nothing in it can be relied on."""
WITHDRAWN: Final = frozenset("ZAD")
"""States in which a bill may be saved again: put aside, created, taken back."""
SUBMITTED: Final = "B"


@frozen
class Bill:
    """A bill by our names: `head` and, by entry, `rows`. `id`, `number`, `status`, `stamps` are K3 Cloud's own."""

    head: Row = field(hash=False)
    rows: Mapping[str, tuple[Row, ...]] = field(factory=dict, hash=False)
    id: str = ""
    number: str = ""
    status: str = ""
    stamps: tuple[str, ...] = ()

    def text(self, name: str) -> str | None:
        """A text or reference of the head."""
        value = self.head.get(name)
        return value if isinstance(value, str) else None

    @property
    def audited(self) -> bool:
        """Whether it is in force."""
        return self.status == AUDITED


# Out


def model_of(form: Form, bill: Bill, constants: Mapping[str, str], *, anew: bool) -> dict[str, Any]:
    """The model that a bill is saved as. `anew`: on one that stands there already, what we left out is emptied."""
    model: dict[str, Any] = {form.pk: int(bill.id) if bill.id else 0}
    lines: dict[str, dict[str, Any]] = {name: {} for name in form.entries}
    for path, text in constants.items():
        name, _, rest = path.partition(".")
        if name in lines and rest:
            lines[name][rest] = constant(text)
        else:
            _put(model, path, constant(text))
    model[form.number] = bill.number
    for name, value in bill.head.items():
        _put_field(model, form.fields[name], value, anew=anew)
    for name, entry in form.entries.items():
        model[entry.key] = [_line_of(entry, row, lines[name]) for row in bill.rows.get(name, ())]
    return model


def constant(text: str) -> object:
    """A constant as it is written."""
    return {"FNumber": text.removeprefix("ref:")} if text.startswith("ref:") else text


def _line_of(entry: Entry, row: Row, constants: Mapping[str, Any]) -> dict[str, Any]:
    line = dict(constants)
    for name, value in row.items():
        _put_field(line, entry.fields[name], value, anew=False)
    return line


def _put_field(model: dict[str, Any], one: Field, value: Value, *, anew: bool) -> None:
    if one.key and one.written and (value is not None or anew):
        _put(model, f"{one.within}.{one.key}" if one.within else one.key, _written(one.kind, value))


def _put(model: dict[str, Any], path: str, value: object) -> None:
    within, dot, key = path.partition(".")
    if dot:
        model.setdefault(within, {})[key] = value
    else:
        model[path] = value


def _written(kind: Kind, value: Value) -> object:
    if kind is Kind.REF:
        return {"FNumber": value or ""}
    if isinstance(value, date):
        return value.isoformat()
    return value if value is not None else ("" if kind is Kind.TEXT else None)


# In


def head_keys(form: Form) -> list[str]:
    """What is asked for of a head: id, number, state, times, then every field that the tenant has."""
    own = [form.pk, form.number, form.status, *form.stamps]
    return [*own, *(one.asked for one in form.fields.values() if one.key)]


def head_of(form: Form, row: Sequence[object]) -> Bill:
    """A bill without its lines out of one row of a query."""
    own, values = list(row[: 3 + len(form.stamps)]), iter(row[3 + len(form.stamps) :])
    head = {name: _read(one, next(values)) if one.key else None for name, one in form.fields.items()}
    number, status, *stamps = (_text(one) or "" for one in own[1:])
    return Bill(head=head, id=_text(own[0]) or "", number=number, status=status, stamps=tuple(stamps))


def line_keys(form: Form, entry: Entry) -> list[str]:
    """What is asked for of a line: its bill, its id and place, then every field that the tenant has."""
    return [form.pk, entry.id, entry.seq, *(one.asked for one in entry.fields.values() if one.key)]


def lines_of(entry: Entry, rows: Sequence[Sequence[object]]) -> dict[str, list[Row]]:
    """Lines by the id of their bill, in their places; a bill without lines comes as a row without a line's id."""
    found: dict[str, list[tuple[Decimal, Row]]] = {}
    for row in rows:
        bill, id_, place = _text(row[0]) or "", _text(row[1]), number_of(row[2]) or Decimal(0)
        if id_ in (None, "0"):
            continue
        values = iter(row[3:])
        line = {name: _read(one, next(values)) if one.key else None for name, one in entry.fields.items()}
        found.setdefault(bill, []).append((place, {**line, "seq": place, "entry": id_}))
    return {bill: [line for _, line in sorted(some, key=lambda one: one[0])] for bill, some in found.items()}


def _read(one: Field, value: object) -> Value:
    if one.kind is Kind.DECIMAL:
        return number_of(value)
    if one.kind is Kind.DATE:
        return day_of(value)
    return _text(value)


def _text(value: object) -> str | None:
    """A text; K3 Cloud pads an empty one with a blank, and gives ids as numbers."""
    if isinstance(value, str):
        return value if value.strip() else None
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return str(int(value))
    raise ContractViolation(remote_text=f"a text was expected, a {type(value).__name__} came")


def number_of(value: object) -> Decimal | None:
    """A number digit by digit, whether it came bare or as a text."""
    if value is None or value == "":
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return CONTEXT.plus(Decimal(value))
    try:
        return parse_decimal(value.strip()) if isinstance(value, str) else _no_number(value)
    except InvalidNumber as error:
        raise ContractViolation(remote_text=f"no number: {error.message('en')}") from None


def _no_number(value: object) -> Decimal:
    raise ContractViolation(remote_text=f"a number was expected, a {type(value).__name__} came")


def day_of(value: object) -> date | None:
    """The day of a local time; None where none is given."""
    text = _text(value)
    if text is None or text.startswith("0001-01-01"):
        return None
    try:
        return parse_date(text[:10])
    except InvalidDate as error:
        raise ContractViolation(remote_text=f"no day: {error.message('en')}") from None


def time_of(text: str) -> datetime:
    """A local time with its zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise ContractViolation(remote_text=f"no time: {text[:40]}") from None


def time_text(at: datetime) -> str:
    """A time as K3 Cloud writes it."""
    return at.astimezone(SHANGHAI).replace(tzinfo=None).isoformat(timespec="seconds")


# Comparing


def differences(form: Form, meant: Bill, found: Bill) -> Iterator[str]:
    """Where a bill is not what was meant; what we leave out may be anything, for K3 Cloud fills in defaults."""
    yield from _unlike("", form.fields, meant.head, found.head)
    for name, entry in form.entries.items():
        ours, theirs = meant.rows.get(name, ()), found.rows.get(name, ())
        if len(ours) != len(theirs):
            yield f"{len(theirs)} {name} stand there, {len(ours)} were meant"
        for place, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
            yield from _unlike(f"{name} {place} ", entry.fields, one, other)


def _unlike(where: str, fields: Mapping[str, Field], meant: Row, found: Row) -> Iterator[str]:
    for name, one in fields.items():
        ours, theirs = meant.get(name), found.get(name)
        if one.key and one.compared and ours is not None and _plain(ours) != _plain(theirs):
            yield f"{where}{name}: {theirs} stands there, {ours} was meant"


def _plain(value: Value) -> Value:
    """An empty text and a zero are nothing to K3 Cloud; it cuts blanks at the ends."""
    if isinstance(value, str):
        return value.strip() or None
    return None if value == 0 else value
