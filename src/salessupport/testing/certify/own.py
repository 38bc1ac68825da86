"""The certifications of the adapters that come with the product; `salessupport certify salessupport` runs them."""

from __future__ import annotations

from typing import Final

from salessupport.spi.ports import PORTS
from salessupport.testing.certify.lab import Lab
from salessupport.testing.certify.memory_lab import memory_subject
from salessupport.testing.certify.suite import Certification


def _memory(port: str) -> type[Certification]:
    subject = memory_subject(port)

    class Memory(Certification):
        """The reference adapter of one port."""

        adapter = subject.adapter

        def lab(self) -> Lab:
            """A remote in memory."""
            return subject.lab

    return Memory


CERTIFICATIONS: Final[tuple[type[Certification], ...]] = tuple(map(_memory, PORTS))
"""One for each adapter of the product."""
