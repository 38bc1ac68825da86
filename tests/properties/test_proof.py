"""The laws of the proof, for any valid history: it adds up, no change passes, decisions can be taken again (I13)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from salessupport.desk.month import Prepared, prepare
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.receivables.traces import replay
from salessupport.domain.values.dates import Period
from salessupport.domain.values.policies import Company
from salessupport.testing import histories
from salessupport.verify import verify
from support.receivables import examples
from support.rewriting import days_of

Books = tuple[Company, Facts]
LONG_AFTER = date(2099, 1, 1)


def months(books: Books) -> Iterator[Prepared]:
    """Draw up every month in which something happens."""
    history = History(*books)
    for month in sorted({f"{day:%Y-%m}" for day in days_of(history.facts)}):
        yield prepare(history, Period.month(month), known_at=None, today=LONG_AFTER)


def refused(text: str) -> bool:
    """Whether a text is refused as a proof."""
    try:
        return verify(text) is not None
    except ValueError:
        return True


class TestEveryClose:
    @examples(60)
    @given(histories(max_steps=20))
    def test_adds_up(self, books: Books) -> None:
        """The proof of any month is found right, but for a control that the close itself finds unequal."""
        for prepared in months(books):
            unequal = {f"controls/{control.name}: twice" for control in prepared.controls if not control.equal}
            wrong = verify(json.dumps(prepared.record))
            assert (set() if wrong is None else {wrong[0]}) <= unequal
            assert bool(wrong) == bool(unequal)

    @examples(60)
    @given(histories(max_steps=20))
    def test_replays(self, books: Books) -> None:
        """What a trace says, taken again, gives the stored amounts, and every automatic allocation has a trace."""
        for prepared in months(books):
            record: Any = json.loads(json.dumps(prepared.record))
            for trace in record["traces"]:
                assert replay(trace) == trace["placed"]

    @examples(60)
    @given(histories(), st.data())
    def test_one_digit_is_noticed(self, books: Books, data: st.DataObject) -> None:
        """With any one digit or letter of the canonical text changed, the proof is refused."""
        text = json.dumps(next(months(books)).record)
        places = [place for place, sign in enumerate(text) if sign.isalnum()]
        place = data.draw(st.sampled_from(places))
        other = data.draw(st.sampled_from([sign for sign in "0123456789ax" if sign != text[place]]))
        forged = text[:place] + other + text[place + 1 :]
        if json_or_none(forged) != json.loads(text):
            assert refused(forged)


def json_or_none(text: str) -> object:
    """Read JSON, or nothing where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None
