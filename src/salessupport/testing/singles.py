"""Single facts and whole ledgers: an invoice, a receipt, a contract with its terms, a history ready to be asked.

They are drawn by the steps that draw whole histories, so each is what could stand in an office's books; a reference
is to customer `C1` or to nothing. Source: reliability.md 5.1.
"""

from __future__ import annotations

from attrs import evolve
from hypothesis import strategies as st

from salessupport.domain.facts import Contract, Customer, Instalment, Invoice, Receipt
from salessupport.domain.history import History
from salessupport.domain.values.policies import Company
from salessupport.testing.contracts import add_contract
from salessupport.testing.documents import add_invoice
from salessupport.testing.draft import Draft
from salessupport.testing.histories import histories
from salessupport.testing.payments import add_receipt
from salessupport.testing.values import dates

_COMPANY = Company(name="青岛某某测控有限公司")


def _draft(draw: st.DrawFn, currency: str) -> Draft:
    draft = Draft(draw=draw, company=evolve(_COMPANY, currency=currency), day=draw(dates()), late=False)
    draft.facts = evolve(draft.facts, customers=(Customer(id="C1", name="客户1"),))
    return draft


@st.composite
def invoices(draw: st.DrawFn, *, currency: str = "CNY", issued: bool = True) -> Invoice:
    """Draw an invoice, debit note, opening item or prepayment of customer `C1`; not `issued`: rarely a draft or void.

    `currency` is the company's and the invoice's, so that no rate is needed.
    """
    draft = _draft(draw, currency)
    add_invoice(draft)
    (invoice,) = draft.facts.invoices
    return evolve(invoice, status="issued") if issued else invoice


@st.composite
def receipts(draw: st.DrawFn, *, currency: str = "CNY", most_items: int = 3) -> Receipt:
    """Draw a receipt of customer `C1`, or of one to be identified.

    It pays some of up to `most_items` invoices that the customer was sent before, exactly or nearly, or is any amount:
    with a bank fee, for others, with a text that names one.
    """
    draft = _draft(draw, currency)
    for _ in range(draw(st.integers(0, most_items))):
        add_invoice(draft)
    add_receipt(draft)
    (receipt,) = draft.facts.receipts
    return receipt


@st.composite
def contract_terms(draw: st.DrawFn, *, currency: str = "CNY") -> tuple[Contract, tuple[Instalment, ...]]:
    """Draw a contract of customer `C1` with its terms: a text such as `30/60/10`, or rows of instalments.

    Rows go by share or fixed amount and come to the contract, fall due by every trigger, days and months after it; the
    last may be a retention. A contract with rows has no text; one with neither has the company's terms.
    """
    draft = _draft(draw, currency)
    add_contract(draft)
    (contract,) = draft.facts.contracts
    return contract, draft.facts.instalments


def ledgers(*, size: int = 14, max_customers: int = 2) -> st.SearchStrategy[History]:
    """Give whole valid histories of at most `size` rows, ready to be asked: `Desk.from_records(history.facts, …)`.

    What `histories` draws, as one value; use that to leave steps out or to choose policies.
    """
    return histories(max_customers=max_customers, max_steps=size).map(lambda books: History(*books))
