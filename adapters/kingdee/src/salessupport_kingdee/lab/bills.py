"""Bills of the fake: saved, submitted, audited, taken back; settled by receipts that name them as sources.

What is wrong with a request is told as K3 Cloud tells it: by an answer. Fields that the tenant does not have are
ignored without a word; lines that are not sent are deleted, unless the caller says no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import define, field

from salessupport_kingdee.lab import amounts
from salessupport_kingdee.lab.asking import Condition, Wrong, plain, window
from salessupport_kingdee.lab.schema import CUSTOMER_FIELDS, MATERIAL_FIELDS, SHAPES, Shape
from salessupport_kingdee.lab.settling import Effect, Refused, done, effects


@define(eq=False)
class Stored:
    """A bill as it stands: its values by key, its lines by entry, each with `id`; what its audit did to others."""

    shape: Shape
    values: dict[str, Any]
    lines: dict[str, list[dict[str, Any]]]
    effects: list[Effect] = field(factory=list)

    @property
    def number(self) -> str:
        """Its number."""
        return str(self.values[self.shape.number])

    @property
    def status(self) -> str:
        """Its state."""
        return str(self.values["FDocumentStatus"])


@define(eq=False)
class Books:
    """All bills of the tenant; `now` gives local times, `recomputes` has amounts worked out from rounded prices."""

    now: Callable[[], str]
    recomputes: bool = False
    bills: list[Stored] = field(factory=list)
    _last: int = 100000

    def shape(self, form: object) -> Shape:
        """A form by its id, whatever its case."""
        for id_, shape in SHAPES.items():
            if id_.lower() == str(form).lower():
                return shape
        raise Refused(f"表单不存在: {form}", code=4)

    def of(self, form: str) -> Iterator[Stored]:
        """The bills of a form."""
        return (bill for bill in self.bills if bill.shape.id == form)

    def get(self, form: str, number: str) -> Stored | None:
        """A bill by its number."""
        return next((bill for bill in self.of(form) if bill.number == number), None)

    def _new_id(self) -> int:
        self._last += 1
        return self._last

    def _coded(self, shape: Shape) -> str:
        """A number by the form's own rule, as for what people enter."""
        return f"{shape.prefix}{self._last:08}"

    # Writing

    def save(self, shape: Shape, data: Mapping[str, Any]) -> Stored:
        """Save a model: a new bill where its id is zero."""
        model = data["Model"]
        id_, number = int(model.get(shape.pk) or 0), str(model.get(shape.number) or self._coded(shape))
        there = next((bill for bill in self.of(shape.id) if bill.values[shape.pk] == id_), None) if id_ else None
        if id_ and there is None:
            raise Refused("单据不存在")
        if there is None and self.get(shape.id, number) is not None:
            raise Refused(f"编码[{number}]已存在", at=shape.number)
        if there is not None and there.status in ("B", "C"):
            raise Refused("单据已审核或审核中，不允许修改")
        values = {**(there.values if there else _usual(shape)), **self._read(model, shape.head)}
        self._check(shape, values)
        bill = there or Stored(shape, values, {entry: [] for entry in shape.entries})
        lines = {
            entry: self._lines(bill, entry, model, delete=str(data.get("IsDeleteEntry", "true")).lower() == "true")
            for entry in shape.entries
        }
        self._check_lines(lines)
        created = {} if there else {shape.pk: self._new_id(), "FCreateDate": self.now(), "FDocumentStatus": "A"}
        bill.values = {**values, **created, shape.number: number, "FModifyDate": self.now()}
        bill.lines = lines
        amounts.worked_out(shape.id, bill.values, lines, recomputes=self.recomputes)
        if there is None:
            self.bills.append(bill)
        return bill

    def _read(self, model: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
        """The values of the fields that the tenant has, also out of sub-objects; all others are ignored."""
        read: dict[str, Any] = {}
        for key, value in model.items():
            if key in fields:
                read[key] = _value(fields[key], value)
            elif isinstance(value, dict):
                read |= {inner: _value(fields[inner], each) for inner, each in value.items() if inner in fields}
        return read

    def _lines(self, bill: Stored, entry: str, model: Mapping[str, Any], *, delete: bool) -> list[dict[str, Any]]:
        before = {line["id"]: line for line in bill.lines[entry]}
        if entry not in model:
            return [] if delete else list(before.values())
        sent = []
        for each in model[entry]:
            anew = {"FStockOutQty": Decimal(0)} if "FStockOutQty" in bill.shape.entries[entry] else {}
            old = before.pop(int(each.get("FEntryID") or 0), anew)
            sent.append({**old, **self._read(each, bill.shape.entries[entry]), "id": old.get("id") or self._new_id()})
        return sent if delete else [*before.values(), *sent]

    def _check(self, shape: Shape, values: Mapping[str, Any]) -> None:
        for key in shape.needs:
            if values.get(key) in (None, ""):
                raise Refused(f"字段{key}不能为空", at=key)
        for key, value in values.items():
            if key in CUSTOMER_FIELDS and shape.pk != key:
                self._audited("BD_Customer", key, value)

    def _check_lines(self, lines: Mapping[str, list[dict[str, Any]]]) -> None:
        for line in (line for some in lines.values() for line in some):
            for key in MATERIAL_FIELDS & set(line):
                self._audited("BD_MATERIAL", key, line[key])

    def _audited(self, form: str, key: str, number: Any) -> None:
        there = self.get(form, str(number))
        if there is None or there.status != "C":
            raise Refused(f"基础资料{number}不存在或未审核", at=key)

    def operate(self, operation: str, shape: Shape, number: str) -> Stored:
        """Submit, audit or take back a bill."""
        bill = self.get(shape.id, number)
        if bill is None:
            raise Refused("单据不存在")
        allowed, to, told = {
            "Submit": ("AD", "B", "单据状态不允许提交，可能已提交"),
            "Audit": ("B", "C", "单据已审核或未提交"),
            "UnAudit": ("C", "D", "单据未审核，单据状态不允许反审核"),
        }[operation]
        if bill.status not in allowed:
            raise Refused(told)
        needs = next(iter(shape.entries), "") if shape.pk == "FID" else ""
        if operation == "Submit" and needs and not bill.lines[needs]:
            raise Refused("单据体分录不能为空")
        if operation != "Submit":
            some = bill.effects if operation == "UnAudit" else effects(shape.id, bill, self.get)
            done(some, self.now(), 1 if operation == "Audit" else -1)
            bill.effects = some
        bill.values |= {"FDocumentStatus": to, "FApproveDate": self.now() if operation == "Audit" else None}
        return bill

    # Reading

    def query(self, data: Mapping[str, Any]) -> list[list[Any]]:
        """The rows of a query: heads, or heads joined with the lines of one entry."""
        shape = self.shape(data["FormId"])
        keys = [self._known(shape, key) for key in str(data["FieldKeys"]).split(",")]
        condition = Condition(str(data.get("FilterString") or ""), lambda key: self._known(shape, key))
        orders = [part.split() for part in str(data.get("OrderString") or shape.pk).split(",")]
        rows = [row for bill in self.of(shape.id) for row in _joined(bill, keys) if condition.test(row)]
        for key, *direction in reversed(orders):
            name = self._known(shape, key)
            rows.sort(key=lambda row: _sortable(row.get(name)), reverse=direction == ["DESC"])
        page = window(rows, int(data["StartRow"]), int(data["Limit"]), int(data["TopRowCount"]))
        return [[_told(row.get(key)) for key in keys] for row in page]

    def _known(self, shape: Shape, key: str) -> str:
        """A key as rows hold it; one that the tenant does not spell so does not exist."""
        plain_key = key.strip().removesuffix(".FNumber")
        own = [f"{entry}_{end}" for entry in shape.entries for end in ("FEntryID", "FSeq")]
        if plain_key not in (*shape.keys, *own):
            raise Wrong(f"字段不存在: {key}")
        return plain_key


def _usual(shape: Shape) -> dict[str, Any]:
    """What K3 Cloud fills in by itself."""
    usual = {"FCancelStatus": "A", "FCloseStatus": "A", "FEXCHANGERATE": Decimal(1)}
    return {key: value for key, value in usual.items() if key in shape.head}


def _joined(bill: Stored, keys: list[str]) -> Iterator[dict[str, Any]]:
    entries = [
        entry
        for entry, fields in bill.shape.entries.items()
        if any(key.startswith(f"{entry}_F") or (key in fields and key not in bill.shape.head) for key in keys)
    ]
    rows: list[dict[str, Any]] = [dict(bill.values)]
    for entry in entries:
        lines = [
            {**line, f"{entry}_FEntryID": line["id"], f"{entry}_FSeq": place}
            for place, line in enumerate(bill.lines[entry], 1)
        ] or [{}]
        rows = [{**row, **line} for row in rows for line in lines]
    yield from rows


def _value(kind: str, value: Any) -> Any:
    if kind == "r":
        return (value or {}).get("FNumber") or (value or {}).get("FNUMBER") or None
    if kind == "d" and value:
        return value if "T" in str(value) else f"{value}T00:00:00"
    if kind == "n":
        return None if value in (None, "") else Decimal(str(value))
    return value


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not None, "" if value is None else plain(value))


def _told(value: Any) -> Any:
    """Amounts come with ten digits behind the point, empty texts as a blank."""
    if isinstance(value, Decimal):
        return value.quantize(Decimal("1.0000000000"))
    return " " if value == "" else value
