"""The way to the accounting service: it signs in, sends and reads strictly; it decides nothing.

The client of the environment keeps the deadline and names every end of a request; nothing is sent a second time here.
"""

from __future__ import annotations

from typing import TypeVar

from salessupport import ValidationReport
from salessupport.spi.environment import Environment
from salessupport.spi.errors import ContractViolation, OutcomeUnknown
from salessupport.spi.secret import Secret

from salessupport_accounting.config import Config
from salessupport_accounting.mapping import About, Draft, Entry, Page

T = TypeVar("T")


class Client:
    """Requests of one connection."""

    def __init__(self, config: Config, environment: Environment) -> None:
        bearer = Secret(f"Bearer {config.token.reveal()}", name=config.token.name)
        self._http = environment.http.client(config.base_url, headers={"Authorization": bearer})
        self._converter = environment.converter

    def about(self) -> About:
        """Ask who answers."""
        return self.ask("/about", About)

    def page(self, after: str) -> Page:
        """Ask for the invoices behind one."""
        return self.ask("/invoices", Page, after=after)

    def search(self, reference: str) -> tuple[Entry, ...]:
        """Ask for the invoices with a reference; an answer about others is a `ContractViolation`."""
        found = self.ask("/invoices", Page, reference=reference).items
        if any(entry.invoice.reference != reference for entry in found):
            raise ContractViolation(remote_text="the answer is about other invoices")
        return found

    def post(self, draft: Draft) -> Entry:
        """Enter an invoice; an answer about another one does not say whether this one was entered."""
        entry = self.tell("/invoices", self._converter.unstructure(draft), Entry)
        if entry.invoice != draft:
            raise OutcomeUnknown(remote_text="the answer is about another invoice")
        return entry

    def ask(self, path: str, kind: type[T], /, **params: str) -> T:
        """Read something; an answer of another shape is a `ContractViolation`."""
        answer = self._http.request("GET", path, effect=False, params=params).json()
        try:
            return self._converter.structure(answer, kind)
        except ValidationReport as report:
            raise ContractViolation(remote_text=_faults(report)) from None

    def tell(self, path: str, body: object, kind: type[T], /) -> T:
        """Have something done. An answer of another shape does not say whether it was: `OutcomeUnknown`."""
        answer = self._http.request("POST", path, effect=True, json=body).json()
        try:
            return self._converter.structure(answer, kind)
        except ValidationReport as report:
            raise OutcomeUnknown(remote_text=_faults(report)) from None


def _faults(report: ValidationReport) -> str:
    return "; ".join(f"{finding.place} {finding.message()}" for finding in report.findings)[:300]
