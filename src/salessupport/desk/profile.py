"""`match --profile`: two tables as they come out of somebody's ERP and bank, matched, and the pairs as a CSV file.

    [open_items]                              [receipts]                        [options]
    file = "invoices.csv"                     file = "payments.csv"             tolerance = "10.00"
    id = "invoice_id"                         id = "payment_id"                 currency = "CNY"
    customer = "Customer ID"                  payer_name = "Business Partner"   window_days = 400
    references = ["Billing Number"]           remittance = "Memo Line"
    amount = "Amount"                         amount = "Amount"

Laws: nothing is written unless every cell that is read is usable; all faults come in one report; a column named `id`
labels and is never evidence. Files are CSV or XLSX beside the profile, `sheet` and `encoding` may be given for each.
Source: books.md "A profile"; requirements AR-02.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from salessupport.desk.profile_tables import Tables, read_tables
from salessupport.domain.matching.engine import match
from salessupport.domain.matching.records import Match, Pairs
from salessupport.domain.values.findings import Finding
from salessupport.tabular.atomic import write_atomically
from salessupport.tabular.csvio import csv_bytes, neutral

HEADER = ("receipt", "open_item", "amount", "status", "score", "reason")


@frozen(kw_only=True)
class ProfileAnswer:
    """What was matched: every receipt's answer, how many of each status, and the warnings of reading."""

    matches: Sequence[Match] = field(repr=False)
    statuses: Mapping[str, int]
    findings: tuple[Finding, ...] = ()


def match_profile(path: Path, out: Path) -> ProfileAnswer:
    """Match the two tables of the profile at `path` and write the pairs to `out`.

    Raises `ConfigError` or `ValidationReport` `layout.invalid` for a bad profile, `FileError` for one bad file,
    `ValidationReport` with every bad cell of both; `StoreFull` if `out` cannot be written. Then nothing is written.
    """
    tables = read_tables(path)
    matches = match(tables.items, tables.receipts, tables.options)
    write_atomically(out, csv_bytes([HEADER, *_rows(matches, tables)]))
    statuses: Counter[str] = Counter(one.status for one in matches)
    return ProfileAnswer(matches=matches, statuses=dict(statuses), findings=tables.findings)


def _rows(matches: Sequence[Match], tables: Tables) -> Iterator[Sequence[str]]:
    """Give the rows of `pairs.csv`; of an ambiguous receipt every pair that it may be."""
    for receipt, one in zip(tables.receipts, matches, strict=True):
        reason = neutral("; ".join(reason.message("en") for reason in one.reasons))
        for item, amount in one.pairs or _possible(one):
            text = tables.amounts.text(amount, receipt.currency)
            yield neutral(one.payment), neutral(item), text, one.status, str(one.score), reason


def _possible(one: Match) -> Pairs:
    """Give the pairs that an ambiguous receipt may be, each once; of no answer there are none."""
    return tuple(dict.fromkeys(pair for rejected in one.rejected for pair in rejected.pairs))
