"""Dispatch data of a delivery: driver, phone, plate and day of arrival, and who is told (LG-03; requirements §7, 16).

A delivery's data is complete with all four, well formed; only then are there messages to the salesperson and the
customer. Law: after the policy `driver_data_days` from dispatch the driver's data is masked and no message holds it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal
from unicodedata import normalize

from attrs import frozen

from salessupport.domain.facts import Delivery
from salessupport.domain.history import History
from salessupport.domain.values.messages import text_of

DispatchField = Literal["driver", "phone", "vehicle", "expected_on"]
MASKED = "***"

_SEPARATORS = re.compile(r"[\s·•.\-()]+")
_MOBILE = re.compile(r"(?:\+?86|0086)?1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:\+?86|0086)?0(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}")
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER = "A-HJ-NP-Z"
_USUAL = f"[{_LETTER}0-9]{{4}}(?:[{_LETTER}0-9]|[挂学警港澳领使])"
_NEW_ENERGY = f"(?:[A-HJK][{_LETTER}0-9][0-9]{{4}}|[0-9]{{5}}[A-HJK])"
_PLATE = re.compile(f"[{_PROVINCE}][{_LETTER}](?:{_USUAL}|{_NEW_ENERGY})")


@frozen
class Notice:
    """A message to the salesperson or the customer, in both languages; `to` is the id of whom it is for."""

    to: str
    zh: str
    en: str


@frozen(kw_only=True)
class Dispatch:
    """Dispatch data of a delivery as of a day: `missing` fields are empty, `malformed` ones are no phone or plate.

    Once `masked`, the driver's data is shown as `***`.
    """

    delivery: str
    driver: str | None
    phone: str | None
    vehicle: str | None
    expected_on: date | None
    missing: tuple[DispatchField, ...]
    malformed: tuple[DispatchField, ...]
    complete: bool
    masked: bool
    rep: Notice | None
    customer: Notice | None


def dispatch(history: History, delivery_id: str, *, as_of: date) -> Dispatch:
    """The dispatch data of a delivery as of a day; `NotFound` for an unknown one."""
    row = history.find("deliveries", history.deliveries, delivery_id)
    missing, malformed = _missing(row), _malformed(row)
    complete = not missing and not malformed
    masked = _is_masked(history, row, as_of)
    salesperson, customer = _told(history, row)
    tells = complete and not masked
    return Dispatch(
        delivery=row.id,
        driver=_shown(row.driver, masked=masked),
        phone=_shown(row.phone, masked=masked),
        vehicle=_shown(row.vehicle, masked=masked),
        expected_on=row.expected_on,
        missing=missing,
        malformed=malformed,
        complete=complete,
        masked=masked,
        rep=_notice("dispatch.to_rep", row, salesperson) if tells else None,
        customer=_notice("dispatch.to_customer", row, customer) if tells else None,
    )


def is_phone(text: str) -> bool:
    """Whether a text is a mobile number of the mainland, or a landline with its area code."""
    plain = _plain(text)
    return bool(_MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain))


def is_plate(text: str) -> bool:
    """Whether a text is a number plate of the mainland: seven characters, or eight of a new energy vehicle."""
    return _PLATE.fullmatch(_plain(text).upper()) is not None


def _plain(text: str) -> str:
    return _SEPARATORS.sub("", normalize("NFKC", text))


def _missing(row: Delivery) -> tuple[DispatchField, ...]:
    given: dict[DispatchField, bool] = {
        "driver": bool((row.driver or "").strip()),
        "phone": bool((row.phone or "").strip()),
        "vehicle": bool((row.vehicle or "").strip()),
        "expected_on": row.expected_on is not None,
    }
    return tuple(name for name, there in given.items() if not there)


def _malformed(row: Delivery) -> tuple[DispatchField, ...]:
    good: dict[DispatchField, bool] = {
        "phone": not (row.phone or "").strip() or is_phone(row.phone or ""),
        "vehicle": not (row.vehicle or "").strip() or is_plate(row.vehicle or ""),
    }
    return tuple(name for name, fine in good.items() if not fine)


def _is_masked(history: History, row: Delivery, as_of: date) -> bool:
    """Counted from dispatch, of an undated delivery from the day it was expected."""
    since = row.effective or row.expected_on
    return since is not None and as_of - since > timedelta(days=history.company.policies.driver_data_days)


def _shown(text: str | None, *, masked: bool) -> str | None:
    return MASKED if masked and text else text


def _told(history: History, row: Delivery) -> tuple[str | None, str | None]:
    """The salesperson and the customer of a delivery: of its order, else of its contract, else the customer's own."""
    order, contract = history.orders.get(row.order or ""), history.contracts.get(row.contract or "")
    if contract is None and order is not None:
        contract = history.contracts.get(order.contract or "")
    named = [one for one in (order, contract) if one is not None]
    customer = next((one.customer for one in named), None)
    known = history.customers.get(customer or "")
    salespeople = [one.salesperson for one in (*named, *([known] if known is not None else [])) if one.salesperson]
    return (salespeople[0] if salespeople else None), customer


def _notice(code: str, row: Delivery, to: str | None) -> Notice | None:
    """A message; None where nobody is recorded to send it to."""
    if to is None:
        return None
    context: dict[str, object] = {
        "delivery": row.id,
        "driver": row.driver,
        "phone": row.phone,
        "vehicle": row.vehicle,
        "expected_on": row.expected_on,
        "subject": row.order or row.contract,
    }
    return Notice(to, text_of(code, "zh_CN", context), text_of(code, "en", context))
