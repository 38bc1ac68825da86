"""Whether this is the deep run (`nox -s deep_kill`), which tries more of what takes long."""

from __future__ import annotations

import os

DEEP = "SALESSUPPORT_DEEP" in os.environ
