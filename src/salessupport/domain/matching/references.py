"""References in what a payer wrote: our numbers found in a text as they are, and fragments that may be damaged ones.

Compared are keys: width, case, blanks and punctuation make no difference (`INV-2026/7` is INV20267). Found as they are:
words, words split once by a blank, numbers glued to letters, and numbers written one behind the other without a gap.
A text of n characters costs n times the number of different lengths of references, at most `MOST_LENGTHS`.
Source: performance "Matching, stage by stage" 1 and 2.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from salessupport.domain.values.text import LONGEST, without_invisible

STRONG, SPLIT, GLUED, SHORT = 1000, 980, 900, 500
"""How much a reference proves that stands by itself, is split by a blank, stands inside a longer word, or is short."""
FULL = SPLIT
"""From this weight on a reference counts as written in full."""
MOST_LENGTHS = 12
SHORTEST, LONG_ENOUGH, SHORTEST_GLUED = 2, 5, 8
"""Shorter keys are no references; shorter ones prove little; shorter ones are not looked for inside a word."""
LEAST_DIGITS = 4
MOST_FRAGMENTS, LONGEST_FRAGMENT, LONGEST_JOINED = 600, 64, 240
MOST_WINDOWS = 4

_NOT_PLAIN = re.compile("[^A-Z0-9]")
_CHUNK = re.compile(r"[A-Z0-9]+(?:[-_/.#]+[A-Z0-9]+)*")
_RUN = re.compile("[A-Z0-9]+")
_PART = re.compile("[A-Z]+|[0-9]+")

Named = tuple[str, int]
"""A reference's key, and the weight with which it was found."""


def reference_key(text: str) -> str:
    """Give the form in which references are compared; empty for what cannot be one, such as a word without digits."""
    key = text.upper() if text.isascii() else _folded(text)
    if not (key.isalnum() and key.isascii()):
        key = _NOT_PLAIN.sub("", key)
    return key if len(key) >= SHORTEST and not key.isalpha() else ""


def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.upper()


@frozen
class Keys:
    """All keys that references have, and the lengths that are looked for inside words, the longest first.

    `windows` are the commonest lengths of keys of digits only (True), and of those with letters (False).
    """

    known: Container[str]
    lengths: tuple[int, ...]
    windows: Mapping[bool, tuple[int, ...]]

    @classmethod
    def of(cls, keys: Iterable[str]) -> Keys:
        """Look at all keys once."""
        known = frozenset(keys)
        counted = Counter((key.isdigit(), len(key)) for key in known if len(key) >= SHORTEST_GLUED)
        common = sorted(counted, key=lambda one: (-counted[one], one))
        lengths = dict.fromkeys(length for _, length in common)
        windows = {
            kind: tuple(length for one, length in common if one == kind)[:MOST_WINDOWS] for kind in (True, False)
        }
        return cls(known, tuple(sorted([*lengths][:MOST_LENGTHS], reverse=True)), windows)


@frozen
class Reading:
    """What a text says: references `named` as they are, and `fragments` of words that may be damaged references."""

    named: tuple[Named, ...]
    fragments: tuple[str, ...]


def read_text(text: str, keys: Keys) -> Reading:
    """Find references in a text; of a text above `LONGEST` characters the rest is not read."""
    words = _words(_folded(without_invisible(text[:LONGEST])))
    named: dict[str, int] = {}
    fragments: dict[str, None] = {}
    joined = False
    for index, (word, runs, _) in enumerate(words):
        found = [] if joined else [*_in_word(word, runs, keys)]
        pair = _pair(words, index)
        joined = pair in keys.known and all(weight < FULL for _, weight in found)
        if joined:
            found = [(pair, SPLIT)]
        for key, weight in found:
            named[key] = max(weight, named.get(key, 0))
        fragments.update(dict.fromkeys(_fragments(word, runs, pair, keys)))
    usable = [one for one in fragments if sum(map(str.isdigit, one)) >= LEAST_DIGITS]
    return Reading(tuple(named.items()), tuple(usable[:MOST_FRAGMENTS]))


def read_listed(references: Sequence[str], keys: Keys) -> Reading:
    """Read references that are listed one by one, beside any text."""
    listed = [key for key in map(reference_key, references) if key]
    named = tuple((key, STRONG if len(key) >= LONG_ENOUGH else SHORT) for key in listed if key in keys.known)
    return Reading(named, tuple(listed))


def _words(text: str) -> list[tuple[str, list[str], bool]]:
    """Split a text into words: the key of each, its runs of letters and digits, and whether only blanks follow."""
    found = list(_CHUNK.finditer(text))
    words = []
    for index, chunk in enumerate(found):
        runs = _RUN.findall(chunk[0])
        gap = text[chunk.end() : found[index + 1].start()] if index + 1 < len(found) else "."
        words.append(("".join(runs), runs, gap.isspace()))
    return words


def _pair(words: Sequence[tuple[str, list[str], bool]], index: int) -> str:
    word, _, blank = words[index]
    return word + words[index + 1][0] if blank else ""


def _in_word(word: str, runs: Sequence[str], keys: Keys) -> Iterator[Named]:
    if word in keys.known:
        yield word, STRONG if len(word) >= LONG_ENOUGH else SHORT
        return
    for run in runs:
        if run in keys.known:
            yield run, STRONG if len(run) >= LONG_ENOUGH else SHORT
            continue
        parts = _PART.findall(run)
        whole = [part for part in parts if len(part) >= LONG_ENOUGH and part in keys.known]
        yield from ((part, STRONG) for part in whole)
        if not whole:
            yield from _glued(run, keys)


def _glued(run: str, keys: Keys) -> Iterator[Named]:
    """Find several references one behind the other; they count in full if next to nothing of the word is left over.

    One alone is none: a short number stands in many longer ones.
    """
    hits, rest = segments(run, keys)
    weight = STRONG if sum(map(len, rest)) <= 1 else GLUED
    return ((key, weight) for key in hits) if len(hits) > 1 else iter(())


def segments(run: str, keys: Keys) -> tuple[list[str], list[str]]:
    """Cut a word into the references in it, the longest first at each place, and what is left between them."""
    hits, rest, start, at = [], [], 0, 0
    shortest = keys.lengths[-1] if keys.lengths else len(run) + 1
    while at + shortest <= len(run):
        length = next((one for one in keys.lengths if run[at : at + one] in keys.known and at + one <= len(run)), 0)
        if length:
            hits.append(run[at : at + length])
            rest.append(run[start:at])
            start = at = at + length
        else:
            at += 1
    return hits, [one for one in (*rest, run[start:]) if one]


def _windows(word: str, keys: Keys) -> Iterator[str]:
    """Give the parts of a long word that may each be a damaged reference, written without a gap between them."""
    for length in keys.windows[word.isdigit()]:
        if 3 * length < 2 * len(word) <= 2 * LONGEST_JOINED and word not in keys.known:
            for size in (length - 1, length, length + 1):
                yield from (word[at : at + size] for at in range(len(word) - size + 1))


def _fragments(word: str, runs: Sequence[str], pair: str, keys: Keys) -> Iterator[str]:
    """Give every form in which a damaged reference may stand here, none too short or too long for one."""
    forms = [word, pair, *runs, *_windows(word, keys), *_windows(pair, keys)]
    for run in runs:
        forms.extend(part for part in _PART.findall(run) if part != run)
        if run not in keys.known:
            forms.extend(segments(run, keys)[1])
    yield from (form for form in forms if LONG_ENOUGH <= len(form) <= LONGEST_FRAGMENT)
