"""JSON Schema (2020-12) of every answer, derived from the answer classes: what `--json` prints, and nothing else."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from salessupport.desk.answers import JSON, Change, CheckAnswer, CloseAnswer, Duplicates, WatchList
from salessupport.domain.contracts.contact_sheet import ContactSheet, PriceFreeSheet
from salessupport.domain.contracts.dispatch import Dispatch
from salessupport.domain.contracts.performance import ContractView
from salessupport.domain.contracts.refunds import RefundFile
from salessupport.domain.contracts.review import ContractReview
from salessupport.domain.facts import Fact
from salessupport.domain.matching.receipts import Matches
from salessupport.domain.office.agenda import Agenda
from salessupport.domain.orders.exposure import ExposureView
from salessupport.domain.orders.order_view import OrderView
from salessupport.domain.orders.review import OrderReview
from salessupport.domain.pay.commission import Commission
from salessupport.domain.pay.other_allocation import OtherAllocation
from salessupport.domain.pay.targets import Attained
from salessupport.domain.pay.what_if import WhatIf
from salessupport.domain.receivables.ageing import Ageing
from salessupport.domain.receivables.bills import BillView
from salessupport.domain.receivables.control import Control
from salessupport.domain.receivables.settlement import InvoiceView, ReceiptView
from salessupport.domain.receivables.statement import Statement
from salessupport.domain.reconciliation.states import Confirmations
from salessupport.domain.reconciliation.views import Reconciliation
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.money import Money
from salessupport.runtime.doctor import Diagnosis, InstalledPlugins

ANSWERS: Mapping[str, type] = {
    "show ageing": Ageing,
    "show statement": Statement,
    "show invoice": InvoiceView,
    "show receipt": ReceiptView,
    "show contract": ContractView,
    "show order": OrderView,
    "show bill": BillView,
    "show exposure": ExposureView,
    "show agenda": Agenda,
    "show commission": Commission,
    "show targets": Attained,
    "show review CONTRACT": ContractReview,
    "show review ORDER": OrderReview,
    "show contact-sheet": ContactSheet,
    "show contact-sheet --price-free": PriceFreeSheet,
    "show dispatch": Dispatch,
    "show refund": RefundFile,
    "show watch-list": WatchList,
    "show confirmations": Confirmations,
    "what-if --plan": WhatIf,
    "what-if --allocation": OtherAllocation,
    "match": Matches,
    "reconcile": Reconciliation,
    "duplicates": Duplicates,
    "explain": Explanation,
    "check": CheckAnswer,
    "doctor": Diagnosis,
    "plugins": InstalledPlugins,
    "close": CloseAnswer,
    "allocate, undo, intake, reopen, request, approve, activate, release, notify, sign, void, merge": Change,
}
"""The answer class of each verb."""

_AMOUNT: JSON = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{2,3})?$"}
_DAY: JSON = {"type": "string", "format": "date"}
_PLAIN: Mapping[object, JSON] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Money: _AMOUNT,
    date: _DAY,
    Moment: {"type": "string"},
    Decimal: {"type": "string"},
    Path: {"type": "string"},
    type(None): {"type": "null"},
    Fact: {"type": "object"},
    Finding: {
        "type": "object",
        "required": ["code", "level", "where", "message", "message_zh"],
        "properties": {
            "code": {"type": "string"},
            "level": {"enum": ["error", "warning"]},
            "where": {"type": "string"},
            "row": {"type": ["integer", "null"]},
            "message": {"type": "string"},
            "message_zh": {"type": "string"},
        },
    },
}
_CONTROLS: JSON = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["ours", "check", "equal"],
        "properties": {"ours": {"type": "string"}, "check": {"type": "string"}, "equal": {"type": "boolean"}},
    },
}


def answer_schemas() -> dict[str, JSON]:
    """Give the schema of every verb's answer."""
    return {verb: answer_schema(kind) for verb, kind in ANSWERS.items()}


def answer_schema(kind: type) -> JSON:
    """Give the schema of one answer class; classes inside it stand under `$defs`."""
    known: dict[str, JSON] = {}
    schema = _schema(kind, known)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(schema), "$defs": known}


def _object(schema: JSON) -> dict[str, JSON]:
    if not isinstance(schema, dict):
        raise TypeError("an answer is an object")
    return schema


def _schema(hint: Any, known: dict[str, JSON]) -> JSON:
    hint = getattr(hint, "__supertype__", hint)  # a NewType is written as what it is made of
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(one, known) for one in arguments]}
    if origin is tuple or (isinstance(origin, type) and issubclass(origin, Sequence)):
        return _CONTROLS if arguments[0] is Control else {"type": "array", "items": _schema(arguments[0], known)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1], known)}
    return _class(hint, known)


def _class(kind: Any, known: dict[str, JSON]) -> JSON:
    if kind.__name__ not in known:
        known[kind.__name__] = True  # so that a class may hold itself
        hints = get_type_hints(kind)
        names = [field.name for field in attrs.fields(kind)]
        known[kind.__name__] = {
            "type": "object",
            "title": (kind.__doc__ or "").split("\n")[0],
            "required": [name.rstrip("_") for name in names],
            "properties": {name.rstrip("_"): _schema(hints[name], known) for name in names},
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}
