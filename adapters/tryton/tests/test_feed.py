"""Reading on without a server: rows with null and equal dates, changed while they are read, in pages of any size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from salessupport.domain.values.errors import InvalidIdentifier
from salessupport.spi.feed import Change, Cursor
from salessupport.spi.outcomes import Ref, Version

from salessupport_tryton.connection import Connection, Source
from salessupport_tryton.feed import FORMAT, Watch, cursor_at, position_of, start

BEGIN = datetime(2026, 3, 2)  # noqa: DTZ001 - as Tryton says it
OVERLAP = timedelta(seconds=2)


class Table:
    """A table of Tryton in memory: it searches by the domains that a feed asks for."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[str, Any]] = {}
        self.now = BEGIN
        self.asked = 0

    class config:  # noqa: N801 - the client's own
        """What the feed asks of the configuration."""

        page = 2
        overlap = OVERLAP

    def make(self, *, touched: bool) -> None:
        number = len(self.rows) + 1
        self.rows[number] = {"id": number, "create_date": self.now, "write_date": self.now if touched else None}

    def change(self, number: int) -> None:
        if self.rows:
            self.rows[number % len(self.rows) + 1]["write_date"] = self.now

    def ask(self, _model: str, domain: Any, _fields: Any, *, limit: int, order: Any, archived: bool = False) -> Any:
        self.asked += 1
        found = [row for row in self.rows.values() if _holds(row, list(domain))]
        if order[0][0] == "id":
            return sorted(found, key=lambda row: row["id"], reverse=order[0][1] == "DESC")[:limit]
        return sorted(found, key=lambda row: (row["write_date"] or datetime.min, row["id"]))[:limit]  # noqa: DTZ901


def _holds(row: Any, clause: Any) -> bool:
    if clause[:1] == ["OR"]:
        return any(_holds(row, each) for each in clause[1:])
    if clause and isinstance(clause[0], str):
        name, sign, value = clause
        value = datetime(**{k: v for k, v in value.items() if k != "__class__"}) if isinstance(value, dict) else value  # noqa: DTZ001
        there = row[name]
        if sign in ("=", "!="):
            return (there == value) is (sign == "=")
        return there is not None and (there > value if sign == ">" else there >= value)
    return all(_holds(row, each) for each in clause)


class Feed(Connection):
    """A connection to the table."""

    def sources(self) -> tuple[Source, ...]:
        return (Source("orders", (Watch("orders", "sale.sale"),), (), _changes),)


def _changes(rows: Sequence[Any]) -> list[Change]:
    return [Change(Ref("orders", str(row["id"])), Version(str(row["write_date"]))) for row in rows]


STEPS = st.lists(
    st.tuples(st.sampled_from(["make", "touched", "change", "tick", "page"]), st.integers(0, 9)), max_size=40
)


class TestReadingOn:
    @given(STEPS, st.integers(1, 4))
    def test_nothing_is_missed_whatever_happens_between_pages(self, steps: list[Any], limit: int) -> None:
        """Every row is handed over in its last version, though rows are made, changed and tied while they are read."""
        table = Table()
        table.config = type("config", (), {"page": limit, "overlap": OVERLAP})  # type: ignore[misc,assignment]
        feed: Any = Feed(table)  # type: ignore[arg-type]
        seen: dict[str, str] = {}
        cursor, pages = None, None
        for step, number in [*steps, ("tick", 0)]:
            if step in ("make", "touched"):
                table.make(touched=step == "touched")
            elif step == "change":
                table.change(number)
            elif step == "tick":
                table.now += timedelta(seconds=1)
            else:
                pages = pages or feed.changes(cursor)
                batch = next(pages, None)
                if batch is None:
                    pages = None
                else:
                    cursor = batch.cursor
                    seen |= {change.ref.id: change.version.mark for change in batch.items}
                    pages = None if number % 3 == 0 else pages  # or break off here, and read on from the cursor
        for batch in feed.changes(cursor):
            seen |= {change.ref.id: change.version.mark for change in batch.items}
            cursor = batch.cursor
        for batch in feed.changes(cursor):
            seen |= {change.ref.id: change.version.mark for change in batch.items}
        assert seen == {str(number): str(row["write_date"]) for number, row in table.rows.items()}

    def test_an_increment_holds_the_overlap_alone(self) -> None:
        """After the end nothing older than the overlap comes again."""
        table = Table()
        for _ in range(20):
            table.make(touched=False)
            table.now += timedelta(seconds=1)
        feed: Any = Feed(table)  # type: ignore[arg-type]
        *_, last = feed.changes()
        again = [change for batch in feed.changes(last.cursor) for change in batch.items]
        assert {change.ref.id for change in again} == {"18", "19", "20"}
        *_, end = feed.changes(last.cursor)
        assert end.cursor == last.cursor

    @pytest.mark.parametrize("touched", [False, True])
    def test_what_a_long_transaction_wrote_is_read(self, touched: bool) -> None:
        """A row that shows late, dated before the end of the reading and within the overlap, is in the increment."""
        table = Table()
        for _ in range(4):
            table.now += timedelta(seconds=1)
            table.make(touched=touched)
        late = table.rows.pop(3)
        feed: Any = Feed(table)  # type: ignore[arg-type]
        *_, last = feed.changes()
        table.rows[3] = late
        assert "3" in {change.ref.id for batch in feed.changes(last.cursor) for change in batch.items}

    def test_a_full_reading_takes_one_call_a_page(self) -> None:
        """A page is one call, and one more finds where the feed begins and ends."""
        table = Table()
        for _ in range(20):
            table.make(touched=False)
        feed: Any = Feed(table)  # type: ignore[arg-type]
        assert sum(len(batch.items) for batch in feed.changes()) == 20
        assert table.asked <= 11


class TestCursors:
    @pytest.mark.parametrize("position", ["", "[]", '{"orders":[1]}', '{"orders":["x",0,"","",0,""]}', "0"])
    def test_a_position_of_nothing_is_refused(self, position: str) -> None:
        """A cursor whose position nobody wrote is refused by name."""
        with pytest.raises(InvalidIdentifier):
            position_of("s", Cursor("tryton", "s", FORMAT, position))

    def test_a_position_comes_back(self) -> None:
        """What a cursor says is read back."""
        table: Any = Table()
        table.make(touched=True)
        marks = start(table, (Watch("a", "m"), Watch("b", "m")))
        assert position_of("s", cursor_at("s", marks)) == marks
