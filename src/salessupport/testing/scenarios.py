"""Acceptance scenarios: a folder with `books/` and `expect.toml`, written and run in one public form.

    title = "…"
    laws = ["I5"]
    [[ask]]
    run = "show ageing --as-of 2026-04-30"        # `--books FOLDER/books --json` is appended; {dir} is the folder
    exit = 0
    expect = '''{"total": "77000.00"}'''          # a subset of the answer (`comparing`); may be left out
    absent = ["customers[C-1].items[INV-9]"]      # paths that must not exist
    count = {"receipts[R-1].explanations" = 3}    # exact length of a list or object

`write_story` makes a scenario of a story, with the naive model's answers as expectation: a failing one, shrunk, is kept
as an example that any command can be held against. Source: the corpus of scenarios and its README.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from salessupport.books.writer import write_books
from salessupport.domain.facts import Facts
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.testing.comparing import Missing, differences, load_json, pick
from salessupport.testing.desk_system import COMPANY, DeskSystem
from salessupport.testing.events import Story, play
from salessupport.testing.laws import customers_of, days_of
from salessupport.testing.model import NaiveModel

_SECONDS = 60


@frozen
class Ask:
    """A question of a scenario and what its answer must have; `expect` is JSON values, None asks for nothing."""

    run: str
    expect: object = None
    exit: int = 0
    absent: Sequence[str] = ()
    count: Mapping[str, int] = field(factory=dict)


def write_scenario(
    folder: str | Path,
    facts: Facts,
    company: Company,
    asks: Sequence[Ask],
    *,
    title: str = "A history that failed",
    laws: Sequence[str] = (),
) -> None:
    """Write a scenario into a new or empty folder: the facts as books, the questions as `expect.toml`.

    Raises what `write_books` raises; `ValueError` without a question.
    """
    if not asks:
        raise ValueError("a scenario asks at least one question")
    place = Path(folder)
    write_books(place / "books", company, facts, language="en")
    head = [f"title = {json.dumps(title, ensure_ascii=False)}", f"laws = {json.dumps(list(laws))}"]
    text = "\n".join([*head, *(line for ask in asks for line in _told(ask))]) + "\n"
    (place / "expect.toml").write_text(text, encoding="utf-8")


def _told(ask: Ask) -> Iterator[str]:
    yield from ("", "[[ask]]", f"run = {json.dumps(ask.run, ensure_ascii=False)}")
    if ask.exit:
        yield f"exit = {ask.exit}"
    if ask.expect is not None:
        text = json.dumps(ask.expect, ensure_ascii=False)
        yield f"expect = {json.dumps(text, ensure_ascii=False)}" if "'''" in text else f"expect = '''\n{text}\n'''"
    if ask.absent:
        yield f"absent = {json.dumps(list(ask.absent), ensure_ascii=False)}"
    if ask.count:
        pairs = ", ".join(f"{json.dumps(path, ensure_ascii=False)} = {count}" for path, count in ask.count.items())
        yield f"count = {{{pairs}}}"


def read_scenario(folder: str | Path) -> list[Ask]:
    """Read the questions of a scenario; an unknown key of an `ask` is a ValueError."""
    data = tomllib.loads((Path(folder) / "expect.toml").read_text(encoding="utf-8"))
    asks = []
    for ask in data["ask"]:
        unknown = set(ask) - {"run", "exit", "expect", "absent", "count"}
        if unknown:
            raise ValueError(f"unknown keys of an ask: {sorted(unknown)}")
        expect = load_json(ask["expect"]) if "expect" in ask else None
        given = {"run": ask["run"], "exit": ask.get("exit", 0), "expect": expect}
        asks.append(Ask(**given, absent=ask.get("absent", ()), count=ask.get("count", {})))
    return asks


def run_scenario(folder: str | Path, command: str | Sequence[str] = "salessupport") -> list[str]:
    """Ask a command every question of a scenario; give what is wrong, a line each, and nothing where all agree.

    A crash, an answer that is not JSON, another exit code and no answer within a minute are wrong.
    """
    place = Path(folder).resolve()
    words = shlex.split(command) if isinstance(command, str) else list(command)
    return [f"{ask.run}: {fault}" for ask in read_scenario(place) for fault in _faults(words, place, ask)]


def _faults(command: Sequence[str], folder: Path, ask: Ask) -> Iterator[str]:
    asked = [word.replace("{dir}", str(folder)) for word in shlex.split(ask.run)]
    line = [*command, *asked, "--books", str(folder / "books"), "--json"]
    try:
        done = subprocess.run(  # noqa: S603 - the command is the caller's own
            line, capture_output=True, encoding="utf-8", errors="replace", timeout=_SECONDS, stdin=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        yield f"no answer within {_SECONDS} seconds"
        return
    said = done.stderr.strip().splitlines()[-1:]
    if done.returncode != ask.exit:
        yield f"exit code {done.returncode}, not {ask.exit}: {''.join(said)}"
    elif ask.expect is not None or ask.absent or ask.count or not ask.exit:
        yield from _answered(done.stdout, ask)


def _answered(stdout: str, ask: Ask) -> Iterator[str]:
    try:
        answer = load_json(stdout)
    except ValueError:
        yield f"no JSON: {stdout[:60]!r}"
        return
    if ask.expect is not None:
        yield from differences(ask.expect, answer)
    for path in ask.absent:
        if pick(answer, path) is not Missing:
            yield f"{path}: is there"
    for path, count in ask.count.items():
        found = pick(answer, path)
        if not isinstance(found, list | dict) or len(found) != count:
            yield f"{path}: expected {count} elements, got {'nothing' if found is Missing else repr(found)}"


def write_story(folder: str | Path, story: Story, *, title: str = "A story that failed", law: str = "") -> None:
    """Write a story as a scenario: what happened as books, the naive model's answers of every evening as expectation.

    The books are those that our own desk keeps of it, so the story must be one that the desk accepts.
    """
    system, model = DeskSystem(), NaiveModel()
    play(system, story)
    play(model, story)
    asks = [ask for day in days_of(story) for ask in _asks(model, story, day.isoformat())]
    write_scenario(folder, system.desk.history.facts, COMPANY, asks, title=title, laws=[law] if law else [])


def _asks(model: NaiveModel, story: Story, day: str) -> Iterator[Ask]:
    evening = next(one for one in days_of(story) if one.isoformat() == day)
    items = model.open_items(evening)
    for customer in customers_of(story):
        account = model.statement(customer, first=evening, last=evening)
        expect = {"opening": _text(account.opening), "closing": _text(account.closing)}
        known = any(event.on <= evening for event in story if getattr(event, "customer", None) == customer)
        if known:
            yield Ask(f"show statement --customer {customer} --from {day} --to {day}", expect)
        mine = [{"id": name, "open": _text(item.open)} for name, item in items.items() if item.customer == customer]
        if mine:
            expected = {"customers": [{"customer": customer, "items": mine}]}
            count = {f"customers[{customer}].items": len(mine)}
            yield Ask(f"show ageing --as-of {day}", expected, count=count)
    for receipt, left in model.unapplied(evening).items():
        yield Ask(f"show receipt {receipt} --as-of {day}", {"unapplied": _text(left)})


def _text(minor: int) -> str:
    return str(Money(minor, COMPANY.currency))
