"""The review of a new contract against our quotation, terms, technical plan and standard contract (CO-02).

Five points, each pass, warn, fail or not given, with what was added, cut or changed. Laws: without the electronic
version no review starts; a point without data is `not_given` and never passes; a contract is clean only if every point
passes, and decided once somebody approved exactly this review (`contract_deviation`). The contract is read as signed:
what changes later is approved as a change (CO-08).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.approvals import consents, digest_of, granted
from salessupport.domain.contracts.review_points import Point, all_points
from salessupport.domain.facts import Contract, ContractLine
from salessupport.domain.history import History

ReviewState = Literal["not_started", "open", "decided", "clean"]
TechnicalVerdict = Literal["pass", "fail", "not_given"]


@frozen(kw_only=True)
class ContractReview:
    """A contract's review as of a day; `missing` names what keeps it from starting.

    `approvals` are the ids of the decisions that count, `technical` is the verdict of the technical department.
    """

    contract: str
    state: ReviewState
    missing: tuple[str, ...]
    points: tuple[Point, ...]
    technical: TechnicalVerdict
    approvals: tuple[str, ...]
    digest: str

    @property
    def may_sign(self) -> bool:
        """Whether the commercial and the technical review both let it pass."""
        return self.state in ("clean", "decided") and self.technical == "pass"


def contract_review(history: History, contract_id: str, *, as_of: date) -> ContractReview:
    """Review a contract as of a day; `NotFound` for an unknown one."""
    contract = history.find("contracts", history.contracts, contract_id)
    started = contract.electronic is True
    points = all_points(history, contract) if started else ()
    digest = review_digest(history, contract_id)
    decisions = granted(
        history,
        "contract_deviation",
        subject=contract_id,
        amount=contract.amount,
        role=None,
        as_of=as_of,
        digest=digest,
    )
    return ContractReview(
        contract=contract_id,
        state=_state(points, decided=bool(decisions)) if started else "not_started",
        missing=() if started else ("electronic",),
        points=points,
        technical=_technical(history, contract_id, as_of, digest),
        approvals=tuple(one.id for one in decisions) if started else (),
        digest=digest,
    )


def review_digest(history: History, contract_id: str) -> str:
    """The digest of what a decision on a review is about: the contract as signed and everything the points found."""
    contract = history.find("contracts", history.contracts, contract_id)
    points = all_points(history, contract)
    return digest_of(
        "contract_review",
        _terms(contract),
        [(line.line, line.product, line.qty, line.price, line.amount) for line in _lines(history, contract)],
        [
            (point.name, point.verdict, [(one.kind, one.what, one.expected, one.actual) for one in point.differences])
            for point in points
        ],
    )


def _terms(contract: Contract) -> tuple[object, ...]:
    return contract.id, contract.customer, contract.amount, contract.terms, contract.deliver_on, contract.quotation


def _lines(history: History, contract: Contract) -> list[ContractLine]:
    return sorted(history.contract_lines_of.get(contract.id, ()), key=lambda line: line.line)


def _state(points: tuple[Point, ...], *, decided: bool) -> ReviewState:
    if all(point.verdict == "pass" for point in points):
        return "clean"
    return "decided" if decided else "open"


def _technical(history: History, contract_id: str, as_of: date, digest: str) -> TechnicalVerdict:
    """The last decision of the technical department; one that was shown another contract is none."""
    rows = [row for row in history.approvals_of.get(("technical_review", contract_id), ()) if row.effective <= as_of]
    if not rows:
        return "not_given"
    if rows[-1].decision == "refused":
        return "fail"
    standing = consents(history, "technical_review", contract_id, as_of=as_of, digest=digest)
    return "pass" if rows[-1] in standing else "not_given"
