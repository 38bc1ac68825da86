"""The bytes of an answer within bounds: so many unpacked, and so many times their number on the wire.

Unpacking is stopped by the bound, not after it, so that a bomb of gzip costs no more memory than an honest answer.
Source: reliability.md 3.6, conclusion 5, B81, F8.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

from salessupport.runtime.http.settings import LARGEST, RATIO

FREE = 1 << 20
"""Bytes that an answer may unpack to whatever their ratio."""
_STEP = 1 << 16


class TooMuch(Exception):
    """The answer is larger than the bound; `limit` says which one it met."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class NotPacked(Exception):
    """The answer is not packed in the way that it says."""


def read_body(chunks: Iterable[bytes], packing: str, *, largest: int = LARGEST) -> bytes:
    """Join the chunks as they come from the wire, unpacked; `TooMuch` beyond the bounds, `NotPacked` if it cannot."""
    names = [name.strip().lower() for name in packing.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if names not in ([], ["gzip"], ["x-gzip"], ["deflate"]):
        raise NotPacked
    whole = bytearray()
    for piece in _unpacked(chunks, names[0]) if names else chunks:
        whole += piece
        if len(whole) > largest:
            raise TooMuch(f"{largest >> 20} MiB")
    return bytes(whole)


def _unpacked(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Unpack piece by piece; a stream of gzip may have several members, one after another."""
    bits = 15 if name == "deflate" else 31
    unpacking, taken, given = zlib.decompressobj(bits), 0, 0
    for chunk in chunks:
        taken += len(chunk)
        data, more = chunk, bool(chunk)
        while more:
            if unpacking.eof:
                unpacking = zlib.decompressobj(bits)
            piece = _piece(unpacking.decompress, data)
            given += len(piece)
            if given > FREE and given > RATIO * taken:
                raise TooMuch(f"{RATIO} times its size")
            yield piece
            data = unpacking.unconsumed_tail or unpacking.unused_data
            more = bool(data) or (len(piece) == _STEP and not unpacking.eof)
    if taken and not unpacking.eof:
        raise NotPacked


def _piece(unpack: Callable[[bytes, int], bytes], data: bytes) -> bytes:
    try:
        return unpack(data, _STEP)
    except zlib.error:
        raise NotPacked from None
