"""`company.toml`: whose books a folder holds and under which policies; read with all faults at once, and written.

Amounts and ratios stand in quotes (or are whole numbers): a TOML float is refused, for it may not be what was typed.
Source: books.md "company.toml"; decision 1.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from attrs import fields_dict, frozen

from salessupport.domain.values.errors import ConfigError, SalesSupportError, ValidationReport
from salessupport.domain.values.findings import Finding, Place
from salessupport.domain.values.policies import Company, Policies
from salessupport.domain.values.quantity import decimal_text, parse_quantity, parse_ratio
from salessupport.tabular.text import ENCODINGS, encoding_name

FILE = "company.toml"
_TEXTS = ("name", "tax_id", "currency", "timezone", "encoding")
_Made = TypeVar("_Made")


@frozen
class Settings:
    """What `company.toml` says: the company, and the encoding of CSV files without a byte order mark."""

    company: Company
    encoding: str = "utf-8"


def read_settings(folder: Path) -> Settings:
    """Read a folder's `company.toml`: `ConfigError` if it is absent or no TOML, else all faults in one report."""
    path = folder / FILE
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigError("company.missing", path=str(path)) from None
    except (OSError, ValueError) as error:
        raise ConfigError("company.invalid", path=str(path), reason=str(error)) from None
    findings: list[Finding] = []
    settings = _settings(document, findings)
    if settings is None or findings:
        raise ValidationReport(tuple(findings))
    return settings


def _settings(document: Mapping[str, object], findings: list[Finding]) -> Settings | None:
    findings.extend(_unknown(document, (*_TEXTS, "policies"), "field.unknown", ""))
    given = {name: document[name] for name in _TEXTS if name in document}
    if not str(given.setdefault("name", "")).strip():
        findings.append(_finding("field.missing", "name"))
    wrong = [name for name, value in given.items() if not isinstance(value, str)]
    findings.extend(_wrong_type(name, given[name], "text") for name in wrong)
    texts = {name: str(value) for name, value in given.items() if name not in wrong}
    encoding = _tried(lambda: _encoding(texts.pop("encoding", "utf-8")), "encoding", findings)
    policies = _policies(document.get("policies", {}), findings)
    _tried(lambda: _check_zone(texts.get("timezone", "Asia/Shanghai")), "timezone", findings)
    company = _tried(lambda: Company(**texts, policies=policies), "currency", findings)
    return Settings(company, encoding) if company is not None and encoding is not None else None


def _check_zone(name: str) -> None:
    """Refuse an unknown time zone; a system without any time zone data knows none and refuses none."""
    from zoneinfo import ZoneInfo

    for zone, knows in ((name, True), ("Asia/Shanghai", False)):
        try:
            ZoneInfo(zone)
        except (LookupError, ValueError, OSError):
            continue
        if knows:
            return
        raise ConfigError("policy.value", name="timezone", value=name, allowed="Asia/Shanghai, UTC …")


def _encoding(declared: str) -> str:
    encoding = encoding_name(declared)
    if encoding not in ENCODINGS:
        allowed = " | ".join(ENCODINGS)
        raise ConfigError("policy.value", name="encoding", value=declared, allowed=allowed)
    return encoding


def _policies(given: object, findings: list[Finding]) -> Policies:
    """Make the policies one by one, so that every wrong one is reported; a wrong one stays at its default."""
    if not isinstance(given, dict):
        findings.append(_wrong_type("policies", given, "a table [policies]"))
        return Policies()
    findings.extend(_unknown(given, tuple(fields_dict(Policies)), "policy.unknown", "policies."))
    made: dict[str, object] = {}
    for name in fields_dict(Policies):
        if name in given:
            value = _tried(lambda name=name: _policy(name, given[name]), f"policies.{name}", findings, given[name])  # type: ignore[misc]
            made |= {} if value is None else {name: value}
    return Policies(**made)  # type: ignore[arg-type]


def _policy(name: str, value: object) -> object:
    made = _READERS.get(name, _text)(value)
    if made is None:
        raise ConfigError("policy.value", name=name, value=value, allowed=_SHAPES.get(name, '"…"'))
    Policies(**{name: made})  # type: ignore[arg-type]
    return made


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    return value if type(value) is int else None


def _decimal(parse: Callable[[str], Decimal]) -> Callable[[object], Decimal | None]:
    def read(value: object) -> Decimal | None:
        return parse(str(value)) if isinstance(value, str) or type(value) is int else None

    return read


def _days(value: object) -> tuple[int, ...] | None:
    return tuple(value) if isinstance(value, list) and all(type(day) is int for day in value) else None


def _words(value: object) -> tuple[str, ...] | None:
    return tuple(word.strip() for word in value.split(",")) if isinstance(value, str) else None


