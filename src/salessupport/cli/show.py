"""`show`: the questions, each a table for people or JSON for programs."""

from __future__ import annotations

from datetime import date

import click

from salessupport.cli import tables
from salessupport.cli.common import (
    DATE,
    answered,
    books_option,
    json_option,
    known_at_option,
    open_desk,
    print_json,
    question,
)


@click.group()
def show() -> None:
    """Answer a question about the books / 查询."""


@show.command("ageing")
@question
@click.option("--customer", help="Only this customer / 客户编码.")
@click.option(
    "--basis", type=click.Choice(["invoice"]), default="invoice", show_default=True, help="Basis of receivable."
)
@answered
def show_ageing(
    books: str, as_of: date | None, known_at: date | None, customer: str | None, basis: str, *, as_json: bool
) -> None:
    """Open items by days overdue / 应收账款账龄."""
    del basis  # the only one there is yet
    answer = open_desk(books).ageing(as_of=as_of, known_at=known_at, customer=customer)
    print_json(answer) if as_json else tables.ageing(answer)


@show.command("statement")
@books_option
@known_at_option
@json_option
@click.option("--customer", required=True, help="Customer id / 客户编码.")
@click.option("--from", "first", type=DATE, required=True, help="First day / 起始日.")
@click.option("--to", "last", type=DATE, required=True, help="Last day / 截止日.")
@answered
def show_statement(books: str, known_at: date | None, customer: str, first: date, last: date, *, as_json: bool) -> None:
    """A customer's statement of account / 对账单."""
    answer = open_desk(books).statement(customer, first=first, last=last, known_at=known_at)
    print_json(answer) if as_json else tables.statement(answer)


@show.command("invoice")
@click.argument("invoice_id", metavar="ID")
@question
@answered
def show_invoice(invoice_id: str, books: str, as_of: date | None, known_at: date | None, *, as_json: bool) -> None:
    """What became of an invoice / 发票收款情况."""
    answer = open_desk(books).invoice(invoice_id, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else tables.invoice(answer)


@show.command("receipt")
@click.argument("receipt_id", metavar="ID")
@question
@click.option("--refund", metavar="AMOUNT", help="May this much be paid back? / 可否退款.")
@answered
def show_receipt(
    receipt_id: str, books: str, as_of: date | None, known_at: date | None, refund: str | None, *, as_json: bool
) -> None:
    """What a receipt settled / 到款核销情况."""
    answer = open_desk(books).receipt(receipt_id, as_of=as_of, known_at=known_at, refund=refund)
    print_json(answer) if as_json else tables.receipt(answer)
