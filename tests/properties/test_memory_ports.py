"""Laws of single ports of the reference adapter: red stays within blue, quotas hold, limits cut nothing.

What is true of the remote is held against a bare sum beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salessupport.domain.facts import Customer, Invoice
from salessupport.domain.values.money import Money
from salessupport.memory.carrier import MemoryCarrier
from salessupport.memory.customers import MemoryCustomers
from salessupport.memory.documents import MemoryDocuments
from salessupport.memory.einvoicing import UNLIMITED, MemoryEInvoicing
from salessupport.memory.limits import Limits
from salessupport.memory.notifier import MemoryNotifier
from salessupport.memory.record import View
from salessupport.memory.remote import Remote, Settings
from salessupport.spi.documents import Blob, InvoiceDocument
from salessupport.spi.errors import LimitExceeded, OutcomeUnknown, Rejected, Unreachable
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Pending
from salessupport.spi.ports.carrier import Consignment, Party
from salessupport.spi.ports.notifier import Message

T = TypeVar("T")
DAY = date(2026, 3, 2)
HERE = Party("甲", "张三", "13800000000", "青岛")


class Rough:
    """A wire on which commands are lost before or after their effect, or delivered twice; then all is fair."""

    def __init__(self, weather: list[str]) -> None:
        self._weather = iter(weather)

    def call(self, operation: str, work: Callable[[], T], *, effect: bool) -> T:
        """Call under the next weather."""
        weather = next(self._weather, "fair") if effect else "fair"
        if weather == "before":
            raise Unreachable
        answer = work()
        if weather == "twice":
            answer = work()
        if weather == "after":
            raise OutcomeUnknown
        return answer

    def view(self, remote: Remote, /) -> View:
        """See all."""
        return remote.view()


WEATHER = st.lists(st.sampled_from(["fair", "before", "after", "twice"]), max_size=20)


def draft(number: int, fen: int) -> InvoiceDocument:
    """A draft that is all net."""
    head = Invoice(
        id=f"I{number}", kind="invoice", customer="C", issued_on=DAY, gross=Money(fen, "CNY"), status="draft"
    )
    return InvoiceDocument(head)


class TestEInvoicing:
    @given(
        st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(1, 100)), max_size=15),
        st.integers(1, 300),
        st.integers(0, 2),
        WEATHER,
    )
    def test_quota_and_red_invoices_hold_whatever_is_lost(
        self, acts: list[tuple[bool, int, int]], quota: int, polls: int, weather: list[str]
    ) -> None:
        """Blue stays within the quota, red within its blue, each key is one number, and the quota left is true."""
        remote = Remote(settings=Settings(polls=polls))
        port = MemoryEInvoicing(remote, Rough(weather), limits=evolve(UNLIMITED, quota=Money(quota, "CNY")))
        numbers: list[str] = []
        for at, (blue, which, fen) in enumerate(acts):
            key = Key.of("issue", at)
            with suppress(Rejected, Unreachable, OutcomeUnknown):
                if blue or not numbers:
                    port.issue(draft(at, fen), key=key)
                else:
                    port.reverse(numbers[which % len(numbers)], draft(at, fen), key=key)
            answer = port.find(key)
            while isinstance(answer, Pending):
                answer = port.poll(answer.ticket)
            if isinstance(answer, Done) and answer.value.original is None:
                numbers.append(answer.value.number)
        issued = [one for batch in port.issued() for one in batch.items]
        blues = {one.number: one.gross.minor for one in issued if one.original is None}
        assert len({one.number for one in issued}) == len(issued)
        assert sum(blues.values()) <= quota
        assert port.limits().quota == Money(quota - sum(blues.values()), "CNY")
        for number, gross in blues.items():
            assert sum(one.gross.minor for one in issued if one.original == number) <= gross


class TestOneKey:
    @given(WEATHER, st.integers(1, 4))
    def test_one_effect_at_every_port(self, weather: list[str], times: int) -> None:
        """Messages, files and consignments are there once for their key, and `find` tells exactly whether they are."""
        remote = Remote()
        wire = Rough(weather)
        parcel = Consignment("FH1", HERE, HERE, 1, Decimal(1), "仪表")
        calls: list[tuple[Any, Callable[[Any, Key], Any]]] = [
            (MemoryNotifier(remote, wire), lambda port, key: port.send(Message(("a",), "甲", "乙"), key=key)),
            (MemoryDocuments(remote, wire), lambda port, key: port.put(Blob(b"1", "text/plain"), key=key)),
            (MemoryCarrier(remote, wire), lambda port, key: port.book(parcel, "express", key=key)),
        ]
        for number, (port, call) in enumerate(calls):
            key = Key.of("once", number)
            answers = []
            for _ in range(times):
                with suppress(Unreachable, OutcomeUnknown):
                    answers.append(call(port, key).value)
            found = port.find(key)
            assert remote.effects(key) == (found is not None)
            assert all(found is not None and answer == found.value for answer in answers)


class TestLimits:
    @given(st.text(min_size=1, max_size=8), st.integers(0, 8), st.integers(0, 10_000), st.integers(0, 3))
    def test_nothing_is_cut_or_rounded(self, name: str, longest: int, fen: int, scale: int) -> None:
        """Taken as it is, or refused for the bound that it is beyond."""
        remote = Remote(settings=Settings(limits=Limits(text=longest, money_scale=scale)))
        port = MemoryCustomers(remote)
        row = Customer(id="C1", name=name, credit_limit=Money(fen, "CNY"))
        fits = len(name) <= longest and (scale >= 2 or fen % 10 ** (2 - scale) == 0)
        refused = False
        try:
            port.upsert(row, key=Key.of("u", 1))
        except LimitExceeded:
            refused = True
        assert refused != fits
        assert [document.rows["customers"] for document in remote.documents()] == ([(row,)] if fits else [])
