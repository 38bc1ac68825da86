"""The ports: one file each with its Protocol, the values only it uses, and its token; `PORTS` names them all.

Every port reads in the same order: identity, reads, commands, look-up. Source: ports.md 3.4; requirement AD-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salessupport.spi.port import Port
from salessupport.spi.ports.bank_statements import BANK_STATEMENTS, BankStatements
from salessupport.spi.ports.carrier import CARRIER, Carrier
from salessupport.spi.ports.customers import CUSTOMERS, Customers
from salessupport.spi.ports.documents import DOCUMENTS, Documents
from salessupport.spi.ports.einvoicing import EINVOICING, EInvoicing
from salessupport.spi.ports.journal import JOURNAL, Journal
from salessupport.spi.ports.notifier import NOTIFIER, Notifier
from salessupport.spi.ports.opportunities import OPPORTUNITIES, Opportunities
from salessupport.spi.ports.renderer import RENDERER, Renderer
from salessupport.spi.ports.sales import SALES, Sales

__all__ = [
    "BANK_STATEMENTS",
    "CARRIER",
    "CUSTOMERS",
    "DOCUMENTS",
    "EINVOICING",
    "JOURNAL",
    "NOTIFIER",
    "OPPORTUNITIES",
    "PORTS",
    "PROTOCOLS",
    "RENDERER",
    "SALES",
    "BankStatements",
    "Carrier",
    "Customers",
    "Documents",
    "EInvoicing",
    "Journal",
    "Notifier",
    "Opportunities",
    "Renderer",
    "Sales",
]

PORTS: Mapping[str, Port[Any]] = {
    port.name: port
    for port in (CUSTOMERS, SALES, OPPORTUNITIES, EINVOICING, CARRIER, BANK_STATEMENTS, NOTIFIER, DOCUMENTS, RENDERER)
}
"""Every port by name."""

PROTOCOLS: Mapping[str, type[Any]] = {
    CUSTOMERS.name: Customers,
    SALES.name: Sales,
    OPPORTUNITIES.name: Opportunities,
    EINVOICING.name: EInvoicing,
    CARRIER.name: Carrier,
    BANK_STATEMENTS.name: BankStatements,
    NOTIFIER.name: Notifier,
    DOCUMENTS.name: Documents,
    RENDERER.name: Renderer,
}
"""The Protocol of every port, for the comparison of signatures at registration."""
