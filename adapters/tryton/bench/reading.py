"""Sales read from a real Tryton by the adapter, beside the bare HTTP calls that it makes: time, and memory.

The server holds orders that were entered over RPC. The adapter reads them all as changes; every request that it makes
is kept, and sent again with nothing but `http.client`, in turn (A B A B …), in seconds of the wall clock, for most of
them are the server's. Memory is what Python holds at its peak while a fifth and while all of them are read.

    python adapters/tryton/bench/reading.py [--orders N] [--pairs N]
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from attrs import evolve
from salessupport.runtime.converter import StrictConverter
from salessupport.spi.feed import Batch, Change
from salessupport.testing.certify import World
from salessupport.testing.certify.direct import DirectFactory
from salessupport.testing.loopback import Answer, Request
from salessupport.testing.simulated import SimulatedClock, simulated_environment

from salessupport_tryton.adapter import open_sales
from salessupport_tryton.lab.site import RealTryton

BATCH = 250
PAGE = 500
FACTOR = 1.5


def enter(fake: RealTryton, orders: int) -> None:
    """Enter and confirm orders of one line as a person does, many in one call."""
    person = fake.place.person
    party, product = (
        person.first("party.party", ["code", "=", "C1"]),
        person.first("product.product", ["code", "=", "P1"]),
    )
    address = person.first("party.address", ["party", "=", party])
    unit = person.first("product.uom", ["symbol", "=", "u"])
    line = {"product": product, "unit": unit, "quantity": 1.0, "unit_price": Decimal("10.00")}
    for start in range(0, orders, BATCH):
        rows = [
            {
                "party": party,
                "invoice_address": address,
                "shipment_address": address,
                "sale_date": date(2026, 3, 1) + timedelta(days=number % 20),
                "reference": f"N{number:06}",
                "lines": [["create", [line]]],
            }
            for number in range(start, min(start + BATCH, orders))
        ]
        made = person.call("sale.sale.create", rows)
        for step in ("quote", "confirm"):
            person.call(f"sale.sale.{step}", made)


class Keeping:
    """The server, which keeps what it is asked."""

    def __init__(self, fake: RealTryton) -> None:
        self.fake = fake
        self.asked: list[Request] = []

    def handle(self, request: Request) -> Answer:
        """Hand a request on."""
        self.asked.append(request)
        return self.fake.handle(request)


@contextmanager
def opened(fake: RealTryton, handler: Any) -> Iterator[Any]:
    """The adapter on the server, with a page as in use."""
    clock = fake.clock
    world = simulated_environment(clock, converter=StrictConverter(), http=DirectFactory(handler, clock))
    with open_sales(evolve(fake.config("http://127.0.0.1:1"), page=PAGE), world) as port:
        yield port


def read(port: Any, most: int = 1_000_000) -> int:
    """Read orders, one batch held at a time; gives how many."""
    count = 0
    batches: Iterator[Batch[Change]] = port.changes(kinds=["orders"])
    for batch in batches:
        count += len(batch.items)
        if count >= most:
            break
    return count


def peak(fake: RealTryton, most: int) -> float:
    """Peak memory of Python in MiB while orders are read."""
    with opened(fake, fake.handle) as port:
        tracemalloc.start()
        read(port, most)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return held / (1 << 20)


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=3)
    given = parser.parse_args()
    fake = RealTryton(World(), SimulatedClock())
    enter(fake, given.orders)
    ratios, bare = [], 0.0
    for _ in range(given.pairs):
        keeping = Keeping(fake)
        with opened(fake, keeping.handle) as port:
            started = time.perf_counter()
            count = read(port)
            ours = time.perf_counter() - started
        if count < given.orders:
            raise SystemExit(f"{count} of {given.orders} were read")
        started = time.perf_counter()
        for request in keeping.asked:
            fake.handle(request)
        bare = time.perf_counter() - started
        ratios.append(ours / bare)
        print(f"  {count} orders, {len(keeping.asked)} calls: {ours:.2f} s and {bare:.2f} s")
    fifth, whole = peak(fake, given.orders // 5), peak(fake, given.orders)
    ratio = median(ratios)
    print(f"  the adapter / the bare calls: {ratio:.2f} ({min(ratios):.2f}–{max(ratios):.2f}), goal <= {FACTOR}")
    print(f"  peak memory: {fifth:.1f} MiB for a fifth, {whole:.1f} MiB for all")
    return int(ratio > FACTOR)


if __name__ == "__main__":
    sys.exit(main())
