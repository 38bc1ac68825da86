"""Matching and reconciling: which items money pays, and whether our books and theirs agree."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from salessupport.cli import matching_tables
from salessupport.cli.common import (
    DATE,
    answered,
    books_option,
    dry_run_option,
    json_option,
    known_at_option,
    open_desk,
    print_json,
    question,
    say_change,
)


@click.command()
@question
@dry_run_option
@click.option("--profile", type=click.Path(path_type=Path), help="Match two tables of somebody's / 版式文件.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the pairs of a profile go / 输出文件.")
@click.option("--accept", metavar="RECEIPT", help="Place this receipt as proposed / 采纳.")
@click.option("--choice", type=click.IntRange(min=1), default=1, show_default=True, help="Which proposal / 第几个.")
@click.option("--by", help="Who accepts / 采纳人.")
@answered
def match(
    books: str,
    as_of: date | None,
    known_at: date | None,
    profile: Path | None,
    out: Path | None,
    accept: str | None,
    choice: int,
    by: str | None,
    *,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Which open items receipts pay: one set, several, or none / 匹配到款."""
    if profile is not None:
        from salessupport.desk.profile import match_profile

        if out is None:
            raise click.UsageError("--profile needs --out FILE")
        matched = match_profile(profile, out)
        print_json({"statuses": matched.statuses, "findings": list(matched.findings), "out": out}) if as_json else (
            matching_tables.profile(matched, out)
        )
    elif accept is not None:
        if by is None:
            raise click.UsageError("--accept needs --by NAME")
        say_change(open_desk(books).accept(accept, choice, by=by, dry_run=dry_run), as_json=as_json)
    else:
        answer = open_desk(books).match(as_of=as_of, known_at=known_at)
        print_json(answer) if as_json else matching_tables.matches(answer)


@click.command()
@question
@click.option("--customer", help="Customer id / 客户编码.")
@click.option(
    "--with", "connection", metavar="NAME", help="A connected system: the three-way tie / 与对方系统三方核对."
)
@click.option("--theirs", type=click.Path(path_type=Path), help="Their list of open items / 客户清单.")
@click.option("--reply", type=click.Path(path_type=Path), help="The returned statement / 客户回函.")
@click.option("--from", "first", type=DATE, help="First day of the statement, with --reply / 起始日.")
@click.option("--to", "last", type=DATE, help="Last day of the statement, with --reply / 截止日.")
@answered
def reconcile(
    books: str,
    as_of: date | None,
    known_at: date | None,
    customer: str | None,
    connection: str | None,
    theirs: Path | None,
    reply: Path | None,
    first: date | None,
    last: date | None,
    *,
    as_json: bool,
) -> None:
    """Our account against the customer's list or a connected system, the difference explained / 对账."""
    if connection is not None:
        _tie(books, connection, as_of, as_json=as_json)
        return
    if customer is None:
        raise click.UsageError("give --customer ID, or --with NAME")
    desk = open_desk(books)
    if theirs is not None and reply is None:
        answer = desk.reconcile(customer, theirs, as_of=as_of, known_at=known_at)
    elif reply is not None and theirs is None and first is not None and last is not None:
        answer = desk.reconcile_reply(customer, reply, first=first, last=last)
    else:
        raise click.UsageError("give --theirs FILE, or --reply FILE --from D --to D")
    print_json(answer) if as_json else matching_tables.reconciliation(answer)


def _tie(books: str, connection: str, as_of: date | None, *, as_json: bool) -> None:
    from salessupport.cli import link_tables
    from salessupport.linking.session import linked

    with linked(Path(books), connection) as link:
        answer = link.tie(as_of=as_of)
    print_json(answer) if as_json else link_tables.tie(answer)


@click.command("confirmations")
@click.argument("month")
@books_option
@known_at_option
@json_option
@click.option("--as-of", type=DATE, help="Steps up to this day; today if left out / 截至日.")
@answered
def confirmations(month: str, books: str, known_at: date | None, as_of: date | None, *, as_json: bool) -> None:
    """Which statements of a month were sent, agreed, contested / 对账单回函."""
    answer = open_desk(books).confirmations(month, as_of=as_of, known_at=known_at)
    print_json(answer) if as_json else matching_tables.confirmations(answer)


@click.command("duplicates")
@books_option
@known_at_option
@json_option
@answered
def duplicates_verb(books: str, known_at: date | None, *, as_json: bool) -> None:
    """Customers that may have been entered twice, with reasons / 疑似重复客户."""
    answer = open_desk(books).duplicates(known_at=known_at)
    print_json(answer) if as_json else matching_tables.duplicates(answer)


@click.command()
@click.argument("keep")
@click.argument("alias")
@books_option
@json_option
@dry_run_option
@click.option("--by", required=True, help="Who decides / 决定人.")
@click.option("--reason", required=True, help="Why they are one / 理由.")
@answered
def merge(keep: str, alias: str, books: str, by: str, reason: str, *, as_json: bool, dry_run: bool) -> None:
    """Let customer KEEP stand for ALIAS from today; nothing is rewritten / 合并客户."""
    say_change(open_desk(books).merge(keep, alias, by=by, reason=reason, dry_run=dry_run), as_json=as_json)


VERBS = (duplicates_verb, match, merge, reconcile)
