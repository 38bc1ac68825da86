"""What goes wrong with one request, as a value: how often it takes effect, what is answered, how that is delivered.

Each function gives one mishap; an own one is `Mishap(...)`. `of_kind` gives that of a fault of the matrix (F5-F23).
"After the effect" means that the handler was called, so that the remote did what it was asked for.
Source: reliability.md 3.12, conclusion 5.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from attrs import evolve, frozen

from salessupport.testing.faults import Fault, Moment
from salessupport.testing.loopback.exchange import Answer


class Line(Protocol):
    """The connection to the client, as a delivery sees it."""

    def write(self, data: bytes, /) -> None:
        """Send; silently nothing if the client has gone."""
        ...

    def wait(self, seconds: float, /) -> None:
        """Let time pass, in earnest; over at once when the server ends."""
        ...

    def reset(self) -> None:
        """Drop the connection at once, as a firewall does."""
        ...


Delivery = Callable[[Line, Answer], None]
Rewriting = Callable[[Answer, Sequence[Answer]], Answer]


def _whole(line: Line, answer: Answer) -> None:
    line.write(answer.head + answer.body)


def _as_it_is(answer: Answer, _: Sequence[Answer]) -> Answer:
    return answer


@frozen
class Mishap:
    """One mishap: the handler is called `times`, its (last) answer is rewritten, and that is delivered.

    `rewrite` also gets the answers of earlier requests. A delivery other than the usual ends the connection.
    """

    name: str
    times: int = 1
    rewrite: Rewriting = _as_it_is
    deliver: Delivery = _whole

    def __str__(self) -> str:
        return self.name


def lost_request() -> Mishap:
    """The connection ends without an answer, before the effect."""
    return Mishap("lost request", times=0, deliver=_nothing)


def lost_answer() -> Mishap:
    """The connection ends without an answer, after the effect."""
    return Mishap("lost answer", deliver=_nothing)


def silence(seconds: float = 30, *, after: bool = True) -> Mishap:
    """No answer for a time, then the connection ends."""

    def deliver(line: Line, _: Answer) -> None:
        line.wait(seconds)

    return Mishap("silence", times=int(after), deliver=deliver)


def reset(*, after: bool = True) -> Mishap:
    """The connection is reset after the request was read."""
    return Mishap("reset", times=int(after), deliver=lambda line, _: line.reset())


def cut(keep: int = 1) -> Mishap:
    """The body ends after `keep` bytes, shorter than it says."""
    return Mishap("cut", deliver=lambda line, answer: line.write(answer.head + answer.body[:keep]))


def wrong_length(by: int) -> Mishap:
    """`Content-Length` is `by` more (or less) than the body has."""

    def deliver(line: Line, answer: Answer) -> None:
        line.write(answer.with_headers(Content_Length=str(len(answer.body) + by)).head + answer.body)

    return Mishap("wrong length", deliver=deliver)


def dripping(pause: float = 0.05, *, head: bool = False) -> Mishap:
    """The answer comes byte by byte with a pause before each: its body, or already its `head`."""

    def deliver(line: Line, answer: Answer) -> None:
        if not head:
            line.write(answer.head)
        for byte in (answer.head + answer.body) if head else answer.body:
            line.wait(pause)
            line.write(bytes((byte,)))

    return Mishap("dripping", deliver=deliver)


def status(code: int, *, after: bool, text: str = "", headers: dict[str, str] | None = None) -> Mishap:
    """Another status in the place of the answer, before or after the effect."""
    page = Answer.page(text, status=code) if text else Answer(code)
    answer = evolve(page, headers={**page.headers, **(headers or {})})
    return Mishap(f"status {code}", times=int(after), rewrite=lambda _, __: answer)


def too_many(retry_after: str = "1") -> Mishap:
    """Status 429 with this `Retry-After`, seconds or a date; no effect."""
    return status(429, after=False, headers={"Retry-After": retry_after})


def redirect(to: str, *, code: int = 302) -> Mishap:
    """Sends elsewhere; no effect."""
    return status(code, after=False, headers={"Location": to})


def instead(answer: Answer, *, after: bool = True) -> Mishap:
    """Another answer in the place of the right one: a sign-in page, floats, another charset, a key twice."""
    return Mishap("another answer", times=int(after), rewrite=lambda _, __: answer)


def huge(mebibytes: int) -> Mishap:
    """An answer of so many MiB, honest about its length."""

    def deliver(line: Line, _: Answer) -> None:
        line.write(Answer().with_headers(Content_Length=str(mebibytes << 20)).head)
        for _number in range(mebibytes):
            line.write(b" " * (1 << 20))

    return Mishap("huge answer", deliver=deliver)


def bomb(mebibytes: int) -> Mishap:
    """A small answer that unpacks to so many MiB."""
    packed = b"".join(_packed(b" " * (1 << 20) for _ in range(mebibytes)))
    answer = Answer(200, packed, {"Content-Type": "application/json", "Content-Encoding": "gzip"})
    return Mishap("bomb", rewrite=lambda _, __: answer)


def delivered_twice() -> Mishap:
    """The request takes effect twice, as if a proxy had sent it again; the second answer is given."""
    return Mishap("delivered twice", times=2)


def earlier() -> Mishap:
    """The answer of the request before this one, after the effect; its own if there was none before."""
    return Mishap("earlier answer", rewrite=lambda answer, before: before[-1] if before else answer)


def of_kind(fault: Fault) -> Mishap:
    """The mishap of a fault of the matrix; F1-F4 strike before a request is there, F22 is the remote's own."""
    after = fault.moment in (Moment.AFTER, Moment.TWICE)
    page = Answer.page("Bad Gateway", status=502)
    mishaps: dict[str, Mishap] = {
        "F5": silence(after=False),
        "F6": silence(),
        "F7": reset(after=after),
        "F8": cut(),
        "F9": dripping(),
        "F10": status(500, after=False),
        "F11": status(500, after=True),
        "F12": instead(page, after=after),
        "F13": status(503, after=False, headers={"Retry-After": "1"}),
        "F14": too_many("Wed, 21 Oct 2099 07:28:00 GMT"),
        "F15": status(401, after=False),
        "F17": instead(Answer.json({"error": "refused"}), after=False),
        "F18": instead(Answer()),
        "F19": instead(Answer(200, b"\x89PNG", {"Content-Type": "image/png"})),
        "F20": instead(Answer(200, '{"名称": "销售"}'.encode("gb18030"), {"Content-Type": "application/json"})),
        "F21": earlier(),
        "F23": delivered_twice(),
    }
    return evolve(mishaps[fault.kind.id], name=str(fault))


def _nothing(line: Line, _: Answer) -> None:
    line.write(b"")


def _packed(pieces: Iterable[bytes]) -> Iterable[bytes]:
    yield from (gzip.compress(piece, mtime=0) for piece in pieces)
