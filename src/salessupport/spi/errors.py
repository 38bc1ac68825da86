"""The errors of adapters, plugins, the store and security: the rest of the one tree of `domain.values.errors`.

    AdapterError             by what the caller may do next
    ├── Rejected             understood, and nothing changed: correct it
    │   └── InvalidRemoteInput, RemoteNotFound, VersionConflict, IdempotencyMismatch, LimitExceeded,
    │       RemotePeriodClosed, NotPermitted
    ├── Transient            certainly nothing happened: wait and repeat
    │   └── RateLimited, Unreachable, Maintenance, DeadlineExceeded, CircuitOpen
    ├── OutcomeUnknown       sent, and the answer was lost: look it up by key, never repeat blindly
    ├── AuthFailed           sign in again
    ├── ContractViolation    an answer not in the shape that is known: file a bug
    ├── Unsupported          declared as not possible: choose another way
    └── Cancelled            the caller gave up
    PluginError              PluginLoadFailed, PluginSignature, PluginTimeout, PluginCrashed, PluginNotAllowed,
                             HookUnknown, DuplicatePlugin, IncompatiblePlugin
    StoreError               StoreBusy, StoreCorrupt (ChainBroken, ChainForked, RollbackDetected), SchemaTooNew,
                             NotOurFile, UnsafeEngine
    SecurityError            DestinationForbidden, TlsRequired, SignatureInvalid, ReplayDetected, PermissionDenied,
                             SecretExposure

An adapter may raise nothing else; strays are wrapped as `ContractViolation`, and the kit fails them. The remote's own
words are kept (`remote_code`, `remote_text`), redacted. Source: reliability.md 3.4; ports.md 3.5.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from salessupport.domain.values.errors import Outcome, SalesSupportError, StoreError


class AdapterError(SalesSupportError):
    """A call of another system failed; the context has what is known of `adapter`, `port`, `verb`, `key`."""

    default_code: ClassVar[str] = "adapter.failed"

    def __init__(
        self, code: str = "", *, path: str = "", remote_code: str = "", remote_text: str = "", **context: object
    ) -> None:
        super().__init__(
            code or self.default_code, path=path, remote_code=remote_code, remote_text=remote_text, **context
        )


class Rejected(AdapterError):
    """The remote understood and nothing changed: correct it."""

    default_code = "adapter.rejected"


class InvalidRemoteInput(Rejected):
    """The remote finds a value wrong."""

    default_code = "adapter.invalid"


class RemoteNotFound(Rejected):
    """The remote has no such document."""

    default_code = "adapter.not_found"


class VersionConflict(Rejected):
    """The document is another version there than was expected; the context has `current`."""

    default_code = "adapter.version"


class IdempotencyMismatch(Rejected):
    """The same key with another content (B53)."""

    default_code = "key.reused"


class LimitExceeded(Rejected):
    """More than the remote takes: lines, characters, digits, amount."""

    default_code = "adapter.limit"


class RemotePeriodClosed(Rejected):
    """The remote's period is closed."""

    default_code = "adapter.period"


class NotPermitted(Rejected):
    """The user that signed in may not do this."""

    default_code = "adapter.permission"


class Transient(AdapterError):
    """Certainly nothing happened: wait and repeat."""

    default_code = "adapter.transient"
    retryable = True


class RateLimited(Transient):
    """Too many calls; `retry_after` says how long to wait, if the remote told."""

    default_code = "adapter.rate"

    @property
    def retry_after(self) -> timedelta | None:
        """How long the remote asks to wait."""
        seconds = self.context.get("retry_after")
        return timedelta(seconds=float(str(seconds))) if seconds is not None else None


class Unreachable(Transient):
    """No connection: name, route, refusal, TLS handshake, or lost before anything was sent."""

    default_code = "adapter.unreachable"


class Maintenance(Transient):
    """The remote says that it is closed for now."""

    default_code = "adapter.maintenance"


class DeadlineExceeded(Transient):
    """The time for a reading is over; for a command with an effect it is `OutcomeUnknown`."""

    default_code = "adapter.deadline"


class CircuitOpen(Transient):
    """Too many failures in a row: not even tried."""

    default_code = "adapter.circuit"


class OutcomeUnknown(AdapterError):
    """Sent, and the answer was lost: look it up by key, never repeat blindly."""

    default_code = "adapter.unknown"
    outcome: Outcome = "UNKNOWN"


class AuthFailed(AdapterError):
    """Credentials or certificate were not accepted: sign in again."""

    default_code = "adapter.auth"


class ContractViolation(AdapterError):
    """An answer, or an adapter's own behaviour, not in the shape that the contract knows."""

    default_code = "adapter.contract"


class Unsupported(AdapterError):
    """Declared as not possible there."""

    default_code = "adapter.unsupported"


class Cancelled(AdapterError):
    """The caller gave up before anything was sent."""

    default_code = "adapter.cancelled"


class PluginError(SalesSupportError):
    """A plugin cannot be used; the context has `plugin`."""


class PluginLoadFailed(PluginError):
    """Its import failed."""


class PluginSignature(PluginError):
    """A hook or an adapter has another signature than its specification."""


class PluginTimeout(PluginError):
    """It did not come back in time; after a write its outcome is unknown."""


class PluginCrashed(PluginError):
    """It raised something that it may not raise."""


class PluginNotAllowed(PluginError):
    """It is not named in the configuration and was not imported."""


class HookUnknown(PluginError):
    """It implements a hook that does not exist."""


class DuplicatePlugin(PluginError):
    """Two plugins announce the same name."""


class IncompatiblePlugin(PluginError):
    """It was written against another version of the contract."""


class StoreBusy(StoreError):
    """Another process writes; try again."""

    retryable = True


class StoreCorrupt(StoreError):
    """The store does not hold what was written into it."""


class ChainBroken(StoreCorrupt):
    """An entry is not what its hash says; the context has `seq`."""


class ChainForked(StoreCorrupt):
    """The chain does not go through the last checkpoint."""


class RollbackDetected(StoreCorrupt):
    """The store ends before the last checkpoint: entries were lost or an older copy was put back."""


class SchemaTooNew(StoreError):
    """Written by a newer version of this library; nothing was touched."""


class NotOurFile(StoreError):
    """Not a store of this library."""


class UnsafeEngine(StoreError):
    """The database engine has a known fault for what was asked."""


class SecurityError(SalesSupportError):
    """Refused for safety."""


class DestinationForbidden(SecurityError):
    """An address that may not be called."""


class TlsRequired(SecurityError):
    """A connection that is not encrypted, or whose certificate is not trusted."""


class SignatureInvalid(SecurityError):
    """A message whose signature is wrong, missing or too old."""


class ReplayDetected(SecurityError):
    """A message that was sent before or is out of its time."""


class PermissionDenied(SecurityError):
    """The role may not see or do this."""


class SecretExposure(SecurityError):
    """A secret would have left the process in the clear."""
