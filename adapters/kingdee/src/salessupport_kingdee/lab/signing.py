"""Verifies what a caller signs in with, written from the wire sheet and with the standard library alone.

Nothing is shared with `salessupport_kingdee.signature`: an error on one side is found by the other.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import hmac
from collections.abc import Mapping, Sequence

ROT13_OF_THE_KEY = "0054s397p6234378o09pn7q3r5qropr7"


def api_key(app_id: str) -> bytes:
    """What the API signature of an application is keyed with."""
    mask = codecs.decode(ROT13_OF_THE_KEY, "rot13").encode("ascii")
    halves = app_id.split("_")
    if len(halves) != 2 or len(halves[1]) != 32:
        return b""
    raw = bytearray(base64.b64decode(halves[1]))
    for place in range(len(raw)):
        raw[place] ^= mask[place]
    return base64.b64encode(bytes(raw))


def hexed(message: bytes, key: bytes) -> str:
    """Base64 of the lower-case hex of an HMAC."""
    return base64.b64encode(hmac.digest(key, message, "sha256").hex().encode("ascii")).decode("ascii")


def escaped(path: str) -> str:
    """A path with everything escaped but letters, digits, and `_.-~`."""
    plain = set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in path.encode("utf-8"))


def wrong(headers: Mapping[str, str], path: str, *, known: Mapping[str, str], now: int) -> str:
    """What is wrong with signed headers (by names in small letters); empty if nothing is.

    `known` has `acct_id`, `user_name`, `app_id`, `app_secret`, `lcid`, `org_num`.
    """
    stamp, nonce = headers.get("x-api-timestamp", ""), headers.get("x-api-nonce", "")
    if not stamp.isdecimal() or abs(int(stamp) - now) > 300 or not nonce:
        return "timestamp"
    if headers.get("x-api-signheaders") != "x-api-timestamp,x-api-nonce" or headers.get("x-api-auth-version") != "2.0":
        return "headers"
    if headers.get("x-api-clientid") != known["app_id"].split("_")[0] or headers.get("x-kd-appkey") != known["app_id"]:
        return "application"
    signed = ["POST", escaped(path), "", f"x-api-nonce:{nonce}", f"x-api-timestamp:{stamp}", ""]
    if headers.get("x-api-signature") != hexed("\n".join(signed).encode(), api_key(known["app_id"])):
        return "X-Api-Signature"
    data = ",".join([known["acct_id"], known["user_name"], known["lcid"], known["org_num"]])
    if base64.b64decode(headers.get("x-kd-appdata", "")) != data.encode():
        return "X-Kd-Appdata"
    wanted = hexed((known["app_id"] + data).encode(), known["app_secret"].encode())
    return "" if headers.get("x-kd-signature") == wanted else "X-Kd-Signature"


def login_digest(parts: Sequence[str]) -> str:
    """The `sign` of LoginBySign."""
    made = hashlib.sha256()
    for part in sorted(parts):
        made.update(part.encode("utf-8"))
    return made.hexdigest()
