"""All answers of a system about a day in a form that compares, and where two systems' answers differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import evolve, frozen

from salessupport.testing.system import Account, OpenItem, ReceivablesSystem


@frozen
class Evening:
    """What a system answers about a day: zeros are left out, lines of statements are in order."""

    open_items: Mapping[str, OpenItem]
    unapplied: Mapping[str, int]
    accounts: Mapping[str, Account]


def evening(system: ReceivablesSystem, day: date, *, customers: Iterable[str], first: date) -> Evening:
    """Ask a system everything about a day; statements from `first`, or from the day itself if that is earlier."""
    accounts = {name: system.statement(name, first=min(first, day), last=day) for name in customers}
    return Evening(
        {name: item for name, item in sorted(system.open_items(day).items()) if item.open},
        {name: amount for name, amount in sorted(system.unapplied(day).items()) if amount},
        {name: _ordered(account) for name, account in accounts.items()},
    )


def difference(
    system: ReceivablesSystem, model: ReceivablesSystem, day: date, *, customers: Iterable[str], first: date
) -> str:
    """Say where a system's answers about a day are not the model's; nothing if they are equal.

    Buckets are the system's own: only whether an item is overdue is compared.
    """
    names = tuple(customers)
    ours, theirs = (_overdue_or_not(evening(one, day, customers=names, first=first)) for one in (system, model))
    return "\n".join(f"{day}  {line}" for line in unlike(ours, theirs))


def unlike(ours: Evening, theirs: Evening) -> list[str]:
    """List where answers differ from what they should be, one line each."""
    return [
        *_unlike("open", ours.open_items, theirs.open_items),
        *_unlike("money left", ours.unapplied, theirs.unapplied),
        *_unlike("statement", ours.accounts, theirs.accounts),
    ]


def _overdue_or_not(answer: Evening) -> Evening:
    items = {name: evolve(item, bucket=min(item.bucket, 1)) for name, item in answer.open_items.items()}
    return evolve(answer, open_items=items)


def _ordered(account: Account) -> Account:
    lines = sorted((line for line in account.lines if line.amount), key=lambda line: (line.on, line.id, line.amount))
    return Account(account.opening, tuple(lines), account.closing)


def _unlike(what: str, ours: Mapping[str, object], theirs: Mapping[str, object]) -> list[str]:
    return [
        f"{what} of {name}: {_shown(ours.get(name))}, not {_shown(theirs.get(name))}"
        for name in sorted({*ours, *theirs})
        if ours.get(name) != theirs.get(name)
    ]


def _shown(answer: object) -> str:
    match answer:
        case None:
            return "none"
        case OpenItem():
            return f"{answer.open} of {answer.customer} in bucket {answer.bucket}"
        case Account():
            lines = ", ".join(f"{line.id} {line.amount:+}" for line in answer.lines)
            return f"{answer.opening} [{lines}] {answer.closing}"
        case _:
            return str(answer)
