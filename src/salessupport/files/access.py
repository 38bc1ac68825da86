"""What stands between an adapter and the folder: every verb goes over it, and failures become errors of the contract.

Law: what leaves here is an `AdapterError`, or a fault of the cursor that the caller handed in. A system that refuses to
read or write means that nothing happened; a failure after a promise in the journal is `OutcomeUnknown` by itself.
A kit puts its weather here. Source: ports.md 3.5 "Errors"; reliability.md 3.4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from salessupport.domain.values.errors import (
    FileError,
    InputError,
    InvalidIdentifier,
    SalesSupportError,
    StoreError,
    ValidationReport,
)
from salessupport.spi.errors import AdapterError, ContractViolation, InvalidRemoteInput, Rejected, Unreachable

T = TypeVar("T")
_LONGEST: Final = 300
_GONE: Final = "company.missing"
"""No `company.toml` in a folder that had one when it was opened: a share that is not there now."""


class Access(Protocol):
    """The way to a folder."""

    def call(self, operation: str, work: Callable[[], T], *, effect: bool) -> T:
        """Do `work`, the verb `operation`; with `effect`, it changes something in the folder."""
        ...


class PlainAccess:
    """The file system as it is."""

    def call(self, operation: str, work: Callable[[], T], *, effect: bool) -> T:  # noqa: ARG002 - the Protocol's
        """Do the work."""
        try:
            return work()
        except (SalesSupportError, OSError) as error:
            raise told(error, effect=effect) from error


def told(error: SalesSupportError | OSError, *, effect: bool) -> SalesSupportError:
    """The error of the contract that says the same; `effect` says that a command was being done."""
    if isinstance(error, AdapterError | InvalidIdentifier):
        return error
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        return Unreachable(path=_name(error), remote_code="os", remote_text=reason)
    kind: type[AdapterError] = ContractViolation
    if isinstance(error, StoreError) or error.code == _GONE:
        kind = Unreachable
    elif isinstance(error, FileError) and effect:
        kind = Rejected
    elif isinstance(error, InputError) and effect and not isinstance(error, ValidationReport):
        kind = InvalidRemoteInput
    return kind(path=error.path, remote_code=error.code, remote_text=error.message()[:_LONGEST])


def _name(error: OSError) -> str:
    return str(error.filename or "")
