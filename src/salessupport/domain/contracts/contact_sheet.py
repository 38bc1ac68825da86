"""The contract contact sheet (合同联系单), its copy without prices, the signatures on it (CO-05, SE-04, S19).

The sheet is rendered from the contract as changed, nothing is typed anew. The copy for scheduling is built by an
allow-list: its class has no field that could hold money, a price, a discount or a rate, and its free texts go through
`scrub`. Law: a figure of the contract's money stands nowhere in the copy, whatever was typed into a text. Numbers of
papers, contracts and products are not searched: they are names.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from attrs import frozen

from salessupport.domain.amendments import Supply, deliver_on, supplies
from salessupport.domain.contracts.papers import papers, project_no
from salessupport.domain.contracts.scrub import Secrets, scrub
from salessupport.domain.contracts.secrets import secrets_of
from salessupport.domain.facts import RegisterPaper, RegisterSignature
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import InstalmentView, contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.money import Money

Department = Literal["finance", "engineering", "scheduling"]
SignatureState = Literal["not_sent", "sent", "signed"]
DEPARTMENTS: tuple[Department, ...] = ("finance", "engineering", "scheduling")
"""Who has to sign the receipt of a contact sheet (requirements §7, "Who consents")."""
_NAMES: dict[str, Department] = {
    "finance": "finance",
    "财务": "finance",
    "engineering": "engineering",
    "工程": "engineering",
    "scheduling": "scheduling",
    "production scheduling": "scheduling",
    "生产调度": "scheduling",
    "调度": "scheduling",
}


@frozen
class SignatureView:
    """A department's receipt of the sheet; `overdue` after `signature_days` from sending, else from issue."""

    department: Department
    state: SignatureState
    sent_on: date | None
    signed_on: date | None
    signed_by: str | None
    overdue: bool


@frozen
class SheetLine:
    """What is supplied; `amount` includes tax."""

    line: int
    product: str | None
    name: str | None
    spec: str | None
    unit: str | None
    qty: Decimal | None
    amount: Money | None


@frozen(kw_only=True)
class ContactSheet:
    """The full sheet, for finance and engineering; `number` is None until it is issued."""

    number: str | None
    issued_on: date | None
    project_no: str | None
    contract: str
    title: str | None
    customer: str
    customer_name: str
    salesperson: str | None
    signed_on: date
    deliver_on: date | None
    deliver_to: str | None
    installation: str | None
    on_site: bool | None
    remarks: str | None
    amount: Money
    terms: str | None
    instalments: tuple[InstalmentView, ...]
    lines: tuple[SheetLine, ...]
    signatures: tuple[SignatureView, ...]

    @property
    def missing(self) -> tuple[Department, ...]:
        """Departments that have not signed."""
        return tuple(one.department for one in self.signatures if one.state != "signed")

    @property
    def overdue(self) -> tuple[Department, ...]:
        """Departments to remind."""
        return tuple(one.department for one in self.signatures if one.overdue)


@frozen
class PriceFreeLine:
    """What is supplied, without money."""

    line: int
    product: str | None
    name: str | None
    spec: str | None
    unit: str | None
    qty: Decimal | None


@frozen(kw_only=True)
class PriceFreeSheet:
    """The copy for scheduling (商务价格去掉); `masked` names the texts out of which a number was taken."""

    number: str | None
    issued_on: date | None
    project_no: str | None
    contract: str
    title: str | None
    customer: str
    customer_name: str | None
    salesperson: str | None
    signed_on: date
    deliver_on: date | None
    deliver_to: str | None
    installation: str | None
    on_site: bool | None
    remarks: str | None
    lines: tuple[PriceFreeLine, ...]
    masked: tuple[str, ...]


