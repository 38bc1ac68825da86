"""The words that sheets share: kinds of documents, ageing buckets, units, periods, each in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from salessupport.domain.values.money import Money
from salessupport.reports.sheet import Field, Words

KINDS: Mapping[str, Words] = {
    "invoice": ("发票", "Invoice"),
    "prepayment": ("预付款发票", "Prepayment invoice"),
    "credit_note": ("贷项（红字发票）", "Credit note"),
    "debit_note": ("借项", "Debit note"),
    "opening": ("期初结转", "Carried over"),
    "instalment": ("合同款项", "Instalment"),
    "opening_balance": ("上期余额", "Balance brought forward"),
    "receipt": ("收款", "Receipt"),
    "charge": ("费用", "Charge"),
    "dunning_fee": ("催款费", "Dunning fee"),
    "interest": ("利息", "Interest"),
    "bank_fee": ("银行手续费", "Bank fee"),
    "protest_fee": ("拒付证明费", "Protest fee"),
    "write_off": ("坏账核销", "Write-off"),
    "refund": ("退款", "Refund"),
    "dishonoured": ("票据拒付", "Dishonoured bill"),
}
"""Kinds of documents and movements (books: `invoices`, `charges`, `show statement`)."""


def bucket_words(bucket: str) -> Words:
    """Name an ageing bucket: `not_due`, `1-30`, `91+`."""
    if bucket == "not_due":
        return "未到期", "Not due"
    if bucket.endswith("+"):
        return f"{bucket[:-1]} 天及以上", f"{bucket} days"
    return f"{bucket} 天", f"{bucket} days"


def bucket_vocabulary(buckets: Iterable[str]) -> Mapping[str, Words]:
    """Name several buckets."""
    return {bucket: bucket_words(bucket) for bucket in buckets}


def grouped(amount: Money) -> str:
    """Write an amount with its thousands marked: `-1,234,567.80`."""
    whole, point, fraction = str(amount).removeprefix("-").partition(".")
    return f"{'-' if amount.minor < 0 else ''}{int(whole):,}{point}{fraction}"


def unit(currency: str) -> Field:
    """Name the unit of a sheet's amounts; 元 is CNY, other currencies are named by their code."""
    return Field(("单位", "Unit"), ("人民币元" if currency == "CNY" else currency, currency))


def period(first: date, last: date) -> Field:
    """Name a period, both days included."""
    return Field(("期间", "Period"), (f"{first} 至 {last}", f"{first} to {last}"))


def as_of(day: date) -> Field:
    """Name the as-of date; it includes that day (Conventions 4)."""
    return Field(("截至日期", "As of"), day)
