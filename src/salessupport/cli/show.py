"""`show`: the questions, each a table for people or JSON for programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import click

from salessupport.cli import pay_tables, procedure_tables, review_tables, tables
from salessupport.cli.common import (
    DATE,
    answered,
    books_option,
    json_option,
    known_at_option,
    language_option,
    open_desk,
    print_json,
    question,
)

Basis = Literal["invoice", "instalment"]


@click.group()
def show() -> None:
    """Answer a question about the books / 查询."""


@show.command("ageing")
@question
@click.option("--customer", help="Only this customer / 客户编码.")
@click.option(
    "--basis",
    type=click.Choice(["invoice", "instalment"]),
    default="invoice",
    show_default=True,
    help="Basis of receivable / 口径.",
)
@answered
def show_ageing(
    books: str, as_of: date | None, known_at: date | None, customer: str | None, basis: Basis, *, as_json: bool
) -> None:
    """Open items by days overdue / 应收账款账龄."""
    answer = open_desk(books).ageing(as_of=as_of, known_at=known_at, customer=customer, basis=basis)
    print_json(answer) if as_json else tables.ageing(answer)


@show.command("statement")
@books_option
@known_at_option
@json_option
@click.option("--customer", required=True, help="Customer id / 客户编码.")
@click.option("--from", "first", type=DATE, required=True, help="First day / 起始日.")
@click.option("--to", "last", type=DATE, required=True, help="Last day / 截止日.")
@click.option(
    "--reply-sheet", type=click.Path(path_type=Path), help="Also write it with columns to answer in / 回函表."
)
@answered
def show_statement(
    books: str,
    known_at: date | None,
    customer: str,
    first: date,
    last: date,
    reply_sheet: Path | None,
    *,
    as_json: bool,
) -> None:
    """A customer's statement of account / 对账单."""
    desk = open_desk(books)
    answer = desk.statement(customer, first=first, last=last, known_at=known_at)
    if reply_sheet is not None:
        desk.reply_sheet(answer, reply_sheet)
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


