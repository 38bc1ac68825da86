"""Which references a damaged fragment may stand for: an index of fragments, past which every reference is led once.

Kinds of damage: one character missing, doubled, added or changed, two neighbours exchanged, in a long reference also
one missing and another added (two edits), and a reference cut at its beginning or end. Leaving out at most one
character of each makes such texts equal, so fragments stand in the index under all forms with one character left out
(the deletion neighbourhood of SymSpell, W. Garbe 2012). Cost: the characters of all references, and what is found.
A fragment that is like more than `TOO_MANY` references says nothing and finds nothing, whichever comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from salessupport.domain.matching.records import Effort

ONE_EDIT, CUT, TWO_EDITS, SHORT_CUT, FAINT = 800, 700, 600, 400, 300
"""How much a damaged reference proves, per mille of one in full."""
TOO_MANY, A_FEW = 400, 25
LEAST = 5
FOR_TWO_EDITS = 8
GOOD_CUT = 7
_MOST_CUT = 8

Likes = dict[str, int]
"""References with the weight of their likeness."""


def near_references(
    fragments: Collection[str], references: Iterable[str], *, effort: Effort | None = None
) -> dict[str, Likes]:
    """Give for each fragment the references that it may be a damaged form of; equal ones are not among them."""
    index = _Index(fragments)
    for reference in references if index.whole else ():
        index.lead_past(reference)
    if effort is not None:
        effort.candidates += sum(map(len, index.found.values()))
    return {fragment: likes for fragment, found in index.found.items() if (likes := _telling(found))}


def _telling(found: Likes) -> Likes:
    """Leave out the faintest likenesses, kind by kind, until not too many are left; of many, none proves much."""
    for least in (0, TWO_EDITS, CUT, ONE_EDIT):
        likes = {reference: weight for reference, weight in found.items() if weight >= least}
        if len(likes) <= TOO_MANY:
            last = min(sorted(likes.values(), reverse=True)[: A_FEW + 1], default=0) if len(likes) > A_FEW else 0
            return {reference: weight if weight > last else min(weight, FAINT) for reference, weight in likes.items()}
    return {}


class _Index:
    """Fragments by every form that shares a likeness with a reference."""

    def __init__(self, fragments: Collection[str]) -> None:
        self.whole = {one for one in fragments if len(one) >= LEAST}
        self.found: dict[str, Likes] = {one: {} for one in self.whole}
        self.without_one: dict[str, list[str]] = {}
        for one in self.whole:
            for form in {one[:at] + one[at + 1 :] for at in range(len(one))}:
                self.without_one.setdefault(form, []).append(one)
        self.forms = self.whole.union(self.without_one)
        self.lengths = sorted({len(one) for one in self.whole})
        self.near_lengths = {length + step for length in self.lengths for step in (-1, 0, 1)}

    def lead_past(self, reference: str) -> None:
        """Note every fragment that is like the reference."""
        self.cuts(reference)
        size = len(reference)
        if size not in self.near_lengths:
            return
        forms = self.forms
        if reference in forms:
            for fragment in self.without_one.get(reference, ()):
                self.note(fragment, reference, ONE_EDIT)
        for at in range(size):
            form = reference[:at] + reference[at + 1 :]
            if form in forms:
                self.shares(form, reference)

    def shares(self, form: str, reference: str) -> None:
        """Note the fragments that are, or may be made, a form of the reference with one character left out."""
        if form in self.whole:
            self.note(form, reference, ONE_EDIT)
        for fragment in self.without_one.get(form, ()):
            if fragment != reference:
                self.note(fragment, reference, _edits(fragment, reference))

    def cuts(self, reference: str) -> None:
        size = len(reference)
        for length in self.lengths:
            if length >= size:
                return
            if size - length <= _MOST_CUT and 2 * length >= size:
                for part in (reference[:length], reference[size - length :]):
                    if part in self.whole:
                        self.note(part, reference, CUT if length >= GOOD_CUT else SHORT_CUT)

    def note(self, fragment: str, reference: str, weight: int) -> None:
        found = self.found[fragment]
        if weight > found.get(reference, 0) and (weight != TWO_EDITS or len(reference) >= FOR_TWO_EDITS):
            found[reference] = weight


def _edits(fragment: str, reference: str) -> int:
    """Weigh two texts of one length that differ: one character changed, or two neighbours exchanged, is one edit."""
    differ = [at for at, (a, b) in enumerate(zip(fragment, reference, strict=True)) if a != b]
    if len(differ) == 1:
        return ONE_EDIT
    first, *rest = differ
    exchanged = (
        rest == [first + 1] and fragment[first] == reference[first + 1] and fragment[first + 1] == reference[first]
    )
    return ONE_EDIT if exchanged else TWO_EDITS
