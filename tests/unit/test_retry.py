"""The retry decision: what an error proves, what a guarantee allows, how long; and the breaker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from salessupport.runtime.retry import (
    Breaker,
    Decision,
    LookUp,
    Park,
    Schedule,
    Stop,
    Wait,
    decide,
    decide_absent,
    decide_unanswered,
    nothing_happened,
)
from salessupport.spi.capabilities import Idempotency, Lookup, Native, NoGuard, Upsert
from salessupport.spi.errors import (
    AdapterError,
    AuthFailed,
    Cancelled,
    CircuitOpen,
    ContractViolation,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Transient,
    Unreachable,
    Unsupported,
)
from salessupport.testing.simulated import SeededChance

SECOND = timedelta(seconds=1)
NONE = timedelta(0)
SCHEDULE = Schedule(attempts=4, base=SECOND, longest=timedelta(seconds=10), total=timedelta(seconds=60))
GUARDS: tuple[Idempotency, ...] = (Native(), Lookup(), Upsert(), NoGuard())
DOUBTFUL: tuple[BaseException, ...] = (OutcomeUnknown(), ContractViolation(), KeyError(), SystemExit())
SURE: tuple[AdapterError, ...] = (Unreachable(), RateLimited(), AuthFailed(), Rejected(), Unsupported(), Cancelled())


class Always:
    """Chance that always gives the most."""

    def uniform(self) -> float:
        """Nearly one."""
        return 0.999999


def sent(error: BaseException, guard: Idempotency, attempt: int = 1, elapsed: timedelta = NONE) -> Decision:
    """The decision after a sending failed."""
    return decide(attempt, error, guard, elapsed, SCHEDULE, Always())


class TestWhatAnErrorProves:
    @pytest.mark.parametrize("error", SURE, ids=lambda one: type(one).__name__)
    def test_some_errors_prove_that_nothing_happened(self, error: AdapterError) -> None:
        """Those that the contract defines so, and no other."""
        assert nothing_happened(error)

    @pytest.mark.parametrize("error", DOUBTFUL, ids=lambda one: type(one).__name__)
    @pytest.mark.parametrize("guard", GUARDS, ids=lambda one: type(one).__name__)
    def test_after_any_other_nothing_is_repeated_unless_that_is_harmless(
        self, error: BaseException, guard: Idempotency
    ) -> None:
        """Look up; without a guard a person; only an upsert goes out again."""
        assert not nothing_happened(error)
        expected = {NoGuard: Park, Upsert: Wait}.get(type(guard), LookUp)
        assert isinstance(sent(error, guard), expected)

    @pytest.mark.parametrize("guard", GUARDS, ids=lambda one: type(one).__name__)
    def test_what_certainly_did_not_happen_is_repeated_whatever_the_guard(self, guard: Idempotency) -> None:
        """And a refusal is not."""
        assert isinstance(sent(Unreachable(), guard), Wait)
        assert sent(Rejected(), guard) == Stop()
        assert sent(Unsupported(), guard) == Stop()


class TestHowLong:
    def test_delays_double_up_to_the_longest_and_jitter_is_full(self) -> None:
        """At most 1, 2, 4, 8, 10, 10 seconds; at the least nothing."""
        most = [SCHEDULE.delay(attempt, Always()) for attempt in range(1, 7)]
        bounds = [timedelta(seconds=bound) for bound in (1, 2, 4, 8, 10, 10)]
        assert all(bound - timedelta(milliseconds=1) < each < bound for each, bound in zip(most, bounds, strict=True))
        drawn = [SCHEDULE.delay(4, SeededChance(seed)) for seed in range(200)]
        assert min(drawn) < SECOND
        assert max(drawn) > timedelta(seconds=7)
        assert SCHEDULE.delay(10_000, Always()) < timedelta(seconds=10)

    def test_it_ends_after_so_many_attempts_or_so_long(self) -> None:
        """The fourth failure of four, or one after a minute, is the last."""
        assert isinstance(sent(Transient(), Native(), attempt=3), Wait)
        assert sent(Transient(), Native(), attempt=4) == Stop()
        assert sent(Transient(), Native(), elapsed=timedelta(seconds=60)) == Stop()

    def test_a_remote_that_asks_for_patience_gets_it_up_to_a_bound(self) -> None:
        """Retry-After of 30 seconds is waited for exactly, one of an hour is handed back at once (B79)."""
        assert sent(RateLimited(retry_after=30), Native()) == Wait(timedelta(seconds=30))
        assert sent(RateLimited(retry_after=3600), Native()) == Stop()

    def test_sign_in_and_open_circuits_are_tried_rarely(self) -> None:
        """An account is not to be locked by us."""
        assert sent(AuthFailed(), Native()) == Wait(SCHEDULE.longest)
        assert sent(CircuitOpen(), Native()) == Wait(SCHEDULE.longest)

    def test_a_look_up_waits_until_an_effect_must_show(self) -> None:
        """At least `settle`."""
        assert sent(OutcomeUnknown(), Lookup(timedelta(seconds=45))) == LookUp(timedelta(seconds=45))


def absent(times: int, guard: Idempotency, *, attempt: int = 1, elapsed: timedelta = NONE) -> Decision:
    """The decision after look-ups found nothing."""
    return decide_absent(times, attempt, guard, elapsed, SCHEDULE, Always())


class TestAbsence:
    def test_a_remote_that_keeps_our_key_may_be_sent_it_again_after_one_absence(self) -> None:
        """For as long as it remembers."""
        window = Native(window=timedelta(seconds=20))
        assert isinstance(absent(1, Native()), Wait)
        assert isinstance(absent(1, window), Wait)
        assert isinstance(absent(1, window, elapsed=timedelta(seconds=20)), LookUp)

    def test_elsewhere_only_the_second_absence_counts(self) -> None:
        """The first may be early."""
        assert absent(1, Lookup(timedelta(seconds=45))) == LookUp(timedelta(seconds=45))
        assert isinstance(absent(2, Lookup()), Wait)

    def test_no_absence_is_proof_without_a_guard_and_all_patience_ends(self) -> None:
        """Then a person."""
        assert absent(9, NoGuard()) == Park()
        assert absent(2, Lookup(), attempt=4) == Park()


class TestSilence:
    def test_a_look_up_that_fails_is_made_again_until_patience_ends(self) -> None:
        """Then a person."""
        assert isinstance(decide_unanswered(1, Unreachable(), Lookup(), NONE, SCHEDULE, Always()), LookUp)
        assert decide_unanswered(4, Unreachable(), Lookup(), NONE, SCHEDULE, Always()) == Park()

    def test_where_looking_up_is_impossible_only_what_is_harmless_is_sent_again(self) -> None:
        """A key that is remembered, or an upsert."""
        for guard in (Native(), Upsert()):
            assert isinstance(decide_unanswered(1, Unsupported(), guard, NONE, SCHEDULE, Always()), Wait)
        for guard in (Lookup(), NoGuard(), Native(window=NONE)):
            assert decide_unanswered(1, Unsupported(), guard, NONE, SCHEDULE, Always()) == Park()


def after(breaker: Breaker, *failures: BaseException | None) -> Breaker:
    """The breaker after calls that ended so at the time zero."""
    for failure in failures:
        breaker = breaker.begun().ended(failure, NONE)
    return breaker


class TestBreaker:
    def test_five_failures_in_a_row_open_it_and_a_probe_closes_it(self) -> None:
        """One call after the rest; while it lasts, no other."""
        breaker = after(Breaker(), *[Unreachable()] * 5)
        assert not breaker.allows(timedelta(seconds=29))
        assert breaker.allows(timedelta(seconds=30))
        probing = breaker.begun()
        assert not probing.allows(timedelta(seconds=31))
        assert probing.ended(None, timedelta(seconds=31)).allows(timedelta(seconds=31))
        assert not probing.ended(Unreachable(), timedelta(seconds=31)).allows(timedelta(seconds=32))

    def test_more_than_half_of_twenty_open_it(self) -> None:
        """Though never five in a row."""
        mixed = [Unreachable(), Unreachable(), None] * 7
        assert not after(Breaker(), *mixed[:20]).allows(NONE)
        assert after(Breaker(), *[Unreachable(), None] * 10).allows(NONE)

    def test_refusals_never_open_it(self) -> None:
        """They are answers."""
        assert after(Breaker(), *[Rejected()] * 50).allows(NONE)
