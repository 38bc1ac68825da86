"""The verbs of the office's procedures: ask for a consent, give it, and issue the papers that stand on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

import click

from salessupport.cli.common import (
    DATE,
    answered,
    books_option,
    dry_run_option,
    json_option,
    language_option,
    open_desk,
    say_change,
)
from salessupport.domain.facts import ApprovalAct
from salessupport.domain.values.errors import InvalidNumber
from salessupport.domain.values.quantity import parse_quantity

Verb = Callable[..., object]


def _writes(function: Verb) -> Verb:
    """Add the options of every verb that appends facts."""
    for option in (dry_run_option, json_option, books_option):
        function = option(function)
    return function


_ACTS = get_args(ApprovalAct)


@click.command(help=f"Ask for an approval of ACT on SUBJECT / 申请审批.\n\nACT is one of {', '.join(_ACTS)}.")
@click.argument("act", type=click.Choice(_ACTS), metavar="ACT")
@click.argument("subject")
@_writes
@click.option("--by", required=True, help="Who asks / 申请人.")
@click.option("--amount", help="What is asked for; what is missing if left out / 金额.")
@click.option("--reason", help="Why / 理由.")
@click.option("--expires", type=DATE, help="Last day that consents count / 有效期至.")
@answered
def request(
    act: ApprovalAct,
    subject: str,
    books: str,
    by: str,
    amount: str | None,
    reason: str | None,
    expires: date | None,
    *,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Ask for an approval of ACT on SUBJECT / 申请审批."""
    desk = open_desk(books)
    change = desk.request(act, subject, by=by, amount=amount, reason=reason, expires_on=expires, dry_run=dry_run)
    say_change(change, as_json=as_json)


@click.command()
@click.argument("request_id", metavar="REQUEST")
@_writes
@click.option("--by", required=True, help="Who decides / 审批人.")
@click.option("--role", required=True, help="In which role: rep, owner … / 审批角色.")
@click.option("--refuse", is_flag=True, help="Refuse; needs --reason / 不同意.")
@click.option("--reason", help="Why / 理由.")
@answered
def approve(
    request_id: str,
    books: str,
    by: str,
    role: str,
    reason: str | None,
    *,
    refuse: bool,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Decide on a request / 审批."""
    change = open_desk(books).approve(request_id, by=by, role=role, refuse=refuse, reason=reason, dry_run=dry_run)
    say_change(change, as_json=as_json)


@click.command()
@click.argument("contract_id", metavar="CONTRACT")
@_writes
@click.option("--by", help="Who issues it / 签发人.")
@answered
def activate(contract_id: str, books: str, by: str | None, *, as_json: bool, dry_run: bool) -> None:
    """Give a contract its project number and contact sheet / 下达合同."""
    say_change(open_desk(books).activate(contract_id, by=by, dry_run=dry_run), as_json=as_json)


@click.command()
@click.argument("subject", metavar="CONTRACT|ORDER")
@_writes
@click.option("--line", "lines", multiple=True, metavar="NO=QTY", help="Only this much of a line / 行=数量.")
@click.option("--by", help="Who issues it / 签发人.")
@answered
def release(subject: str, books: str, lines: tuple[str, ...], by: str | None, *, as_json: bool, dry_run: bool) -> None:
    """Issue a shipping notice, if money, signatures and permits are there / 下达发货通知单."""
    asked = dict(map(_line, lines)) if lines else None
    say_change(open_desk(books).release(subject, lines=asked, by=by, dry_run=dry_run), as_json=as_json)


def _line(text: str) -> tuple[int, Decimal]:
    number, equals, qty = text.partition("=")
    if not equals or not (number.isascii() and number.isdigit()):
        raise InvalidNumber("number.invalid", path="--line", value=text)
    return int(number), parse_quantity(qty)


@click.command()
@click.argument("receipt_id", metavar="RECEIPT")
@_writes
@click.option("--by", help="Who issues it / 签发人.")
@answered
def notify(receipt_id: str, books: str, by: str | None, *, as_json: bool, dry_run: bool) -> None:
    """Number a receipt notice to the salesperson / 下达到款通知单."""
    say_change(open_desk(books).notify(receipt_id, by=by, dry_run=dry_run), as_json=as_json)


@click.command()
@click.argument("paper_id", metavar="PAPER")
@click.argument("department")
@_writes
@click.option("--by", required=True, help="Who signed / 签收人.")
@answered
def sign(paper_id: str, department: str, books: str, by: str, *, as_json: bool, dry_run: bool) -> None:
    """Note that a department signed for a paper / 签收."""
    say_change(open_desk(books).sign(paper_id, department, by=by, dry_run=dry_run), as_json=as_json)


@click.command()
@click.argument("paper_id", metavar="PAPER")
@_writes
@click.option("--reason", required=True, help="Why / 理由.")
@click.option("--by", help="Who takes it back / 经办人.")
@answered
def void(paper_id: str, books: str, reason: str, by: str | None, *, as_json: bool, dry_run: bool) -> None:
    """Take an issued paper back; its number stays taken / 冲销单据."""
    say_change(open_desk(books).void(paper_id, reason=reason, by=by, dry_run=dry_run), as_json=as_json)


@click.command("print")
@click.argument("paper_id", metavar="PAPER")
@books_option
@language_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the sheets / 输出文件夹.")
@answered
def print_verb(paper_id: str, books: str, language: Literal["zh_CN", "en"], out: Path) -> None:
    """Write the sheet of an issued paper; of a contact sheet its price-free copy too / 打印单据."""
    for path in open_desk(books).print(paper_id, out=out, language=language):
        click.echo(str(path))


VERBS = (activate, approve, notify, print_verb, release, request, sign, void)