def contact_sheet(history: History, ledger: Ledger, contract_id: str) -> ContactSheet:
    """The contact sheet of a contract as of the ledger's date; `NotFound` for an unknown one."""
    standing = contract_standing(history, ledger, contract_id)
    contract, as_of = standing.contract, ledger.as_of
    issued = papers(history, contract_id, "contact_sheet", as_of)
    paper = issued[-1] if issued else None
    customer = history.customers.get(contract.customer)
    return ContactSheet(
        number=paper.id if paper else None,
        issued_on=paper.issued_on if paper else None,
        project_no=project_no(history, contract, as_of),
        contract=contract.id,
        title=contract.title,
        customer=contract.customer,
        customer_name=customer.name if customer else contract.customer,
        salesperson=contract.salesperson,
        signed_on=contract.signed_on,
        deliver_on=deliver_on(history, contract, as_of),
        deliver_to=contract.deliver_to,
        installation=contract.installation,
        on_site=contract.on_site,
        remarks=contract.remarks,
        amount=standing.amount,
        terms=contract.terms,
        instalments=standing.instalments,
        lines=tuple(_line(history, one) for _, one in sorted(supplies(history, contract_id, as_of).items())),
        signatures=signatures(history, paper, as_of=as_of),
    )


def price_free(history: History, ledger: Ledger, contract_id: str) -> PriceFreeSheet:
    """The copy of the contact sheet that scheduling gets."""
    sheet = contact_sheet(history, ledger, contract_id)
    pen = _Pen(secrets_of(history, sheet.contract, instalments=sheet.instalments), [])
    lines = tuple(
        PriceFreeLine(
            line=one.line,
            product=one.product,
            name=pen.clean(f"lines[{one.line}].name", one.name),
            spec=pen.clean(f"lines[{one.line}].spec", one.spec),
            unit=pen.clean(f"lines[{one.line}].unit", one.unit),
            qty=one.qty,
        )
        for one in sheet.lines
    )
    return PriceFreeSheet(
        number=sheet.number,
        issued_on=sheet.issued_on,
        project_no=sheet.project_no,
        contract=sheet.contract,
        title=pen.clean("title", sheet.title),
        customer=sheet.customer,
        customer_name=pen.clean("customer_name", sheet.customer_name),
        salesperson=sheet.salesperson,
        signed_on=sheet.signed_on,
        deliver_on=sheet.deliver_on,
        deliver_to=pen.clean("deliver_to", sheet.deliver_to),
        installation=pen.clean("installation", sheet.installation),
        on_site=sheet.on_site,
        remarks=pen.clean("remarks", sheet.remarks),
        lines=lines,
        masked=tuple(pen.masked),
    )


@frozen
class _Pen:
    """Cleans texts and remembers in which of them something was hidden."""

    secrets: Secrets
    masked: list[str]

    def clean(self, name: str, text: str | None) -> str | None:
        """The text without the secrets."""
        if text is None:
            return None
        cleaned = scrub(text, secrets=self.secrets)
        if cleaned != text:
            self.masked.append(name)
        return cleaned


def _line(history: History, supply: Supply) -> SheetLine:
    product = history.products.get(supply.product or "")
    name, spec, unit = (product.name, product.spec, product.unit) if product else (None, None, None)
    return SheetLine(supply.line, supply.product, name, spec, unit, supply.qty, supply.amount)


def signatures(history: History, paper: RegisterPaper | None, *, as_of: date) -> tuple[SignatureView, ...]:
    """Whether each department got a contact sheet and signed for it; without a paper nothing was sent."""
    rows = history.signatures_of.get(paper.id, ()) if paper is not None else ()
    sent = [row for row in rows if row.sent_on <= as_of]
    days = timedelta(days=history.company.policies.signature_days)
    return tuple(
        _signature(department, [row for row in sent if department_of(row.department) == department], paper, as_of, days)
        for department in DEPARTMENTS
    )


def department_of(name: str) -> Department | None:
    """The department that a name means, in Chinese or English; None for another one."""
    return _NAMES.get(name.strip().casefold().removesuffix("部"))


def _signature(
    department: Department,
    rows: Sequence[RegisterSignature],
    paper: RegisterPaper | None,
    as_of: date,
    days: timedelta,
) -> SignatureView:
    signed = [row for row in rows if row.signed_on is not None and row.signed_on <= as_of]
    since = min((row.sent_on for row in rows), default=paper.issued_on if paper is not None else None)
    if signed:
        row = signed[0]
        return SignatureView(department, "signed", row.sent_on, row.signed_on, row.signed_by, overdue=False)
    overdue = since is not None and as_of - since > days
    return SignatureView(department, "sent" if rows else "not_sent", since if rows else None, None, None, overdue)
