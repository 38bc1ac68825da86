"""What a tester of sales books needs: published Hypothesis strategies for amounts, policies and whole valid histories.

The one place where Hypothesis is imported; install `salessupport[testing]` for it. Every drawn value is valid by
construction (the product's own checks find no fault in it), shrinks to one customer, round amounts and early dates, and
strategy names and keywords stay. Source: reliability.md 5.1.
"""

from salessupport.testing.histories import histories
from salessupport.testing.policies import companies, policies
from salessupport.testing.values import dates, minor_units, money, rates, spans

__all__ = ["companies", "dates", "histories", "minor_units", "money", "policies", "rates", "spans"]
