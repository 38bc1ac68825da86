"""Carriers, stores of files, channels, pipelines and renderers: what is particular to each of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any, cast

from attrs import frozen
from hypothesis import strategies as st

from salessupport.spi.errors import RemoteNotFound, Unsupported, VersionConflict
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref, Version
from salessupport.spi.ports.carrier import TrackingState
from salessupport.spi.ports.renderer import Page
from salessupport.testing.certify.entered import ENTERED
from salessupport.testing.certify.lab import PeopledSite
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.reading import bounded
from salessupport.testing.certify.samples import texts
from salessupport.testing.certify.stage import Said, Stage, Subject
from salessupport.testing.certify.trials import Trial, trials


def _does(*verbs: str) -> Callable[[Subject], bool]:
    return lambda subject: all(map(subject.does, verbs))


def _tracked(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    with stage.session() as port:
        answer = stage.send(port, paper.exercise, paper.document, paper.key)
        if answer.said is not Said.DONE:
            yield f"a valid consignment was answered with {answer}"
            return
        number = answer.value.value.number
        told = list(port.track([number]))
        if any(event.waybill != number for event in told):
            yield f"asked for {number}, told of {sorted({event.waybill for event in told})}"
        if any(event.state is TrackingState.DELIVERED for event in told):
            yield f"{number} was only booked, and is told as delivered"
        if sorted(told, key=lambda event: event.at) != told:
            yield f"what happened to {number} is not told in the order of time"
        if port.proof_of_delivery(number) is not None:
            yield f"{number} was only booked, and has a signed receipt"
        if not port.label(number).content:
            yield f"the label of {number} is empty"


def _cancelled(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    with stage.session() as port:
        answer = stage.send(port, paper.exercise, paper.document, paper.key)
        number, key = answer.value.value.number, Key.of("cancel", "lab", 1)
        for _ in range(2):
            cancelled = stage.call(lambda: port.cancel(number, key=key))
            if cancelled.said is not Said.DONE:
                yield f"cancelling {number}, only booked, was answered with {cancelled}"
        again = stage.call(lambda: port.cancel(number, key=Key.of("cancel", "lab", 2)))
        if again.said is Said.DONE and not again.value.replayed:
            yield f"{number} was cancelled twice"


def _same_bytes(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    with stage.session() as port:
        kept = stage.send(port, paper.exercise, paper.document, paper.key)
        if kept.said is not Said.DONE:
            yield f"a file was answered with {kept}"
        elif port.get(kept.value.value) != paper.document:
            yield f"{paper.document} was kept, and {port.get(kept.value.value)} given back"
        missing = stage.call(lambda: port.get(Ref("files", "never-kept")) and None)
        if not isinstance(missing.error, RemoteNotFound):
            yield f"a file that is not there was answered with {missing}, not with RemoteNotFound"


def _sent(stage: Stage, trial: Trial) -> Iterator[str]:
    (paper,) = trial.papers
    with stage.session() as port:
        answer = stage.send(port, paper.exercise, paper.document, paper.key)
    if answer.said is not Said.DONE or not answer.value.value.id or answer.value.value.refused:
        yield f"a message to {paper.document.to} was answered with {answer}"


def _advanced(stage: Stage, case: Any) -> Iterator[str]:
    (quotation,), step = case
    ref = cast("PeopledSite", stage.site).enter("quotations", quotation.rows)
    with stage.session() as port:
        changes = {change.ref: change for batch in bounded(port.changes()) for change in batch.items}
        if ref not in changes:
            yield f"{ref} was never handed over"
            return
        seen = changes[ref].version
        first = stage.call(lambda: port.advance(ref, step, key=Key.of("advance", "lab", 1), expect=seen))
        stale = stage.call(lambda: port.advance(ref, step, key=Key.of("advance", "lab", 2), expect=Version("passed")))
        now = {change.ref: change for batch in bounded(port.changes()) for change in batch.items}[ref]
    if first.said is not Said.DONE:
        yield f"moving {ref} on, as it was read, was answered with {first}"
    elif (stands := now.rows["quotations"][0].status) != step:
        yield f"{ref} was moved to {step} and stands at {stands}"
    if not isinstance(stale.error, VersionConflict):
        yield f"moving {ref} on from a version that never was, was answered with {stale}, not with VersionConflict"


def _peopled(subject: Subject) -> bool:
    with subject.lab.fresh() as site:
        return subject.does("advance") and "quotations" in getattr(site, "enters", ())


def _quotations(subject: Subject) -> st.SearchStrategy[Any]:
    return st.tuples(ENTERED["quotations"](subject.world, "P-1", None), st.sampled_from(subject.world.stages))


@frozen
class _Sheet:
    pages: tuple[Page, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.pages))


def _pages(_subject: Subject) -> st.SearchStrategy[_Sheet]:
    cell = texts(limit=40) | st.sampled_from(("=1+1", "+cmd", "-5", "@x", "12.50", ""))
    page = st.builds(
        Page,
        title=texts(limit=20),
        header=st.just(("客户", "金额")),
        rows=st.lists(st.tuples(cell, cell), max_size=3).map(tuple),
        footer=st.just("") | texts(limit=20),
    )
    return st.builds(_Sheet, st.lists(page, min_size=1, max_size=2).map(tuple))


def _drawn(stage: Stage, sheet: _Sheet) -> Iterator[str]:
    with stage.session() as port:
        for media_type in port.media_types():
            first, second = io.BytesIO(), io.BytesIO()
            for sink in (first, second):
                port.render(sheet.pages, to=sink, media_type=media_type, language="zh")
            if first.getvalue() != second.getvalue():
                yield f"equal pages gave other bytes as {media_type}"
            if not first.getvalue():
                yield f"pages gave nothing as {media_type}"
        sink = io.BytesIO()
        refused = stage.call(lambda: port.render(sheet.pages, to=sink, media_type="model/none", language="zh"))
    if not isinstance(refused.error, Unsupported) or sink.getvalue():
        yield f"a medium that nobody knows was answered with {refused}, not with Unsupported"


LAWS = (
    AdapterLaw(
        "carrier.tracked",
        "What was only booked is neither delivered nor signed for, and is told in the order of time.",
        "LG-02; adapters.md 6",
        Group.HONESTY,
        _does("book", "track", "label", "proof_of_delivery"),
        trials,
        _tracked,
        port="carrier",
    ),
    AdapterLaw(
        "carrier.cancelled",
        "A booked consignment is cancelled once.",
        "LG-02",
        Group.IDENTITY,
        _does("book", "cancel"),
        trials,
        _cancelled,
        port="carrier",
    ),
    AdapterLaw(
        "documents.bytes",
        "A file is given back byte by byte, under its name and type; one that is not there is named as such.",
        "DC-01",
        Group.FIDELITY,
        _does("put", "get"),
        trials,
        _same_bytes,
        port="documents",
    ),
    AdapterLaw(
        "notifier.sent",
        "A message that was taken has an id, and no address that could be reached is refused.",
        "TK-01",
        Group.HONESTY,
        _does("send"),
        trials,
        _sent,
        port="notifier",
    ),
    AdapterLaw(
        "opportunities.advance",
        "An opportunity is moved on as it was read; one that changed meanwhile is left alone.",
        "ports.md 3.4 `expect`; B56",
        Group.IDENTITY,
        _peopled,
        _quotations,
        _advanced,
        port="opportunities",
    ),
    AdapterLaw(
        "renderer.same",
        "Equal pages give equal bytes in every medium; a medium that is not known is refused.",
        "RP-01",
        Group.FIDELITY,
        _does("render", "media_types"),
        _pages,
        _drawn,
        port="renderer",
    ),
)
