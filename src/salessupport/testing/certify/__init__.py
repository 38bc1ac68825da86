"""The certification kit: whether an adapter keeps its port's contract, tried against a fresh remote in bad weather.

    class TestAcme(Certification):               # tests/test_certification.py, the whole file
        adapter = ADAPTER

        def lab(self):
            return HttpLab(ADAPTER, FakeAcme)

Law: what is tried are laws, plain objects in one registry (`laws.LAWS`), of which the certificate, the pages and the
tests are made; there is no other list. Source: ports.md 4.
"""

from __future__ import annotations

from salessupport.testing.certify.certificate import Certificate, Depth, Trying, Waiver, certificate
from salessupport.testing.certify.http_lab import Fake, HttpLab
from salessupport.testing.certify.lab import Lab, Seen, Site, World
from salessupport.testing.certify.law import AdapterLaw, Group
from salessupport.testing.certify.laws import LAWS
from salessupport.testing.certify.memory_lab import MemoryLab
from salessupport.testing.certify.stage import Subject
from salessupport.testing.certify.suite import Certification

__all__ = [
    "LAWS",
    "AdapterLaw",
    "Certificate",
    "Certification",
    "Depth",
    "Fake",
    "Group",
    "HttpLab",
    "Lab",
    "MemoryLab",
    "Seen",
    "Site",
    "Subject",
    "Trying",
    "Waiver",
    "World",
    "certificate",
]
