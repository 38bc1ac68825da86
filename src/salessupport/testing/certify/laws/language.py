"""Languages: what the other side calls things today changes neither what is read nor how a refusal is classed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from attrs import evolve, frozen
from hypothesis import strategies as st

from salessupport.domain.facts import Customer, Product
from salessupport.spi.feed import Change
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref, Version
from salessupport.testing.certify.entered import Documents
from salessupport.testing.certify.lab import SpeakingSite
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws.fidelity import everything
from salessupport.testing.certify.laws.people import documents, enter, entered_kinds
from salessupport.testing.certify.stage import Answer, Stage, Subject
from salessupport.testing.certify.trials import Paper, Trial, brief, papers

_NOBODY = Ref("customers", "999999")
_NOTHING = Ref("orders", "999999")


@frozen
class Spoken:
    """What people enter while another language is spoken, and papers of strangers that are refused, or not."""

    documents: Documents
    papers: tuple[Paper, ...]

    def __str__(self) -> str:
        entered = [f"a person enters {one}" for one in self.documents]
        return "\n".join(["the other side changes its language", *entered, str(Trial(self.papers))])


def _speaks(subject: Subject) -> bool:
    with subject.lab.fresh() as site:
        return len(getattr(site, "languages", ())) > 1 and subject.does("changes") and bool(entered_kinds(subject))


def _spoken(subject: Subject) -> st.SearchStrategy[Spoken]:
    strangers = evolve(
        subject.world,
        customers=(Customer(id="NOBODY", name="nobody"),),
        products=(Product(id="NOTHING", name="nothing"),),
    )
    sent = papers(subject, most=2, world=strangers) if subject.exercises else st.just(())
    return st.builds(Spoken, documents(subject, kinds=entered_kinds(subject), most=3), sent)


def _the_same(stage: Stage, spoken: Spoken) -> Iterator[str]:
    """Enter documents in one language, then read them and be refused in each, in an old session and in new ones."""
    site = cast("SpeakingSite", stage.site)
    first, *others = site.languages
    with stage.session() as old:
        for language in others:
            site.speak(language)
        enter(stage, spoken.documents)
        stage.clock.advance(stage.subject.adapter.capabilities.traits.visibility)
        read, said = _by_ref(everything(old)), _refusals(stage, old, spoken)
        for language in (first, *others):
            site.speak(language)
            with stage.session() as new:
                for port in (old, new):
                    yield from _otherwise(language, read, _by_ref(everything(port)))
                    yield from _classed(language, said, _refusals(stage, port, spoken))


def _by_ref(changes: list[Change]) -> Mapping[Ref, Change]:
    return {change.ref: change for change in changes}


def _otherwise(language: str, before: Mapping[Ref, Change], now: Mapping[Ref, Change]) -> Iterator[str]:
    for ref, change in before.items():
        if ref in now and now[ref] != change:
            before_that, since = (brief(tuple(each.rows.values())) for each in (change, now[ref]))
            yield f"{ref} was read as {before_that}, and since {language} is spoken there as {since}"


def _refusals(stage: Stage, port: Any, spoken: Spoken) -> Mapping[str, Answer]:
    """What came of papers of strangers, and of asking for what is not there."""
    does, key, stale = stage.subject.does, Key.of("cancel", "lab", 1), Version("0")
    answers = {str(one): stage.send(port, one.exercise, one.document, one.key) for one in spoken.papers}
    if does("get"):
        answers[f"get {_NOBODY}"] = stage.call(lambda: port.get(_NOBODY) and None)
    if does("cancel_order"):
        cancelled = stage.call(lambda: port.cancel_order(_NOTHING, key=key, reason="-", expect=stale))
        answers[f"cancel {_NOTHING}"] = cancelled
    return answers


def _classed(language: str, before: Mapping[str, Answer], now: Mapping[str, Answer]) -> Iterator[str]:
    for name, answer in before.items():
        if _class(answer) != _class(now[name]):
            yield f"{name} was {_class(answer)}, and since {language} is spoken there {_class(now[name])}"


def _class(answer: Answer) -> str:
    return answer.said.value if answer.error is None else f"{answer.said.value} with {type(answer.error).__name__}"


LAWS = (
    AdapterLaw(
        "language.same",
        "What is read, and how a refusal is classed, is the same in whatever language the other side speaks.",
        "wire/tryton.md 3 (messages are translated); adapters.md 5, 6",
        Group.FIDELITY,
        _speaks,
        _spoken,
        _the_same,
        cost=2,
    ),
)
