"""What became of a call: a failure on the wire or a status → what the caller may do next.

    nothing was sent                      Unreachable (or TlsRequired, DestinationForbidden): repeat, or mend
    sent, answer lost or 5xx              reading: Unreachable, DeadlineExceeded, Maintenance; effect: OutcomeUnknown
    401                                   AuthFailed
    429, 503 with Retry-After             RateLimited, Maintenance: nothing happened
    3xx                                   DestinationForbidden: no redirect is followed, no header sent there
    400 403 404 409 412 413 422 …         Rejected and below

Source: reliability.md 3.4-3.6, conclusion 4, B77-B87, F1-F20; ports.md 3.5.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from salessupport.runtime.http.answer import Answer, unknown
from salessupport.runtime.http.body import NotPacked, TooMuch
from salessupport.spi.environment import Clock
from salessupport.spi.errors import (
    AdapterError,
    AuthFailed,
    ContractViolation,
    DeadlineExceeded,
    DestinationForbidden,
    InvalidRemoteInput,
    LimitExceeded,
    Maintenance,
    NotPermitted,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteNotFound,
    SecurityError,
    TlsRequired,
    Transient,
    Unreachable,
    VersionConflict,
)

_REFUSALS: Final[Mapping[int, type[AdapterError]]] = {
    400: InvalidRemoteInput,
    401: AuthFailed,
    403: NotPermitted,
    404: RemoteNotFound,
    405: ContractViolation,
    406: ContractViolation,
    410: RemoteNotFound,
    412: VersionConflict,
    413: LimitExceeded,
    414: LimitExceeded,
    415: ContractViolation,
    422: InvalidRemoteInput,
    431: LimitExceeded,
}
_PERHAPS_DONE: Final = frozenset({301, 302, 303})
"""Redirects that systems also answer with after a command was carried out."""


def lost(error: Exception, *, sent: bool, late: bool, effect: bool) -> AdapterError | SecurityError:
    """What a call means whose answer did not come, or not whole."""
    match error:
        case SecurityError():
            return error.with_traceback(None)
        case TooMuch():
            found: AdapterError = ContractViolation("response.too_large", limit=error.limit)
            return unknown(found) if effect else found
        case NotPacked():
            found = ContractViolation("response.packing")
            return unknown(found) if effect else found
    causes = list(_causes(error))
    if not sent:
        if any(isinstance(each, ssl.SSLCertVerificationError) for each in causes):
            return TlsRequired("tls.untrusted")
        return Unreachable(remote_text=_kind_of(causes))
    if effect:
        return OutcomeUnknown(remote_text="no answer in time" if late else _kind_of(causes))
    return DeadlineExceeded() if late else Unreachable("response.lost", remote_text=_kind_of(causes))


def judged(answer: Answer, clock: Clock) -> AdapterError | SecurityError | None:
    """What a status says against an answer; None for one that may be read."""
    status = answer.status
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return _redirected(answer)
    told = {"remote_code": f"HTTP {status}", "remote_text": answer.excerpt()}
    wait = retry_after(answer.headers.get("retry-after", ""), clock.now())
    if status == 429:
        return RateLimited(**told) if wait is None else RateLimited(**told, retry_after=wait)
    if status == 503 and wait is not None:
        return Maintenance(**told, retry_after=wait)
    if status >= 500 or status in (408, 425):
        return _failed(status, told, effect=answer.effect)
    return _REFUSALS.get(status, Rejected)(**told)


def retry_after(text: str, now: datetime) -> int | None:
    """Seconds that `Retry-After` asks for, as a number or until a date; None if it says nothing that is understood."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return int(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if until.tzinfo is None:
        return None
    return max(0, -((now - until) // timedelta(seconds=1)))


def _failed(status: int, told: Mapping[str, str], *, effect: bool) -> AdapterError:
    if effect:
        return OutcomeUnknown(**told)
    kind: type[Transient] = Maintenance if status == 503 else Unreachable
    return kind("response.status", status=status, **told)


def _redirected(answer: Answer) -> DestinationForbidden:
    error = DestinationForbidden("destination.redirect", status=answer.status)
    if answer.effect and answer.status in _PERHAPS_DONE:
        error.outcome = "UNKNOWN"
    return error


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception with everything that it was raised for."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        waiting.extend(one for one in inner if isinstance(one, BaseException))


def _kind_of(causes: list[BaseException]) -> str:
    """The name of the innermost failure; never its words, which may quote the address."""
    return next(
        (type(each).__name__ for each in reversed(causes) if isinstance(each, OSError)), type(causes[0]).__name__
    )
