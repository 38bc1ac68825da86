"""The hooks: a verb says how the answers of several plugins are combined, and whether they may change a figure.

    register_*   announce at start-up; answers are concatenated, two of one name are an error; they act only when the
                 configuration names them
    check_*      look at a document and give findings; concatenated and sorted, so that no order matters
    on_*         be told afterwards; all are called, exceptions are collected and stop nothing

What moves money is no hook but a policy, chosen by name and version. A hook gets values, never the hub. A plugin is a
module or an object; it may say `speaks = "1.0"`, the version of the hooks that it was written against.
Source: ports.md 3.2, 3.3; architecture decision 4; reliability.md 3.7.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

import pluggy
from attrs import field, frozen

from salessupport.domain.facts import Contract, Customer, Quotation
from salessupport.domain.values.findings import Finding, Level, Place
from salessupport.domain.values.policies import Company
from salessupport.spi.adapter import Adapter
from salessupport.spi.documents import InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.policies import Policy
from salessupport.spi.port import ContractVersion

PROJECT: Final = "salessupport"
GROUP: Final = "salessupport.plugins"
"""The entry-point group in which a distribution announces its plugin."""
VERSION: Final = ContractVersion(1, 0)
"""The version of the hooks and of every value and error of this package that no port has for itself."""
hook = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's function as the implementation of the hook of its name."""
spec = pluggy.HookspecMarker(PROJECT)


@frozen
class Context:
    """What a check may know besides its document: whose books, and the day of the question."""

    company: Company
    as_of: date


@frozen
class DomainEvent:
    """Something that was written into the journal."""

    seq: int
    kind: str
    id: str
    effective_on: date
    recorded_at: datetime


def _read_only(values: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(values))


@frozen
class AdapterCall:
    """A call of an adapter that has ended; without secrets and personal data.

    `outcome` is `done`, `replayed`, `pending` or `answered`, else the class of the error; `key` is that of a command.
    """

    adapter: str
    port: str
    verb: str
    key: str
    outcome: str
    took: timedelta
    details: Mapping[str, str] = field(factory=dict, converter=_read_only, hash=False)


def noticed(rule: str, place: Place, *, text: str, text_zh: str, level: Level = "warning", value: str = "") -> Finding:
    """Make a finding of a plugin's own: `rule` names it (`acme.blacklist`), the texts say what to do about it."""
    return Finding("plugin.finding", place, level, value, {"rule": rule, "text": text, "text_zh": text_zh})


@spec
def register_adapters() -> Iterable[Adapter[Any]]:  # type: ignore[empty-body]
    """Announce adapters. Called once at start-up; importing the plugin must import no HTTP or spreadsheet library."""


@spec
def register_policies() -> Iterable[Policy[Any]]:  # type: ignore[empty-body]
    """Announce policies. A policy acts only where the configuration names it with its version."""


@spec
def check_customer(customer: Customer, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at a customer before a push enters it at another system; an error holds it back and no more."""


@spec
def check_quotation(quotation: Quotation, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at a quotation before it is sent; no verb of this release sends one."""


@spec
def check_contract(contract: Contract, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at a contract before a push enters it at another system; an error holds it back."""


@spec
def check_order(document: OrderDocument, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at an order before a push enters it at another system; an error holds it back."""


@spec
def check_invoice(draft: InvoiceDocument, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at an issued invoice before a push enters it at another system; an error holds it back."""


@spec
def check_settlement(settlement: Settlement, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at a receipt and its placement before a push enters it at another system; an error holds it back."""


@spec
def on_events(events: tuple[DomainEvent, ...]) -> None:
    """Be told of what a pull or push wrote into the journal, after it is there: all of it at once, at the end."""


@spec
def on_call(call: AdapterCall) -> None:
    """Be told of a call of an adapter after it has ended."""


class HookVerb(Enum):
    """How the answers of several plugins are combined."""

    REGISTER = "register"
    CHECK = "check"
    ON = "on"


@frozen
class Hook:
    """A hook: its verb, its arguments in order, and the type of what an implementation gives, None for nothing."""

    name: str
    verb: HookVerb
    arguments: tuple[str, ...]
    gives: type[Any] | None
    signature: str


def _hook(function: Callable[..., Any], gives: type[Any] | None) -> Hook:
    signature = inspect.signature(function)
    verb = HookVerb(function.__name__.partition("_")[0])
    return Hook(function.__name__, verb, tuple(signature.parameters), gives, f"{function.__name__}{signature}")


HOOKS: Mapping[str, Hook] = {
    hook.name: hook
    for hook in (
        _hook(register_adapters, Adapter),
        _hook(register_policies, Policy),
        _hook(check_customer, Finding),
        _hook(check_quotation, Finding),
        _hook(check_contract, Finding),
        _hook(check_order, Finding),
        _hook(check_invoice, Finding),
        _hook(check_settlement, Finding),
        _hook(on_events, None),
        _hook(on_call, None),
    )
}
"""Every hook by name."""
