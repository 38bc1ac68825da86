"""Random valid histories of receivables: a company and its facts, drawn step by step in the order of time.

Law: the product's own checks find no fault in what is drawn. Steps may be left out by name (`without`), so that a law
that holds only without interest, or only without bills, is tested on just those histories.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from attrs import evolve
from hypothesis import strategies as st

from salessupport.domain.facts import Customer, Facts
from salessupport.domain.values.policies import Company, Policies
from salessupport.testing.contracts import add_change, add_contract
from salessupport.testing.documents import add_charge, add_credit_note, add_invoice
from salessupport.testing.draft import Draft
from salessupport.testing.payments import add_bill, add_bill_event, add_receipt
from salessupport.testing.policies import companies
from salessupport.testing.settlements import add_adjustment, add_reversal, add_row
from salessupport.testing.values import dates

STEPS: Mapping[str, tuple[int, Callable[[Draft], bool]]] = {
    "invoice": (6, add_invoice),
    "receipt": (5, add_receipt),
    "row": (5, add_row),
    "credit_note": (3, add_credit_note),
    "charge": (3, add_charge),
    "reversal": (3, add_reversal),
    "bill": (2, add_bill),
    "bill_event": (4, add_bill_event),
    "contract": (2, add_contract),
    "change": (1, add_change),
    "adjustment": (1, add_adjustment),
}
"""What may happen, how often, and how it is drawn; what cannot happen yet gives way to an invoice or receipt."""
_FEW = 3


@st.composite
def _step(draw: st.DrawFn, draft: Draft, names: Sequence[str]) -> None:
    """Draw one step as one value, so that a history shrinks by whole steps."""
    draft.draw = draw
    if not STEPS[draft.one_of(names)][1](draft):
        (add_invoice if len(draft.facts.invoices) < _FEW else add_receipt)(draft)
    draft.wait()


@st.composite
def histories(
    draw: st.DrawFn,
    *,
    max_customers: int = 2,
    max_steps: int = 14,
    currencies: Sequence[str] = ("CNY", "EUR", "JPY", "KWD"),
    rules: st.SearchStrategy[Policies] | None = None,
    without: Collection[str] = (),
    more: Sequence[str] = (),
    late: bool = True,
) -> tuple[Company, Facts]:
    """Draw a company and its facts.

    `currencies` are those of customers' accounts, the company's first; `rules` draws the policies; `without` names
    steps (keys of `STEPS`) that don't happen, `more` steps that happen oftener, by one chance each; `late` allows rows
    recorded after the day they are about. A history never has more than `max_steps` rows besides customers and bills.
    """
    company = draw(companies(currency=currencies[0], rules=rules))
    draft = Draft(draw=draw, company=company, day=draw(dates()), late=late)
    for number in range(draw(st.integers(1, max_customers))):
        currency = draw(st.sampled_from([currencies[0], *currencies]))
        given = None if currency == currencies[0] else currency
        draft.facts = evolve(
            draft.facts,
            customers=(*draft.facts.customers, Customer(id=f"C{number + 1}", name=f"客户{number + 1}", currency=given)),
        )
    names = [name for name, (often, _) in STEPS.items() for _ in range(often) if name not in without] + [*more]
    for _ in range(draw(st.integers(1, max_steps))):
        draw(_step(draft, names))
    return company, draft.facts
