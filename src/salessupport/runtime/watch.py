"""Calling what may never come back: in a thread of its own, with a limit for each piece of work.

Law: work that is overdue is given up, and what stood behind it goes on in a new thread; the old one, whenever it comes
back, does nothing more, so that nothing is done twice. It cannot be stopped: whoever was overdue is not to be called
again. Source: reliability.md 3.7 "Timeouts", B97.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

from attrs import frozen

T = TypeVar("T")
Job = Callable[[], T]


@frozen
class Overdue:
    """Stands for the result of work that did not come back."""


@frozen
class _Result:
    value: Any
    error: BaseException | None = None


class _Worker:
    """A thread that does jobs one after the other, until it is given up."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[Job[object]] = SimpleQueue()
        self._results: SimpleQueue[_Result] = SimpleQueue()
        self._between_jobs = threading.Lock()
        self._given_up = False
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            with self._between_jobs:
                if self._given_up:
                    return
            self._results.put(_done(job))

    def start(self, job: Job[object]) -> None:
        """Do this after what was asked for before."""
        self._jobs.put(job)

    def result(self, limit: timedelta) -> _Result | None:
        """Wait for the next result; None if it takes longer, and then nothing behind that job is begun."""
        try:
            return self._results.get(timeout=limit / timedelta(seconds=1))
        except Empty:
            with self._between_jobs:
                self._given_up = self._results.empty()
            return None if self._given_up else self._results.get()

    def give_up(self) -> None:
        """Begin nothing more."""
        with self._between_jobs:
            self._given_up = True
        self._jobs.put(_nothing)


class Watch:
    """Does jobs in order, each within a limit. One thread serves it as long as nothing is overdue."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._worker: _Worker | None = None

    def run(self, jobs: Sequence[Job[T]], limit: timedelta) -> Iterator[T | Overdue]:
        """The results of the jobs in order, `Overdue` for each that took longer; what a job raises is raised here.

        All jobs are handed over at once, so that the thread need not wait for this one between two of them.
        """
        worker = self._started(jobs)
        try:
            for number in range(len(jobs)):
                result = worker.result(limit)
                if result is None:
                    yield Overdue()
                    self.stop()
                    worker = self._started(jobs[number + 1 :])
                elif result.error is not None:
                    raise result.error
                else:
                    yield cast("T", result.value)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Let the thread end; the next jobs get another one."""
        if self._worker is not None:
            self._worker.give_up()
        self._worker = None

    def _started(self, jobs: Sequence[Job[T]]) -> _Worker:
        self._worker = self._worker or _Worker(self._name)
        for job in jobs:
            self._worker.start(job)
        return self._worker


def _nothing() -> None:
    """Wake a thread that waits for work."""


def _done(job: Job[object]) -> _Result:
    try:
        return _Result(job())
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that asked
        return _Result(None, error)
