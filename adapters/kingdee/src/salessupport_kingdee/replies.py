"""What an answer means: K3 Cloud says every failure with status 200, in one of five shapes.

    response_error:…                      a text, no JSON: the server broke down
    {"Result": {"ResponseStatus": …}}     an operation; also a query without brackets
    [{"Result": …}]  [[{"Result": …}]]    a query that failed
    {"LoginResultType": …}                a sign-in

A refusal is sorted by its code and words into what a caller may do next. Source: wire sheet 1, 3; adapters.md 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from salessupport.spi.environment import HttpResponse
from salessupport.spi.errors import (
    AdapterError,
    AuthFailed,
    ContractViolation,
    InvalidRemoteInput,
    LimitExceeded,
    NotPermitted,
    OutcomeUnknown,
    RemotePeriodClosed,
    Unreachable,
    VersionConflict,
)

Status = Mapping[str, Any]
_BROKEN: Final = "response_error:"
_SIGNED_OUT: Final = ("ctx == null", "未登录", "-10001", "会话信息已丢失", "会话已失效")
_BAD_REQUEST: Final = frozenset({"4", "9"})
"""Codes for a form or field that does not exist: the configuration or this adapter is wrong, not the document."""


class SignedOut(AuthFailed):
    """There is no valid session."""


class Taken(InvalidRemoteInput):
    """A bill of this number stands there already."""


class OutOfTurn(InvalidRemoteInput):
    """The state of the bill does not allow it: mostly because it was done before."""


_WORDS: Final[tuple[tuple[tuple[str, ...], type[AdapterError]], ...]] = (
    (("被其他用户修改", "被其他用户更新"), VersionConflict),
    (("权限",), NotPermitted),
    (("已存在",), Taken),
    (("已关账", "已结账", "已结转"), RemotePeriodClosed),
    (("关联数量", "超过", "超出", "大于", "超长"), LimitExceeded),
    (("字段不存在", "表单不存在"), ContractViolation),
    (("已审核", "审核中", "已提交", "单据状态"), OutOfTurn),
)


def read(response: HttpResponse, *, effect: bool) -> Any:
    """The JSON of an answer; a failure that it tells, whatever its shape, is raised."""
    text = response.text().lstrip()
    if text.startswith(_BROKEN):
        told = text[len(_BROKEN) :].strip()
        if _out(told):
            raise SignedOut(remote_text=told[:200])
        raise (OutcomeUnknown if effect else Unreachable)(remote_text=told[:200])
    answer = response.json()
    failed = failure(answer)
    if failed is not None:
        raise refused(failed)
    return answer


def failure(answer: object) -> Status | None:
    """What an answer says went wrong; None where nothing did, or it is of another shape."""
    while isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    result = answer.get("Result") if isinstance(answer, dict) else None
    status = result.get("ResponseStatus") if isinstance(result, dict) else None
    if isinstance(status, dict) and status.get("IsSuccess") not in (True, "true"):
        return status
    return None


def refused(status: Status) -> AdapterError:
    """The error that a failure means."""
    code = str(status.get("MsgCode", ""))
    text = "; ".join(dict.fromkeys(_messages(status)))[:300]
    if code == "1" or _out(text):
        return SignedOut(remote_code=code, remote_text=text)
    kind = next((kind for words, kind in _WORDS if any(word in text for word in words)), InvalidRemoteInput)
    if code in _BAD_REQUEST:
        kind = ContractViolation
    return kind(remote_code=code, remote_text=text)


def confirmed(answer: object, number: str) -> None:
    """See to it that an operation was done to the bill of this number: else nobody knows what it was done to."""
    result = answer.get("Result") if isinstance(answer, dict) else None
    status = result.get("ResponseStatus") if isinstance(result, dict) else None
    done = _entities(status.get("SuccessEntitys")) if isinstance(status, dict) else ()
    if not isinstance(status, dict) or status.get("Errors") or number not in done:
        raise OutcomeUnknown(remote_text="the answer does not say that it was done")


def rows(answer: object, width: int) -> list[list[Any]]:
    """The rows of a query, each as wide as was asked for."""
    if not isinstance(answer, list) or any(not isinstance(row, list) or len(row) != width for row in answer):
        raise ContractViolation(remote_text=f"rows of {width} values were expected")
    return answer


def keys(answer: object) -> frozenset[str]:
    """The keys of every field that the metadata of a form tells of, wherever in it they stand."""
    return frozenset(_keys(answer))


def _keys(node: object) -> Iterable[str]:
    if isinstance(node, list):
        for each in node:
            yield from _keys(each)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name == "Fields" and isinstance(value, list):
                yield from (str(each["Key"]) for each in value if isinstance(each, dict) and each.get("Key"))
            yield from _keys(value)


def _messages(status: Status) -> Iterable[str]:
    errors = status.get("Errors")
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict):
            place = f"{error['FieldName']}: " if error.get("FieldName") else ""
            yield f"{place}{error.get('Message') or ''}"


def _entities(done: object) -> tuple[str, ...]:
    return tuple(str(one.get("Number")) for one in done if isinstance(one, dict)) if isinstance(done, list) else ()


def _out(text: str) -> bool:
    return any(sign in text for sign in _SIGNED_OUT)
