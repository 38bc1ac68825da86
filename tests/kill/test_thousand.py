"""A thousand invoices, four processes, a storm in which seven of ten calls fail: a thousand documents, to the cent."""

from __future__ import annotations

import signal
from collections import Counter

from salessupport.runtime.clock import SystemClock
from salessupport.runtime.journal import SqliteJournal
from salessupport.runtime.outbox import Absent, Outbox, Present, State, replay, resolve
from salessupport.spi.outcomes import Ref
from support.file_remote import FileRemote
from support.journals import KEY, fast_folder
from support.stories import intent, unsettled
from support.zygote import zygote

INVOICES = 1_000
WORKERS = 4
CUSTOMERS = INVOICES // 4
FAULTS = 0.7


def decide(journal: SqliteJournal, remote: FileRemote) -> int:
    """Be the operator: replay what was refused, look at the platform for what is parked; gives how many there were."""
    decided = 0
    for name in list(unsettled(journal)):
        row = Outbox(journal).row(name)
        decided += 1
        if row.state is State.REJECTED:
            replay(Outbox(journal), name, by="operator")
        elif row.state is State.PARKED:
            there = any(one.key == row.key.text for one in remote.effects())
            said = Present(Ref("issued", row.key.text)) if there else Absent()
            resolve(Outbox(journal), name, said, by="operator", note="looked into the platform")
    return decided


def test_a_thousand_invoices_end_as_a_thousand_documents() -> None:
    """Four workers, one killed in the middle, seven calls of ten failing: every invoice once, equal to the cent."""
    numbers = range(1, INVOICES + 1)
    with fast_folder() as folder, zygote() as forking:
        remote = FileRemote(folder)
        with SqliteJournal(folder / "journal.db", key=KEY, clock=SystemClock()) as journal:
            Outbox(journal).put_all(intent(number, customers=CUSTOMERS) for number in numbers)
            workers = [[str(folder), seed, FAULTS] for seed in range(WORKERS)]
            assert forking.run("work", workers[0], crash="outbox.send.after:40") == [-signal.SIGKILL]
            assert forking.run("work", *workers) == [0] * WORKERS
            rounds = 0
            while decide(journal, remote):
                rounds += 1
                assert rounds < 60
                assert forking.run("work", *[[str(folder), rounds * WORKERS + seed, FAULTS] for seed in range(WORKERS)])
            found = Counter(one.key for one in remote.effects())
            assert found == Counter(intent(number).key.text for number in numbers)
            assert sum(one.minor for one in remote.effects()) == sum(10_000 + 7 * number for number in numbers)
            results = [Outbox(journal).result(row.id) for row in Outbox(journal).rows()]
            assert sum(done.value.gross.minor for done in results if done) == sum(10_000 + 7 * n for n in numbers)
            journal.verify()
