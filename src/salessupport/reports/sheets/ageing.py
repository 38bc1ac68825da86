"""应收账款明细及账龄 (S21, AR-01): open items with their days overdue, and a summary by customer with a chart.

An ageing is in the company's currency at carrying amounts (Conventions 13). Where items are in other currencies, the
detail shows the document's amounts beside the carrying amount; only the latter is added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from salessupport.domain.receivables.ageing import AgedItem, Ageing, CustomerAgeing
from salessupport.domain.values.money import total
from salessupport.reports import terms
from salessupport.reports.sheet import (
    Block,
    Chart,
    Field,
    Imprint,
    Paragraph,
    Row,
    Sheet,
    SheetColumn,
    SheetContent,
    Words,
)

_ITEM = (
    SheetColumn("customer", "客户", "Customer", width=10),
    SheetColumn("name", "名称", "Name", width=28),
    SheetColumn("id", "单据", "Document", width=19),
    SheetColumn("kind", "种类", "Kind", width=15, vocabulary=terms.KINDS),
    SheetColumn("issued_on", "开票日", "Issued on", "date", 12),
    SheetColumn("due_on", "到期日", "Due on", "date", 12),
    SheetColumn("days_overdue", "逾期天数", "Days overdue", "integer", 9),
    SheetColumn("bucket", "账龄段", "Bucket", width=14),
)

DETAIL = Sheet(
    name_zh="应收账款明细",
    name_en="Receivables",
    title_zh="应收账款明细及账龄表",
    title_en="Receivables by item and age",
    landscape=True,
    columns=(
        *_ITEM,
        SheetColumn("gross", "应收", "Due", "money", 16, total="sum"),
        SheetColumn("received", "已收", "Received", "money", 16, total="sum"),
        SheetColumn("open", "余额", "Open", "money", 16, total="sum", formula="gross - received"),
    ),
)

FOREIGN_DETAIL = evolve(
    DETAIL,
    columns=(
        *_ITEM,
        SheetColumn("currency", "币种", "Currency", width=9),
        SheetColumn("gross", "应收（原币）", "Due (document currency)", "amount", 16),
        SheetColumn("received", "已收（原币）", "Received (document currency)", "amount", 16),
        SheetColumn("open_document", "余额（原币）", "Open (document currency)", "amount", 16),
        SheetColumn("open", "余额（本位币）", "Open (company currency)", "money", 16, total="sum"),
    ),
)

_BASES: Mapping[str, Words] = {"invoice": ("按发票", "by invoice"), "instalment": ("按合同款项", "by instalment")}


def summary_sheet(buckets: tuple[str, ...]) -> Sheet:
    """Declare the summary for a company's buckets (policy `ageing`)."""
    words = {bucket: terms.bucket_words(bucket) for bucket in buckets}
    return Sheet(
        name_zh="账龄汇总",
        name_en="Ageing",
        title_zh="应收账款账龄汇总表",
        title_en="Ageing of receivables by customer",
        landscape=True,
        columns=(
            SheetColumn("customer", "客户", "Customer", width=10),
            SheetColumn("name", "名称", "Name", width=32),
            *(SheetColumn(bucket, *words[bucket], "money", 15, total="sum") for bucket in buckets),
            SheetColumn("unapplied", "未核销收款", "Unapplied", "money", 15, total="sum"),
            SheetColumn(
                "total", "合计", "Total", "money", 16, total="sum", formula=" + ".join((*buckets, "unapplied"))
            ),
            SheetColumn("notes", "应收票据", "Notes", "money", 15, total="sum"),
        ),
    )


def ageing_summary(ageing: Ageing, *, names: Mapping[str, str], imprint: Imprint) -> SheetContent:
    """Lay out the ageing by customer, with the chart of its buckets; `names` are by customer id.

    The total is buckets plus unapplied money (zero or less); notes receivable stand apart from it.
    """
    buckets = tuple(ageing.buckets)
    return SheetContent(
        sheet=summary_sheet(buckets),
        company=imprint.company,
        fields=_fields(ageing, imprint),
        blocks=(
            Block(
                rows=[_summary_row(customer, names, buckets) for customer in ageing.customers],
                totals={
                    **{bucket: ageing.buckets[bucket].minor for bucket in buckets},
                    "unapplied": ageing.unapplied.minor,
                    "total": ageing.total.minor,
                    "notes": ageing.notes.minor,
                },
                currency=ageing.currency,
            ),
        ),
        remarks=(
            Paragraph(
                (
                    "合计 = 各账龄段 + 未核销收款（负数）；应收票据另列，不计入合计。逾期天数 = 截至日期 − 到期日。",
                    "Total = buckets + unapplied money (≤ 0); notes stand apart. Days overdue = as-of − due date.",
                )
            ),
        ),
        chart=Chart(("账龄结构", "Open receivables by age"), buckets[0], buckets[-1]),
    )


def ageing_detail(ageing: Ageing, *, names: Mapping[str, str], imprint: Imprint) -> SheetContent:
    """Lay out every open item; with amounts of the documents' currencies where one differs from the company's."""
    items = [item for customer in ageing.customers for item in customer.items]
    foreign = any(item.open_document.currency != ageing.currency for item in items)
    sheet = FOREIGN_DETAIL if foreign else DETAIL
    vocabulary = terms.bucket_vocabulary(ageing.buckets)
    columns = [evolve(column, vocabulary=vocabulary) if column.key == "bucket" else column for column in sheet.columns]
    totals = {"open": total(ageing.buckets.values(), ageing.currency).minor}
    if not foreign:
        gross = total((item.gross for item in items), ageing.currency)
        totals |= {"gross": gross.minor, "received": gross.minor - totals["open"]}
    rows = list((_foreign_rows if foreign else _rows)(ageing, names))
    return SheetContent(
        sheet=evolve(sheet, columns=tuple(columns)),
        company=imprint.company,
        fields=_fields(ageing, imprint),
        blocks=(Block(rows=rows, totals=totals, currency=ageing.currency),),
    )


def _fields(ageing: Ageing, imprint: Imprint) -> tuple[tuple[Field, ...], ...]:
    known = () if ageing.known_at is None else (Field(("登记截至", "Known at"), ageing.known_at),)
    basis = Field(("口径", "Basis"), _BASES.get(ageing.basis, (ageing.basis, ageing.basis)))
    return (terms.as_of(ageing.as_of), *known, basis, terms.unit(ageing.currency)), imprint.fields()


def _summary_row(customer: CustomerAgeing, names: Mapping[str, str], buckets: tuple[str, ...]) -> Row:
    return (
        customer.customer,
        names.get(customer.customer, ""),
        *(customer.buckets[bucket].minor for bucket in buckets),
        customer.unapplied.minor,
        customer.total.minor,
        customer.notes.minor,
    )


def _rows(ageing: Ageing, names: Mapping[str, str]) -> Iterator[Row]:
    for customer in ageing.customers:
        name = names.get(customer.customer, "")
        for item in customer.items:
            gross, left = item.gross.minor, item.open_document.minor
            yield *_item(customer.customer, name, item), gross, gross - left, item.open.minor


def _foreign_rows(ageing: Ageing, names: Mapping[str, str]) -> Iterator[Row]:
    for customer in ageing.customers:
        name = names.get(customer.customer, "")
        for item in customer.items:
            amounts = item.gross, item.gross - item.open_document, item.open_document
            yield *_item(customer.customer, name, item), item.gross.currency, *amounts, item.open.minor


def _item(customer: str, name: str, item: AgedItem) -> Row:
    return customer, name, item.id, item.kind, item.issued_on, item.due_on, item.days_overdue, item.bucket