def _parties(value: object) -> tuple[str, ...] | None:
    """Read words of which there may be none, but no empty one between commas."""
    words = _words(value)
    if words is None or words == ("",):
        return None if words is None else ()
    return words if all(words) else None


_READERS: Mapping[str, Callable[[object], object]] = {
    "ageing": _days,
    "appropriation": _words,
    "confirmations": _parties,
    "driver_data_days": _whole,
    "full_invoice_threshold": _decimal(parse_ratio),
    "interest_per_day": _decimal(parse_ratio),
    "overdue_hold_amount": _decimal(parse_quantity),
    "overdue_hold_days": _whole,
    "signature_days": _whole,
    "tolerance": _decimal(parse_quantity),
}
_SHAPES = {
    "ageing": "[30, 60, 90]",
    "confirmations": '"customer,production"',
    "driver_data_days": "90",
    "full_invoice_threshold": '"0.90"',
    "interest_per_day": '"0.0005"',
    "overdue_hold_amount": '"0.00"',
    "overdue_hold_days": "0",
    "signature_days": "3",
    "tolerance": '"0.00"',
}


def _tried(make: Callable[[], _Made], name: str, findings: list[Finding], value: object = "") -> _Made | None:
    """Make a value, or note what the error says of it at its own path."""
    try:
        return make()
    except SalesSupportError as error:
        context = dict(error.context)
        findings.append(_finding(error.code, error.path or name, context.pop("value", value), **context))
        return None


def _unknown(given: Mapping[str, object], known: tuple[str, ...], code: str, before: str) -> Iterator[Finding]:
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hints = {"hint": f" (did you mean {near[0]}?)", "hint_zh": f"（是否为 {near[0]}？）"} if near else {}
            yield _finding(code, before + name, name=name, **hints)


def _wrong_type(name: str, value: object, expected: str) -> Finding:
    return _finding("type.wrong", name, value, expected=expected, kind=type(value).__name__)


def _finding(code: str, column: str, value: object = "", **context: object) -> Finding:
    return Finding(code, Place(FILE, column=column), value=str(value), context=context)


_NOTES = {
    "name": "公司名称",
    "tax_id": "统一社会信用代码",
    "currency": "本位币，ISO 4217 三字代码",
    "timezone": "时区",
    "encoding": "无 BOM 的 CSV 文件的编码：utf-8 或 gb18030",
    "terms": "默认付款方式：预付 / 提货前 / 验收后，百分比，合计 100",
    "tax_rounding": "税额逐行舍入 per_row，或按税率合计舍入 per_category",
    "ageing": "账龄分段的天数",
    "full_invoice_threshold": "收款达到合同额的这一比例方可全额开票",
    "instalment_split": "分期金额的尾差：largest_remainder、cumulative 或 remainder_to_last",
    "discount_split": "整单折扣分摊的尾差：同上三种",
    "tolerance": "每笔应收的尾差核销限额",
    "appropriation": "清偿顺序：费用、利息、本金",
    "interest_per_day": "逾期日利率，0 为不计息",
    "allocation": "未指定核销的到款：exact-then-oldest 先找恰好相等的组合再按最早到期，explicit 不自动核销",
    "bank_fee": "银行扣收的手续费：ours 视同客户已付，theirs 由客户承担",
    "overdue_hold_days": "逾期超过多少天暂停接单，0 为不启用",
    "overdue_hold_amount": "逾期超过多少金额暂停接单",
    "self_approval": "申请人自批：refused 不予认可，reported 认可并列出",
    "inspection": "出货前检验：required 无合格记录不发货，off 不要求",
    "discount_days": "贴现天数：calendar 算到票据到期日，next_workday 到期日逢休息日顺延",
    "confirmations": "订单须由哪些方确认，用逗号分隔，空为不须确认",
    "signature_days": "联系单发出后多少天未签收即提醒",
    "driver_data_days": "司机姓名、电话与车号保留多少天",
    "commission": "提成规则：tiers@1 为方案的分档；软件包提供的规则写名称@版本",
}


def company_toml(settings: Settings) -> str:
    """Write a `company.toml` with every policy and a note for each; reading it gives the same settings."""
    company = settings.company
    head = {"name": company.name, "tax_id": company.tax_id, "currency": company.currency, "timezone": company.timezone}
    if settings.encoding != "utf-8":
        head["encoding"] = settings.encoding
    policies = {name: getattr(company.policies, name) for name in fields_dict(Policies)}
    lines = [_line(name, value) for name, value in head.items()]
    return "\n".join([*lines, "", "[policies]", *(_line(name, value) for name, value in policies.items()), ""])


def _line(name: str, value: object) -> str:
    return f"{name} = {_toml(value)}  # {_NOTES[name]}"


def _toml(value: object) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], int):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, int):
        return str(value)
    text = decimal_text(value) if isinstance(value, Decimal) else ",".join(value) if isinstance(value, tuple) else value
    return json.dumps(text, ensure_ascii=False)
