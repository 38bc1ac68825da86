"""The hooks: a verb says how the answers of several plugins are combined, and whether they may change a figure.

    register_*   announce at start-up; answers are concatenated, two of one name are an error; they act only when the
                 configuration names them
    check_*      look at a document and give findings; concatenated and sorted, so that no order matters
    on_*         be told afterwards; all are called, exceptions are collected and stop nothing

What moves money is no hook but a policy, chosen by name and version. A hook gets values, never the hub.
Source: ports.md 3.2, 3.3; architecture decision 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

import pluggy
from attrs import frozen

from salessupport.domain.facts import Contract, Customer, Quotation
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.policies import Company
from salessupport.spi.adapter import Adapter
from salessupport.spi.documents import InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.policies import Policy

PROJECT: Final = "salessupport"
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


@frozen
class AdapterCall:
    """A call of an adapter that has ended; without secrets and personal data."""

    adapter: str
    port: str
    verb: str
    key: str
    outcome: str
    seconds: float
    details: Mapping[str, str]


@spec
def register_adapters() -> Iterable[Adapter[Any]]:  # type: ignore[empty-body]
    """Announce adapters. Called once at start-up; importing the plugin must import no HTTP or spreadsheet library."""


@spec
def register_policies() -> Iterable[Policy[Any]]:  # type: ignore[empty-body]
    """Announce policies. A policy acts only where the configuration names it with its version."""


@spec
def check_customer(customer: Customer, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at a customer that is about to be entered; may add findings, which may block, and nothing else."""


@spec
def check_quotation(quotation: Quotation, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at a quotation before it is sent."""


@spec
def check_contract(contract: Contract, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at a contract at its review, beside the five points."""


@spec
def check_order(document: OrderDocument, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at an order at its review, beside the eight points."""


@spec
def check_invoice(draft: InvoiceDocument, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at an invoice before it is issued."""


@spec
def check_settlement(settlement: Settlement, context: Context) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Look at a receipt and its placement before it is posted to another system."""


@spec
def on_event(event: DomainEvent) -> None:
    """Be told of an entry after it is in the journal."""


@spec
def on_call(call: AdapterCall) -> None:
    """Be told of a call of an adapter after it has ended."""
