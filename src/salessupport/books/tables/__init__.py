"""THE schema: every table of the books, once; loading, writing, templates, errors and documentation read it here.

Law: the columns of a table are the fields of its fact class; `Facts` has one attribute of each table's name.
Source: books.md "Tables".
"""

from __future__ import annotations

from collections.abc import Mapping

from salessupport.books.schema import Table
from salessupport.books.tables import (
    adjustments,
    aliases,
    approvals,
    commission,
    confirmations,
    contract_file,
    contracts,
    deliveries,
    invoices,
    office,
    order_file,
    orders,
    papers,
    parties,
    products,
    quotations,
    receipts,
    requests,
)

_SUBJECTS = (
    parties,
    products,
    quotations,
    contracts,
    orders,
    deliveries,
    invoices,
    receipts,
    adjustments,
    approvals,
    commission,
    office,
    requests,
    papers,
    contract_file,
    order_file,
    confirmations,
    aliases,
)

TABLES: Mapping[str, Table] = {table.name: table for subject in _SUBJECTS for table in subject.TABLES}
"""All tables by name, in the order of the documentation."""
