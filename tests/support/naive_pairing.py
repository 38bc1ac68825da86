"""The pairing of two lists by its definition, without an index: every line is compared with every other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from salessupport.domain.reconciliation.lines import Line, exact_name, loose_name
from salessupport.domain.reconciliation.pairing import NEAR_DAYS, Alone, Pair, Pairing

Node = tuple[str, int]


def by_definition(ours: Sequence[Line], theirs: Sequence[Line]) -> Pairing:
    """Pair two lists."""
    return _Naive(ours, theirs).answer()


class _Naive:
    def __init__(self, ours: Sequence[Line], theirs: Sequence[Line]) -> None:
        self.line = {("ours", at): one for at, one in enumerate(sorted(ours, key=lambda one: one.order))}
        self.line |= {("theirs", at): one for at, one in enumerate(sorted(theirs, key=lambda one: one.order))}
        self.partner: dict[Node, tuple[Node, str]] = {}
        self.stuck: set[Node] = set()
        self.doubt: set[Node] = set()

    def answer(self) -> Pairing:
        for tie in (_same_reply, _same_number, _same_letters):
            for group in self.groups(tie):
                if len(group) == 2:
                    self.join(*sorted(group), "number")
                else:
                    self.settle(sorted(group), "number")
                    self.stuck |= group - self.partner.keys()
        self.settle(self.free(), None)
        return self.told()

    def free(self) -> list[Node]:
        return [node for node in self.line if node not in self.partner and node not in self.stuck]

    def groups(self, tie: object) -> list[set[Node]]:
        """What a number ties together, directly or through others."""
        free, found = self.free(), []
        for node in free:
            group, more = {node}, {node}
            while more:
                more = {b for a in more for b in free if a[0] != b[0] and tie(self.line[a], self.line[b])} - group  # type: ignore[operator]
                group |= more
            if len(group) > 1 and group not in found:
                found.append(group)
        return found

    def settle(self, group: Iterable[Node], forced: str | None) -> None:
        """Join lines of one amount that are alone with it on both sides."""
        for tier in range(3):
            free = [node for node in group if node not in self.partner]
            for node in free:
                if node[0] == "ours" and node not in self.partner:
                    self.try_one(node, [other for other in free if self.alike(node, other, tier)], tier, forced)

    def try_one(self, node: Node, same: list[Node], tier: int, forced: str | None) -> None:
        others = [other for other in same if other[0] == "theirs"]
        if len(same) == 2 and len(others) == 1:
            if forced or _close(self.line[node], self.line[others[0]]):
                self.join(node, others[0], forced or ("amount" if tier else "amount_and_date"))
        elif others:
            self.doubt |= {*same}

    def join(self, ours: Node, theirs: Node, by: str) -> None:
        self.partner[ours], self.partner[theirs] = (theirs, by), (ours, by)

    def alike(self, one: Node, other: Node, tier: int) -> bool:
        first, second = self.line[one], self.line[other]
        families = ["money" if x.family == "transit" and tier == 2 else x.family for x in (first, second)]
        if first.amount != second.amount or families[0] != families[1]:
            return False
        return tier > 0 or (first.on is not None and first.on == second.on)

    def told(self) -> Pairing:
        pairs = [
            Pair(self.line[node], self.line[other], by)  # type: ignore[arg-type]
            for node, (other, by) in self.partner.items()
            if node[0] == "ours"
        ]
        alone = {
            side: tuple(
                Alone(line, node in self.stuck | self.doubt)
                for node, line in self.line.items()
                if node[0] == side and node not in self.partner
            )
            for side in ("ours", "theirs")
        }
        return Pairing(tuple(pairs), alone["ours"], alone["theirs"])


def _close(one: Line, other: Line) -> bool:
    if one.family == other.family == "money" or one.on is None or other.on is None:
        return True
    return -NEAR_DAYS <= (one.on - other.on).days <= NEAR_DAYS


def _same_reply(one: Line, other: Line) -> bool:
    return one.line is not None and one.line == other.line


def _same_number(one: Line, other: Line) -> bool:
    return one.is_debt == other.is_debt and bool({*map(exact_name, one.names)} & {*map(exact_name, other.names)})


def _same_letters(one: Line, other: Line) -> bool:
    shared = {*map(loose_name, one.names)} & {*map(loose_name, other.names)}
    return one.is_debt == other.is_debt and bool(shared - {""})
