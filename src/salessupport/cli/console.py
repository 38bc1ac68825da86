"""What printing answers shares: the console, a table in the house's style, amounts with grouped digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from salessupport.domain.values.money import Money


def print_all(*things: object) -> None:
    """Print to the terminal, nothing coloured by guess."""
    console = Console(highlight=False, soft_wrap=False)
    for thing in things:
        console.print(thing)


@contextmanager
def counting(words: str) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how many were done so far; what it gives is called with each further number."""
    console = Console(stderr=True, highlight=False)
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        status.update(f"{words} {done}")

    with console.status(words) as status:
        yield told


def new_table(title: str, left: Sequence[str], right: Sequence[str]) -> Table:
    """Make a table whose columns `left` are texts and `right` figures; without any heading it shows none."""
    show_header = any((*left, *right))
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, show_header=show_header)
    for heading in left:
        table.add_column(heading, overflow="fold")
    for heading in right:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def money(amount: Money | None) -> Text:
    """An amount with grouped digits, red below zero; nothing for none."""
    if amount is None:
        return Text()
    whole, _, fraction = str(amount).lstrip("-").partition(".")
    grouped = f"{int(whole):,}" + (f".{fraction}" if fraction else "")
    return Text(f"-{grouped}" if amount.minor < 0 else grouped, style="red" if amount.minor < 0 else "")
