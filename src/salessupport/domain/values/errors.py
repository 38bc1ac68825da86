"""Every error that leaves the library, as one tree named by what the caller may do next.

    SalesSupportError(code, path, outcome, retryable, context)
    ├── InputError      correct the input: InvalidMoney, InvalidNumber, InvalidDate, InvalidText, InvalidIdentifier,
    │                   MissingField, UnknownField, WrongType, DuplicateKey, TooLarge, TooDeep, EncodingError,
    │                   ValidationReport (many findings at once)
    ├── DomainError     a rule of the office forbids it: OverApplied, CurrencyMismatch, PeriodClosed,
    │                   InvoiceExceedsContract, IllegalTransition, NotFound, Conflict, ApprovalInvalid,
    │                   GateClosed (PrepaymentMissing)
    ├── FileError       the file is not what its name promises: NotXlsx, EncryptedFile, LegacyXls, ForbiddenXml,
    │                   ArchiveLimit, MacroFile, TemplateMismatch
    ├── StoreError      the place where facts are kept failed: StoreFull
    └── ConfigError     the configuration cannot be used

The text comes from the catalogue in `messages`, by `code`, in both languages and always with a remedy.
Source: requirements "rules that hold for every row" 3; reliability §3.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from salessupport.domain.values.messages import Language, text_of

if TYPE_CHECKING:
    from salessupport.domain.values.findings import Finding

Outcome = Literal["NOT_DONE", "DONE", "UNKNOWN"]


class SalesSupportError(Exception):
    """Root of all errors of this library.

    `code` is stable and documented; `path` says where (file, row, column, JSON path or id); `outcome` whether the
    attempt had an effect; `retryable` whether the same call may succeed later; `context` holds the values of the text.
    """

    outcome: Outcome = "NOT_DONE"
    retryable: bool = False

    def __init__(self, code: str, *, path: str = "", **context: object) -> None:
        super().__init__(code)
        self.code = code
        self.path = path
        self.context: Mapping[str, object] = dict(context)

    def message(self, language: Language = "en") -> str:
        """Say what is wrong and how to mend it, in `language`."""
        text = text_of(self.code, language, self.context)
        return f"{self.path}: {text}" if self.path else text

    def as_json(self) -> dict[str, object]:
        """Give the error as plain JSON values, as the command line prints it."""
        return {
            "error": type(self).__name__,
            "code": self.code,
            "path": self.path,
            "message": self.message("en"),
            "message_zh": self.message("zh_CN"),
            "outcome": self.outcome,
        }

    def __str__(self) -> str:
        return f"[{self.code}] {self.message('en')}"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.path, dict(self.context))


def _rebuild(kind: type[SalesSupportError], code: str, path: str, context: dict[str, object]) -> SalesSupportError:
    return kind(code, path=path, **context)


class InputError(SalesSupportError):
    """What came in cannot be read as it stands: correct the input."""


class InvalidMoney(InputError):
    """An amount that is not exact money of its currency."""


class InvalidNumber(InputError):
    """A quantity, price or ratio that is not an exact decimal number in its range."""


class InvalidDate(InputError):
    """A date that does not exist or is not written YYYY-MM-DD."""


class InvalidText(InputError):
    """A text with characters that no record may hold."""


class InvalidIdentifier(InputError):
    """An identifier that breaks the rules of its kind (USCC and the like)."""


class MissingField(InputError):
    """A necessary cell or key is empty."""


class UnknownField(InputError):
    """A key that the record does not have."""


class WrongType(InputError):
    """A value of another type than the field takes."""


class DuplicateKey(InputError):
    """The same key twice where it has to be unique."""


class TooLarge(InputError):
    """More than the stated bound."""


class TooDeep(InputError):
    """Nested deeper than the stated bound."""


class EncodingError(InputError):
    """Bytes that are not text in any of the encodings that are read."""


class ValidationReport(InputError):
    """All findings of one reading at once, in the order of their places; nothing was loaded."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("report.findings", count=len(findings))
        self.findings = findings

    def as_json(self) -> dict[str, object]:
        """Give the report with every finding."""
        return {**super().as_json(), "findings": [finding.as_json() for finding in self.findings]}

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.findings,)


class DomainError(SalesSupportError):
    """A rule of the sales office forbids it; the context gives the figures."""


class OverApplied(DomainError):
    """More than is left on the source or on the target of an allocation (I2)."""


class CurrencyMismatch(DomainError):
    """Two currencies where one is needed; amounts of different currencies are never added."""


class PeriodClosed(DomainError):
    """The month is closed; reopen it or record in the next one (LD-02)."""


class InvoiceExceedsContract(DomainError):
    """Invoices of a contract above its amount (R14)."""


class IllegalTransition(DomainError):
    """The document's state does not allow it."""


class ApprovalInvalid(DomainError):
    """A consent that would not count: by the requester, out of order, expired, or of a subject that has changed."""


class GateClosed(DomainError):
    """Money, signature or permit is missing; the context gives all reasons with their figures."""


class PrepaymentMissing(GateClosed):
    """A contract may not be executed before its prepayment is in (CO-04); the context gives required and received."""


class NotFound(DomainError):
    """No record has this id."""


class Conflict(DomainError):
    """The same id with other content."""


class FileError(SalesSupportError):
    """A file that is not what its name promises or that is not safe to open."""


class NotXlsx(FileError):
    """Not a readable workbook."""


class EncryptedFile(FileError):
    """A workbook with a password."""


class LegacyXls(FileError):
    """A workbook in the binary format before 2007."""


class ForbiddenXml(FileError):
    """A document type declaration or entity in a workbook."""


class ArchiveLimit(FileError):
    """A workbook above the bounds of size, ratio, parts, rows or columns."""


class MacroFile(FileError):
    """A workbook with macros."""


class TemplateMismatch(FileError):
    """No header row that is known."""


class StoreError(SalesSupportError):
    """The place where facts are kept failed."""


class StoreFull(StoreError):
    """Nothing could be written; the old file is intact."""


class ConfigError(SalesSupportError):
    """The configuration cannot be used; the path names the key."""
