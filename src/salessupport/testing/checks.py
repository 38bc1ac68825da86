"""What laws and relations have in common: a sentence that a subject keeps in every case, checked or tried on many.

A law says what is wrong as text; nothing said means that the law is kept. `verify` tries drawn cases and raises
`LawBroken` with the smallest that breaks the law, told as a story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from attrs import frozen
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import SearchStrategy

from salessupport.testing.system import Refused

Subject = TypeVar("Subject", contravariant=True)
Case = TypeVar("Case")

_QUIET = hypothesis_settings(
    derandomize=True,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.generate, Phase.shrink],
)


class LawBroken(AssertionError):
    """A subject broke a law; the text is the law, what was found, and the case, told line by line.

    `law` is the law's id, `case` the case itself, such as a story that `write_story` keeps.
    """

    def __init__(self, text: str, *, law: str, case: object) -> None:
        super().__init__(text)
        self.law = law
        self.case = case


@frozen(eq=False)
class Law(Generic[Subject, Case]):
    """A law: stable `id`, its sentence, where it is written, and `faults`, which says what of a case breaks it.

    `subject` and `case` are what it is about: a system of receivables and a story, a rule of splitting and a split,
    an office and its books. `cases` draws cases, `tell` writes one for people.
    """

    id: str
    sentence: str
    source: str
    faults: Callable[[Subject, Case], Iterator[str]]
    cases: Callable[[], SearchStrategy[Case]]
    tell: Callable[[Case], str]

    def check(self, subject: Subject, case: Case) -> None:
        """Raise `LawBroken` if the subject breaks the law in this case."""
        for fault in self._found(subject, case):
            text = f"{self.id}: {self.sentence}\n{fault}\nin\n{self.tell(case)}"
            raise LawBroken(text, law=self.id, case=case)

    def _found(self, subject: Subject, case: Case) -> Iterator[str]:
        try:
            yield from self.faults(subject, case)
        except Refused as refused:
            yield f"what is allowed was refused: {refused}"

    def __str__(self) -> str:
        return self.id


def verify(
    law: Law[Subject, Case],
    subject: Subject,
    *,
    examples: int = 100,
    cases: SearchStrategy[Case] | None = None,
) -> None:
    """Try a law on drawn cases, the same ones each time; raise `LawBroken` with the smallest case that breaks it."""

    @hypothesis_settings(_QUIET, max_examples=examples)
    @given(law.cases() if cases is None else cases)
    def kept(case: Case) -> None:
        law.check(subject, case)

    try:
        kept()
    except LawBroken as broken:
        raise LawBroken(str(broken), law=broken.law, case=broken.case) from None  # without notes: the story says it all
