"""One call for each of many values, in threads that each have a connection of their own.

Laws: results stand in the order of the values, whatever thread was faster; values are begun in order, so when some
fail, the error that is raised is that of the first failing value, on every run. Source: ports.md 3.7.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Generic, TypeVar, cast

C = TypeVar("C")
V = TypeVar("V")
R = TypeVar("R")

_ABSENT = object()


class Workers(Generic[C, V, R]):
    """Threads that take values in turn."""

    def __init__(
        self, opening: Callable[[], AbstractContextManager[C]], call: Callable[[C, V], R], values: Sequence[V]
    ) -> None:
        self._opening = opening
        self._call = call
        self._values = values
        self._results: list[object] = [_ABSENT] * len(values)
        self._errors: dict[int, BaseException] = {}
        self._next = 0
        self._lock = threading.Lock()

    def run(self, workers: int) -> tuple[R, ...]:
        """All results; at most `workers` threads, and never more than values."""
        threads = [
            threading.Thread(target=self._work, name=f"map-{number}", daemon=True)
            for number in range(min(max(workers, 1), len(self._values)))
        ]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException:
            self._stop()
            raise
        if self._errors:
            raise self._errors[min(self._errors)]
        return tuple(cast("list[R]", self._results))

    def _work(self) -> None:
        """Open a connection, take values until there is none, close it; a failure to open is the next value's."""
        try:
            with self._opening() as connection:
                while (number := self._take()) is not None:
                    self._one(connection, number)
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            number = self._take()
            self._failed(len(self._values) if number is None else number, error)

    def _one(self, connection: C, number: int) -> None:
        try:
            self._results[number] = self._call(connection, self._values[number])
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            self._failed(number, error)

    def _take(self) -> int | None:
        with self._lock:
            if self._errors or self._next >= len(self._values):
                return None
            self._next += 1
            return self._next - 1

    def _failed(self, number: int, error: BaseException) -> None:
        with self._lock:
            self._errors.setdefault(number, error)

    def _stop(self) -> None:
        with self._lock:
            self._next = len(self._values)
