"""`outbox`: what is on its way to other systems, and the rows that wait for a person (decision 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.text import Text

from salessupport.cli.common import answered, folder_option, json_option, print_json
from salessupport.cli.console import new_table, print_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from salessupport.runtime.outbox import Outbox, Row

STATES: Final[Mapping[str, str]] = {
    "pending": "待发 pending",
    "claimed": "处理中 under way",
    "confirmed": "已确认 confirmed",
    "rejected": "被拒绝 rejected",
    "unknown": "结果未知 unknown",
    "parked": "待人裁决 parked",
}
"""How the state of a command is said."""
by_option = click.option("--by", required=True, help="Who decides / 经办人.")


@click.group()
def outbox() -> None:
    """What is on its way to other systems, and what waits for a person / 待发箱."""


@outbox.command("list")
@folder_option
@json_option
@click.option("--state", type=click.Choice(list(STATES)), help="Only rows of this state / 只列此状态.")
@answered
def list_rows(books: Path, state: str | None, *, as_json: bool) -> None:
    """How many rows stand where, and each that is not confirmed, in the order in which they were put in / 列出各行."""
    from salessupport.runtime.outbox import State

    with _opened(books) as box:
        rows = list(box.rows(state=State(state) if state else None))
    if as_json:
        print_json([_plain(row) for row in rows])
        return
    print_all(_counted(rows))
    for row in rows:
        if state or row.state is not State.CONFIRMED:
            print_all(*_lines(row))


def _counted(rows: Sequence[Row]) -> Table:
    table = new_table("待发箱 Outbox", ["指令\nCommand", "状态\nState"], ["行数\nRows"])
    for (command, state), count in Counter((f"{row.port}.{row.verb}", _state(row)) for row in rows).items():
        table.add_row(command, state, str(count))
    return table


def _lines(row: Row) -> Iterator[Text]:
    """A row's name on a line of its own, for it is to be copied; then where it stands, and why."""
    yield Text(row.id, no_wrap=True, overflow="ignore")
    said = (_state(row), str(row.ref or ""), row.reason)
    yield Text(f"  {' · '.join(each for each in said if each)}")


@outbox.command()
@click.argument("row_id", metavar="ROW")
@folder_option
@json_option
@answered
def show(row_id: str, books: Path, *, as_json: bool) -> None:
    """Show one row: what is sent, where it stands, everything that happened to it / 查看一行."""
    with _opened(books) as box:
        held = box.held(row_id)
        row, call, history = box.row(row_id), box.call(held), box.history(row_id)
    if as_json:
        from salessupport.runtime.canonical import parsed

        steps = [
            {
                "seq": e.seq,
                "at": e.recorded_at.isoformat(),
                "kind": e.kind,
                "actor": e.actor,
                "payload": parsed(e.payload),
            }
            for e in history
        ]
        print_json({"row": _plain(row), "due": held.slot.due, "call": parsed(call.text), "history": steps})
        return
    print_all(Text(f"{row.id}  {row.port}.{row.verb}  {_state(row)}  {row.ref or ''}"), Text(row.reason))
    table = new_table("经过 History", ["时间\nAt", "事件\nWhat", "经手\nBy"], ["序号\nEntry"])
    for entry in history:
        at = entry.recorded_at.isoformat(sep=" ", timespec="seconds")
        table.add_row(*map(Text, (at, entry.kind, entry.actor, str(entry.seq))))
    print_all(table)


@outbox.command()
@click.argument("row_id", metavar="[ROW]", required=False)
@folder_option
@json_option
@by_option
@click.option("--rejected", is_flag=True, help="Every rejected row, once its reason is gone / 所有被拒绝的行.")
@answered
def replay(row_id: str | None, books: Path, by: str, *, rejected: bool, as_json: bool) -> None:
    """Have a parked or rejected row tried again; what may be there is looked up first / 重试一行."""
    from salessupport.runtime.outbox import State
    from salessupport.runtime.outbox import replay as replay_row

    if (row_id is not None) == rejected:
        raise click.UsageError("give a ROW, or --rejected / 请给出行号或 --rejected")
    with _opened(books) as box:
        if row_id is not None:
            _say(replay_row(box, row_id, by=by), as_json=as_json)
            return
        names = [row.id for row in box.rows(state=State.REJECTED)]
        rows = [replay_row(box, name, by=by) for name in names]
    if as_json:
        print_json([_plain(row) for row in rows])
        return
    for row in rows:
        _say(row, as_json=False)


@outbox.command()
@click.argument("row_id", metavar="ROW")
@folder_option
@json_option
@by_option
@click.option("--present", metavar="KIND:ID", help="The document is there: this one / 对方已有此单.")
@click.option("--absent", is_flag=True, help="It is not there: send it again / 对方没有，重发.")
@click.option("--give-up", is_flag=True, help="It is not there and is not to be / 对方没有，不再发.")
@click.option("--note", required=True, help="How that is known / 如何得知.")
@answered
def resolve(
    row_id: str,
    books: Path,
    by: str,
    present: str | None,
    note: str,
    *,
    absent: bool,
    give_up: bool,
    as_json: bool,
) -> None:
    """Decide what became of a parked row, after looking at the other system / 裁决挂起的一行."""
    from salessupport.runtime.outbox import Absent, GivenUp, Present
    from salessupport.runtime.outbox import resolve as resolve_row
    from salessupport.spi.outcomes import Ref

    if (present is not None) + absent + give_up != 1:
        raise click.UsageError("give one of --present, --absent, --give-up / 请给出三者之一")
    kind, colon, name = (present or "").partition(":")
    if present is not None and not (kind and colon and name):
        raise click.UsageError("--present takes KIND:ID, such as invoices:INV-1 / 格式为 表名:编号")
    resolution = Present(Ref(kind, name)) if present is not None else Absent() if absent else GivenUp()
    with _opened(books) as box:
        _say(resolve_row(box, row_id, resolution, by=by, note=note), as_json=as_json)


@contextmanager
def _opened(books: Path) -> Iterator[Outbox]:
    """The outbox of a books folder, closed at the end."""
    from salessupport.runtime.journal.place import open_journal
    from salessupport.runtime.outbox import Outbox

    with open_journal(books) as journal:
        yield Outbox(journal)


def _say(row: Row, *, as_json: bool) -> None:
    print_json(_plain(row)) if as_json else print_all(Text(f"{row.id}: {_state(row)}"))


def _state(row: Row) -> str:
    return STATES[row.state.value]


def _plain(row: Row) -> dict[str, object]:
    """A row as programs get it."""
    return {
        "row": row.id,
        "connection": row.connection,
        "key": row.key.text,
        "command": f"{row.port}.{row.verb}",
        "state": row.state.value,
        "next": None if row.over else row.step.value,
        "attempts": row.attempts,
        "document": str(row.ref) if row.ref else None,
        "code": row.code,
        "reason": row.reason,
    }


VERBS = (outbox,)
