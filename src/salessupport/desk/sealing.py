"""The proof's digests: of every account, decision and section, and one over them all (decision 3).

Text is canonical: keys sorted, no spaces, nothing but ASCII. `salessupport.verify` works the digests out by itself.
"""

from __future__ import annotations

import json
from hashlib import sha256

from salessupport.desk.answers import JSON, as_json
from salessupport.domain.receivables.proof import ProofRecord

_BY_PART = ("accounts", "traces")


def digested(record: ProofRecord) -> dict[str, JSON]:
    """Give the record as JSON values with `digests` by part and the `digest` of these."""
    parts = {name: as_json(value) for name, value in record.items()}
    named = {name: value for name, value in parts.items() if name not in _BY_PART}
    named |= {f"accounts/{one['customer']}": as_json(one) for one in record["accounts"]}
    named |= {f"traces/{one['receipt']}/{one['on']}": as_json(one) for one in record["traces"]}
    digests: dict[str, JSON] = {name: _digest(value) for name, value in named.items()}
    return {**parts, "digests": digests, "digest": _digest(digests)}


def _digest(value: JSON) -> str:
    return sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