@show.command("contract")
@click.argument("contract_id", metavar="ID")
@question
@answered
def show_contract(contract_id: str, books: str, as_of: date | None, known_at: date | None, *, as_json: bool) -> None:
    """How a contract stands, and whether it may start, ship, be invoiced / 合同履行情况."""
    answer = open_desk(books).contract(contract_id, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else procedure_tables.contract(answer)


@show.command("order")
@click.argument("order_id", metavar="ID")
@question
@answered
def show_order(order_id: str, books: str, as_of: date | None, known_at: date | None, *, as_json: bool) -> None:
    """What of an order is delivered, invoiced and open / 订单执行情况."""
    answer = open_desk(books).order(order_id, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else procedure_tables.order(answer)


@show.command("bill")
@click.argument("bill_id", metavar="ID")
@question
@answered
def show_bill(bill_id: str, books: str, as_of: date | None, known_at: date | None, *, as_json: bool) -> None:
    """Whether a bill is good, and what is held or contingent of it / 承兑汇票."""
    answer = open_desk(books).bill(bill_id, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else procedure_tables.bill(answer)


@show.command("exposure")
@question
@click.option("--customer", required=True, help="Customer id / 客户编码.")
@click.option("--new-order", metavar="AMOUNT", help="May an order of this gross be taken? / 拟接订单金额.")
@click.option("--reopen", metavar="ORDER", help="May this order be reopened? / 拟重开的订单.")
@answered
def show_exposure(
    customer: str,
    books: str,
    as_of: date | None,
    known_at: date | None,
    new_order: str | None,
    reopen: str | None,
    *,
    as_json: bool,
) -> None:
    """What is at risk with a customer, part by part / 信用敞口."""
    desk = open_desk(books)
    answer = desk.exposure(customer, as_of=as_of, known_at=known_at, new_order=new_order, reopen=reopen)
    print_json(answer) if as_json else procedure_tables.exposure(answer)


@show.command("agenda")
@books_option
@known_at_option
@json_option
@click.option("--on", type=DATE, help="The day; today if left out / 日期.")
@answered
def show_agenda(books: str, known_at: date | None, on: date | None, *, as_json: bool) -> None:
    """What falls due on a day / 当日事项."""
    answer = open_desk(books).agenda(on=on, known_at=known_at)
    print_json(answer) if as_json else procedure_tables.agenda(answer)


@show.command("commission")
@books_option
@known_at_option
@json_option
@language_option
@click.option("--period", required=True, help="Month 2026-10, quarter 2026Q1 or year 2026 / 期间.")
@click.option("--salesperson", help="Only this person / 业务员.")
@click.option("--out", type=click.Path(path_type=Path), help="Also write the sheets to be signed / 结算单文件夹.")
@answered
def show_commission(
    books: str,
    known_at: date | None,
    period: str,
    salesperson: str | None,
    out: Path | None,
    language: Literal["zh_CN", "en"],
    *,
    as_json: bool,
) -> None:
    """What salespeople earn, closed with its period / 业务提成."""
    desk = open_desk(books)
    answer = desk.commission(period, known_at=known_at, salesperson=salesperson)
    print_json(answer) if as_json else pay_tables.commission(answer, today=desk.today)
    if out is not None:
        written = desk.commission_sheets(period, out=out, salesperson=salesperson, known_at=known_at, language=language)
        for path in written:
            click.echo(str(path), err=as_json)


@show.command("targets")
@question
@click.option("--period", required=True, help="Month 2026-10, quarter 2026Q1 or year 2026 / 期间.")
@answered
def show_targets(books: str, as_of: date | None, known_at: date | None, period: str, *, as_json: bool) -> None:
    """Targets of a period and what is attained of them / 指标完成情况."""
    answer = open_desk(books).targets(period, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else pay_tables.targets(answer)


@show.command("review")
@click.argument("row_id", metavar="CONTRACT|ORDER")
@question
@answered
def show_review(row_id: str, books: str, as_of: date | None, known_at: date | None, *, as_json: bool) -> None:
    """What speaks against a contract or an order, point by point / 合同或订单审核."""
    answer = open_desk(books).review(row_id, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else review_tables.review(answer)


@show.command("contact-sheet")
@click.argument("contract_id", metavar="CONTRACT")
@question
@click.option("--price-free", is_flag=True, help="The copy for scheduling, without prices / 无价联.")
@answered
def show_contact_sheet(
    contract_id: str, books: str, as_of: date | None, known_at: date | None, *, price_free: bool, as_json: bool
) -> None:
    """The contact sheet of a contract and who signed for it / 合同联系单."""
    desk = open_desk(books)
    answer = (desk.price_free_sheet if price_free else desk.contact_sheet)(contract_id, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else review_tables.contact_sheet(answer)


@show.command("dispatch")
@click.argument("delivery_id", metavar="DELIVERY")
@question
@answered
def show_dispatch(delivery_id: str, books: str, as_of: date | None, known_at: date | None, *, as_json: bool) -> None:
    """Driver, phone, plate and arrival, and whom to tell / 发运信息."""
    answer = open_desk(books).dispatch(delivery_id, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else review_tables.dispatch(answer)


@show.command("refund")
@click.argument("row_id", metavar="RECEIPT|REFUND")
@question
@answered
def show_refund(row_id: str, books: str, as_of: date | None, known_at: date | None, *, as_json: bool) -> None:
    """The file of a refund: excess, consent, payment, the customer's receipt / 退款."""
    answer = open_desk(books).refund(row_id, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else review_tables.refund(answer)


@show.command("watch-list")
@question
@answered
def show_watch_list(books: str, as_of: date | None, known_at: date | None, *, as_json: bool) -> None:
    """Contracts started or shipped on a waiver, until the money is in / 特批跟踪."""
    answer = open_desk(books).watch_list(as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else review_tables.watch_list(answer)
