"""The outbox: intents go in once, are done exactly once in effect, or are left to a person."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from salessupport.domain.values.errors import IllegalTransition, InvalidIdentifier, MissingField, NotFound
from salessupport.runtime.calls import Call
from salessupport.runtime.outbox import Absent, GivenUp, Intent, Present, State, Step, doubt_all, replay, resolve
from salessupport.runtime.outbox.changes import guard_of
from salessupport.runtime.retry import Breaker, Schedule
from salessupport.spi.capabilities import Capabilities, Lookup, Native, NoGuard, Traits, Upsert
from salessupport.spi.errors import Cancelled, IdempotencyMismatch
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports import EINVOICING, SALES
from salessupport.testing.faults import FAULTS, Fault
from support.outboxes import SETTLED, Killed, Scene, scene, story
from support.writes import WRITES, Write, invoice, order

BY_NAME = {str(write): write for write in WRITES}
INVOICE, ORDER, ISSUE = BY_NAME["sales.post_invoice"], BY_NAME["sales.post_order"], BY_NAME["einvoicing.issue"]
LOST = Fault(FAULTS["F6"])
NEVER_SENT = Fault(FAULTS["F1"])
NOT_ARRIVED = Fault(FAULTS["F5"])
REFUSED = Fault(FAULTS["F17"])


def kinds(here: Scene, write: Write = INVOICE, number: int = 1) -> list[str]:
    """The words of the journal for what a row went through."""
    return [entry.kind.removeprefix("outbox.") for entry in here.outbox.history(here.row_id(write, number))]


class TestIntents:
    def test_the_same_key_and_request_a_thousand_times_is_one_row_and_one_effect(self) -> None:
        """However often it is put in, before and after it was done (B52)."""
        with scene(SALES) as here:
            intent = Intent("it", INVOICE.key(1), INVOICE.call(here.remote, 1), "clerk")
            here.outbox.put_all([intent] * 500)
            here.settle()
            rows = here.outbox.put_all([intent] * 500)
            assert {row.state for row in rows} == {State.CONFIRMED}
            assert len(list(here.outbox.rows())) == 1
            assert here.remote.effects(intent.key) == 1

    def test_the_same_key_with_another_request_is_refused_and_nothing_of_its_batch_stands(self) -> None:
        """Another amount under a key that was used (B53)."""
        with scene(SALES) as here:
            here.put(INVOICE, 1)
            other = Intent("it", INVOICE.key(1), Call.of(SALES, "post_invoice", invoice(1, 99)), "clerk")
            new = Intent("it", INVOICE.key(2), INVOICE.call(here.remote, 2), "clerk")
            with pytest.raises(IdempotencyMismatch):
                here.outbox.put_all([new, other])
            assert len(list(here.outbox.rows())) == 1

    def test_an_intent_stands_or_falls_with_the_transaction_that_it_follows_from(self) -> None:
        """Domain change and outbox row are one transaction."""
        with scene(SALES) as here:
            intent = Intent("it", INVOICE.key(1), INVOICE.call(here.remote, 1), "clerk")
            with pytest.raises(Killed):
                _put_and_fail(here, intent)
            with pytest.raises(NotFound):
                here.outbox.row(here.row_id(INVOICE, 1))

    @pytest.mark.parametrize("connection", ["", "a:b"])
    def test_a_connection_without_a_proper_name_is_refused(self, connection: str) -> None:
        """Rows are named by connection and key with a colon between."""
        with scene(SALES) as here, pytest.raises(InvalidIdentifier):
            here.outbox.put_all([Intent(connection, INVOICE.key(1), INVOICE.call(here.remote, 1), "clerk")])


def _put_and_fail(here: Scene, intent: Intent) -> None:
    with here.journal.transaction() as transaction:
        here.outbox.put(transaction, intent)
        raise Killed


class TestOneEffect:
    def test_a_fair_call_is_claimed_and_confirmed_with_its_result(self) -> None:
        """The result of the command can be read back, typed as the verb promises."""
        with scene(EINVOICING) as here:
            here.put(ISSUE, 1)
            here.settle()
            done = here.outbox.result(here.row_id(ISSUE, 1))
            assert done is not None
            assert str(done.value.gross) == "113.00"
            assert kinds(here, ISSUE) == ["intended", "claimed", "confirmed"]
            assert here.outbox.row(here.row_id(ISSUE, 1)).ref == done.remote_ref

    @pytest.mark.parametrize("guard", [Native(), SETTLED])
    def test_a_lost_answer_is_looked_up_not_repeated(self, guard: Native) -> None:
        """One effect, one sending (B77)."""
        with scene(SALES, guard) as here:
            here.put(INVOICE, 1)
            here.forecast(LOST)
            here.settle()
            assert kinds(here) == ["intended", "claimed", "unknown", "claimed", "confirmed"]
            assert here.remote.effects(INVOICE.key(1)) == 1

    def test_where_repeating_is_harmless_it_is_repeated(self) -> None:
        """An upsert is sent again at once."""
        with scene(SALES, Upsert()) as here:
            here.put(INVOICE, 1)
            here.forecast(LOST)
            here.worker().step()
            row = here.outbox.row(here.row_id(INVOICE, 1))
            assert (row.state, row.step) == (State.UNKNOWN, Step.SEND)
            here.settle()
            assert here.outbox.row(row.id).state is State.CONFIRMED

    def test_without_a_guard_a_lost_answer_is_parked_and_never_sent_again(self) -> None:
        """At most once, and a person decides (B78)."""
        with scene(SALES, NoGuard()) as here:
            here.put(INVOICE, 1)
            here.forecast(LOST)
            here.settle()
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.PARKED
            assert here.line.weather.calls == ["post_invoice"]

    def test_only_the_second_absence_lets_it_be_sent_again(self) -> None:
        """A search that finds nothing once may only be early."""
        with scene(SALES, SETTLED) as here:
            here.put(INVOICE, 1)
            here.forecast(NOT_ARRIVED)
            here.settle()
            assert kinds(here)[2:] == ["unknown", "claimed", "unknown", "claimed", "waiting", "claimed", "confirmed"]
            assert here.remote.effects(INVOICE.key(1)) == 1

    def test_what_certainly_did_not_happen_is_sent_again(self) -> None:
        """No look-up is needed where nothing was sent."""
        with scene(SALES, NoGuard()) as here:
            here.put(INVOICE, 1)
            here.forecast(NEVER_SENT, NEVER_SENT)
            here.settle()
            assert kinds(here) == ["intended", *["claimed", "waiting"] * 2, "claimed", "confirmed"]

    def test_a_refusal_ends_it_without_effect(self) -> None:
        """REJECTED says why, in words that hold no secret."""
        with scene(SALES) as here:
            here.put(INVOICE, 1)
            here.forecast(REFUSED)
            here.settle()
            row = here.outbox.row(here.row_id(INVOICE, 1))
            assert (row.state, row.code) == (State.REJECTED, "adapter.rejected")
            assert here.remote.effects(INVOICE.key(1)) == 0
            with pytest.raises(IllegalTransition):
                here.outbox.result(row.id)

    def test_a_refusal_after_a_lost_answer_is_looked_up_first(self) -> None:
        """The first sending had an effect that nobody saw, the second was refused: it is confirmed."""
        with scene(SALES, Upsert()) as here:
            here.put(INVOICE, 1)
            here.forecast(LOST, REFUSED)
            here.settle()
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.CONFIRMED
        with scene(SALES, Upsert()) as here:
            here.put(INVOICE, 1)
            here.forecast(NOT_ARRIVED, REFUSED)
            here.settle()
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.REJECTED
            assert here.remote.effects(INVOICE.key(1)) == 0

    def test_what_was_taken_in_is_asked_for_until_its_end(self) -> None:
        """A pending e-invoice is polled by its ticket, through failures of the polling itself."""
        with scene(EINVOICING, polls=3) as here:
            here.put(ISSUE, 1)
            here.forecast(None, NEVER_SENT, REFUSED, LOST)
            here.settle()
            assert here.outbox.row(here.row_id(ISSUE, 1)).state is State.CONFIRMED
            assert len(here.remote.documents(("issued",))) == 1

    def test_a_remote_that_never_ends_it_is_parked(self) -> None:
        """The schedule bounds how often the end is asked for."""
        with scene(EINVOICING, polls=1_000) as here:
            here.schedule = Schedule(attempts=3)
            here.put(ISSUE, 1)
            here.settle()
            assert here.outbox.row(here.row_id(ISSUE, 1)).state is State.PARKED

    def test_a_key_that_another_document_used_is_left_to_a_person(self) -> None:
        """The remote knows the key with another content: nothing of ours is there, and nothing ends silently."""
        with scene(SALES) as here:
            here.thing.post_invoice(invoice(7), key=INVOICE.key(1))
            here.put(INVOICE, 1)
            here.settle()
            row = here.outbox.row(here.row_id(INVOICE, 1))
            assert (row.state, row.code) == (State.PARKED, "key.reused")


class TestLanes:
    def test_commands_of_one_lane_keep_their_order_whatever_the_weather(self) -> None:
        """The second order of a customer waits for the first."""
        with scene(SALES) as here:
            for number in (1, 2, 3):
                here.put(ORDER, number, lane="C1")
            here.forecast(NEVER_SENT, LOST)
            here.settle()
            orders = [one.rows["orders"][0].id for one in sorted(here.remote.changes, key=lambda one: one.seq)]
            assert orders == ["SO-1", "SO-2", "SO-3"]

    def test_a_parked_row_stops_only_its_own_lane(self) -> None:
        """Other customers go on, the stopped one goes on once a person decided."""
        with scene(SALES, NoGuard()) as here:
            here.put(ORDER, 1, lane="C1")
            here.put(ORDER, 2, lane="C1")
            here.put(ORDER, 3, lane="C2")
            here.forecast(LOST)
            here.settle()
            states = [row.state for row in here.outbox.rows()]
            assert states == [State.PARKED, State.PENDING, State.CONFIRMED]
            here.decide(ORDER, 1)
            assert {row.state for row in here.outbox.rows()} == {State.CONFIRMED}


class TestTakeover:
    @pytest.mark.parametrize("after", [False, True])
    @pytest.mark.parametrize("guard", [Native(), SETTLED, Upsert()])
    def test_what_a_dead_worker_left_is_looked_up_when_its_lease_ends(self, guard: Native, after: bool) -> None:
        """Killed before or after the effect: one effect, and nobody waits for ever (F39)."""
        with scene(SALES, guard) as here:
            here.put(INVOICE, 1)
            _die(here, after=after)
            assert here.worker().step() == 0
            here.settle()
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.CONFIRMED
            assert here.remote.effects(INVOICE.key(1)) == 1

    def test_without_a_guard_what_a_dead_worker_left_is_parked(self) -> None:
        """It may have been sent."""
        with scene(SALES, NoGuard()) as here:
            here.put(INVOICE, 1)
            _die(here, after=True)
            here.settle()
            row = here.outbox.row(here.row_id(INVOICE, 1))
            assert (row.state, row.code) == (State.PARKED, "outbox.abandoned")

    def test_only_one_unguarded_row_is_claimed_at_a_time(self) -> None:
        """A crash leaves one row to a person, not a batch of rows that were never sent."""
        with scene(SALES, NoGuard()) as here:
            for number in range(1, 6):
                here.put(INVOICE, number)
            _die(here, after=False)
            states = [row.state for row in here.outbox.rows()]
            assert states == [State.CLAIMED, *[State.PENDING] * 4]

    def test_a_worker_that_was_thought_dead_cannot_change_what_another_holds(self) -> None:
        """Its answer comes after the lease ended and another one took the row: noted, and one effect."""
        with scene(SALES) as here:
            here.put(INVOICE, 1)
            second = here.worker()

            def stall() -> None:
                here.clock.advance(timedelta(hours=1))
                second.drain()

            here.line.after = stall
            here.worker().step()
            assert "outbox.late" in [entry.kind for entry in here.journal.entries()]
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.CONFIRMED
            assert here.remote.effects(INVOICE.key(1)) == 1

    def test_a_late_proof_confirms_what_was_parked_meanwhile(self) -> None:
        """Without a guard the late answer is the best evidence there is."""
        with scene(SALES, NoGuard()) as here:
            here.put(INVOICE, 1)
            second = here.worker()

            def stall() -> None:
                here.clock.advance(timedelta(hours=1))
                second.step()
                assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.PARKED

            here.line.after = stall
            here.worker().step()
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.CONFIRMED

    def test_nothing_is_sent_when_the_lease_is_about_to_end(self) -> None:
        """A batch that took long gives the rest of its rows back."""
        with scene(SALES) as here:
            for number in (1, 2):
                here.put(INVOICE, number)
            here.line.after = lambda: here.clock.advance(timedelta(minutes=9))
            here.worker().step()
            assert kinds(here, number=2) == ["intended", "claimed", "released"]
            here.settle()
            assert {row.state for row in here.outbox.rows()} == {State.CONFIRMED}

    def test_who_gives_up_leaves_the_row_as_it_was(self) -> None:
        """`Cancelled` before anything was sent: the row waits for the next worker."""

        def cancel() -> None:
            raise Cancelled

        with scene(SALES, NoGuard()) as here:
            here.put(INVOICE, 1)
            here.line.before = cancel
            with pytest.raises(Cancelled):
                here.worker().step()
            row = here.outbox.row(here.row_id(INVOICE, 1))
            assert (row.state, row.attempts) == (State.PENDING, 0)


def _die(here: Scene, *, after: bool) -> None:
    def die() -> None:
        raise Killed

    if after:
        here.line.after = die
    else:
        here.line.before = die
    with pytest.raises(Killed):
        here.worker().step()


class TestBreaker:
    def test_a_remote_that_always_fails_is_left_in_peace_for_a_while(self) -> None:
        """After five failures in a row nothing is called until the rest is over; then all is done."""
        with scene(SALES) as here:
            for number in range(1, 21):
                here.put(INVOICE, number)
            here.forecast(*[NEVER_SENT] * 5)
            worker = here.worker(breaker=Breaker(rest=timedelta(minutes=5)))
            worker.step()
            worker.step()
            assert len(here.line.weather.calls) == 5
            began = here.clock.now()
            worker.drain()
            assert here.clock.now() - began >= timedelta(minutes=5)
            assert {row.state for row in here.outbox.rows()} == {State.CONFIRMED}


class TestStrangers:
    @pytest.mark.parametrize("answer", ["text", None, 7])
    def test_an_answer_that_no_command_gives_leaves_it_open_what_happened(self, answer: object) -> None:
        """It is looked up, as any answer that cannot be read."""
        with scene(SALES) as here:
            here.put(INVOICE, 1)
            worker = here.worker()
            real = here.thing.post_invoice
            here.thing.post_invoice = lambda *args, **named: [real(*args, **named), answer][1]
            worker.step()
            row = here.outbox.row(here.row_id(INVOICE, 1))
            assert (row.state, row.code) == (State.UNKNOWN, "outbox.answer")
            here.settle()
            assert here.outbox.row(row.id).state is State.CONFIRMED

    def test_a_row_of_another_connection_is_left_alone(self) -> None:
        """A worker does what it has connections for."""
        with scene(SALES) as here:
            call = INVOICE.call(here.remote, 1)
            here.outbox.put_all([Intent("other", INVOICE.key(1), call, "clerk")])
            here.worker().drain()
            assert [row.state for row in here.outbox.rows(state=State.PENDING)] == [State.PENDING]


class TestPerson:
    def test_a_rejected_row_is_replayed(self) -> None:
        """The remote refused it for a reason that is gone now."""
        with scene(SALES) as here:
            here.put(INVOICE, 1)
            here.forecast(REFUSED)
            here.settle()
            replay(here.outbox, here.row_id(INVOICE, 1), by="clerk")
            here.settle()
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.CONFIRMED
            assert here.remote.effects(INVOICE.key(1)) == 1

    def test_a_parked_row_that_may_have_had_an_effect_is_looked_up_on_a_replay(self) -> None:
        """Looking up gave no answer for three days; after a replay it does, and nothing is sent twice."""
        with scene(SALES) as here:
            here.put(INVOICE, 1)
            here.schedule = Schedule(attempts=2)
            here.forecast(LOST, *[NEVER_SENT] * 5)
            here.worker().drain()
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.PARKED
            here.line.weather.clear()
            replay(here.outbox, here.row_id(INVOICE, 1), by="clerk")
            here.settle()
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is State.CONFIRMED
            assert here.line.weather.calls.count("post_invoice") == 1

    def test_a_replay_long_after_the_remote_forgot_the_key_needs_two_absences(self) -> None:
        """What was sent before the replay counts from then on, not from the replay."""
        with scene(SALES, Native(window=timedelta(hours=1))) as here:
            here.put(INVOICE, 1)
            here.schedule = Schedule(attempts=1)
            here.forecast(NOT_ARRIVED, NEVER_SENT)
            here.worker().drain()
            here.clock.advance(timedelta(hours=2))
            here.schedule = Schedule()
            replay(here.outbox, here.row_id(INVOICE, 1), by="clerk")
            before = len(kinds(here))
            here.settle()
            assert kinds(here)[before:] == ["claimed", "unknown", "claimed", "waiting", "claimed", "confirmed"]

    def test_a_person_s_word_settles_a_parked_row(self) -> None:
        """Present, absent, or given up, with author and note in the journal."""
        with scene(SALES, NoGuard()) as here:
            for number in (1, 2, 3):
                here.put(INVOICE, number)
                here.forecast(LOST if number == 1 else NOT_ARRIVED)
                here.worker().drain()
            ids = [here.row_id(INVOICE, number) for number in (1, 2, 3)]
            ref = Ref("invoices", "INVOICES-000001")
            resolve(here.outbox, ids[0], Present(ref), by="clerk", note="seen in the ERP")
            resolve(here.outbox, ids[1], Absent(), by="clerk", note="asked the bookkeeper")
            resolve(here.outbox, ids[2], GivenUp(), by="clerk", note="customer withdrew")
            here.settle()
            states = [row.state for row in here.outbox.rows()]
            assert states == [State.CONFIRMED, State.CONFIRMED, State.REJECTED]
            assert [here.remote.effects(INVOICE.key(number)) for number in (1, 2, 3)] == [1, 1, 0]
            assert here.outbox.row(ids[0]).ref == ref
            assert here.outbox.result(ids[0]) is None
            last = here.outbox.history(ids[0])[-1]
            assert (last.actor, "seen in the ERP" in last.payload) == ("clerk", True)

    def test_only_what_stopped_is_replayed_and_only_what_is_parked_is_resolved(self) -> None:
        """A row on its way or confirmed is nobody's to decide; who decides says so and why."""
        with scene(SALES, NoGuard()) as here:
            here.put(INVOICE, 1)
            name = here.row_id(INVOICE, 1)
            with pytest.raises(IllegalTransition):
                replay(here.outbox, name, by="clerk")
            with pytest.raises(IllegalTransition):
                resolve(here.outbox, name, Absent(), by="clerk", note="x")
            for by, note in (("", "x"), ("clerk", "")):
                with pytest.raises(MissingField):
                    resolve(here.outbox, name, Absent(), by=by, note=note)
            with pytest.raises(NotFound):
                replay(here.outbox, "it:no/such", by="clerk")


