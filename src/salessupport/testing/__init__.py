"""What a tester of sales books needs: published Hypothesis strategies for amounts, names, documents, whole histories.

The one place where Hypothesis is imported; install `salessupport[testing]` for it. Every drawn value is valid by
construction (the product's own checks find no fault in it), shrinks to one customer, round amounts and early dates, and
strategy names and keywords stay. Source: reliability.md 5.1.

Beside the strategies, each in a module of its own: `laws`, `relations`, `split_laws` and `office_laws` with `verify` of
`checks`; `machines`, a state machine against the naive `model`; `oracles`; `planted` receipts; `scenarios`; `broken`
systems; `system`, the protocol that they all speak. See docs/integrators/verify-your-rules.md.
"""

from salessupport.testing.histories import histories
from salessupport.testing.identities import bank_accounts, company_names, remittance_texts, usccs
from salessupport.testing.orders import order_histories
from salessupport.testing.policies import companies, policies
from salessupport.testing.singles import contract_terms, invoices, ledgers, receipts
from salessupport.testing.split_laws import splits
from salessupport.testing.stories import stories
from salessupport.testing.values import dates, minor_units, money, rates, spans

__all__ = [
    "bank_accounts",
    "companies",
    "company_names",
    "contract_terms",
    "dates",
    "histories",
    "invoices",
    "ledgers",
    "minor_units",
    "money",
    "order_histories",
    "policies",
    "rates",
    "receipts",
    "remittance_texts",
    "spans",
    "splits",
    "stories",
    "usccs",
]
