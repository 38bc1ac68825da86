"""An explanation: a figure, the rule that made it, and the reasons below it, down to the recorded facts (I13)."""

from __future__ import annotations

from attrs import frozen

from salessupport.domain.values.money import Money


@frozen
class Explanation:
    """One node of the tree of reasons.

    `what` names the figure or the fact, `rule` the convention or policy with its version, `amount` the figure where
    there is one, `fact` the table and id of a recorded row (`invoices/FP-1`), `because` the reasons. `told` is a
    paragraph for the person whom it concerns, in Chinese and in English, where there is one.
    """

    what: str
    rule: str = ""
    amount: Money | None = None
    fact: str = ""
    because: tuple[Explanation, ...] = ()
    told: tuple[str, ...] = ()