class TestRestored:
    @pytest.mark.parametrize("guard", [SETTLED, NoGuard()])
    def test_what_a_restored_journal_thinks_unsent_is_looked_up_first(self, guard: NoGuard) -> None:
        """It was sent after the backup was made: one effect, or a person where nothing can be looked up."""
        with scene(SALES, guard) as here:
            here.put(INVOICE, 1)
            here.thing.post_invoice(invoice(1), key=INVOICE.key(1))
            assert [row.step for row in doubt_all(here.outbox, by="clerk")] == [Step.FIND]
            here.settle()
            parked = isinstance(guard, NoGuard)
            assert here.outbox.row(here.row_id(INVOICE, 1)).state is (State.PARKED if parked else State.CONFIRMED)
            assert here.remote.effects(INVOICE.key(1)) == 1
            assert doubt_all(here.outbox, by="clerk") == ()

    def test_a_look_up_waits_for_readings_that_lag_behind(self) -> None:
        """What a reading may miss for an hour is not absent before."""
        able = Capabilities(idempotency={"issue": Lookup()}, traits=Traits(visibility=timedelta(hours=1)))
        assert guard_of(able, "issue") == Lookup(timedelta(hours=1))
        assert guard_of(able, "unknown") == NoGuard()


class TestDeterminism:
    def test_one_seed_writes_one_journal_byte_for_byte(self) -> None:
        """Faults, chance and time from a seed: the file of the second run is the file of the first."""
        assert story(5) == story(5)
        assert story(5) != story(6)

    def test_the_same_on_every_run_whatever_the_hashes_the_zone_and_the_language(self) -> None:
        """Two processes that differ in all that a process may differ in."""
        code = "import hashlib; from support.outboxes import story; print(hashlib.sha256(story(5)).hexdigest())"
        found = {hashlib.sha256(story(5)).hexdigest()}
        for seed, zone, language in (("0", "UTC", "C.UTF-8"), ("1", "Asia/Shanghai", "POSIX")):
            world = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "PYTHONPATH": os.pathsep.join(sys.path)}
            done = subprocess.run([sys.executable, "-c", code], env=world, capture_output=True, text=True, check=True)
            found.add(done.stdout.strip())
        assert len(found) == 1


class TestCallsOnTheirWay:
    def test_an_order_is_the_same_command_after_the_journal(self) -> None:
        """What the journal holds is read back as it was put in."""
        with scene(SALES) as here:
            here.put(ORDER, 1)
            held = here.outbox.held(here.row_id(ORDER, 1))
            assert here.outbox.call(held) == Call.of(SALES, "post_order", order(1))
            assert here.outbox.row(held.slot.key).key == Key.of("post_order", "ACME", 1)
