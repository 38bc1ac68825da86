"""Answers: every shape of a failure, and what each means for a caller."""

from __future__ import annotations

import json
from typing import Any

import pytest
from salessupport.runtime.http.answer import Answer
from salessupport.spi import errors

from salessupport_kingdee import replies


def answer(body: object, *, effect: bool) -> Answer:
    """An answer with status 200."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Answer(200, {"content-type": "application/json"}, text.encode(), effect)


def failure(text: str, code: object = 11) -> dict[str, Any]:
    """A failed operation."""
    error = {"FieldName": "FQTY", "Message": text, "DIndex": 0}
    status = {"ErrorCode": 500, "IsSuccess": False, "Errors": [error], "SuccessEntitys": [], "MsgCode": code}
    return {"Result": {"ResponseStatus": status, "Id": "", "NeedReturnData": [{}]}}


class TestFailures:
    @pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one], lambda one: [[one]]])
    @pytest.mark.parametrize("effect", [True, False])
    def test_shapes(self, wrap: Any, effect: bool) -> None:
        """A failure is found bare, in one and in two brackets, with its code and words."""
        with pytest.raises(errors.InvalidRemoteInput) as caught:
            replies.read(answer(wrap(failure("数量不能为空", 8)), effect=effect), effect=effect)
        assert caught.value.context["remote_code"] == "8"
        assert "数量不能为空" in str(caught.value.context["remote_text"])

    @pytest.mark.parametrize(
        ("text", "code", "kind"),
        [
            ("编码XSDD01已存在", 11, replies.Taken),
            ("数据已被其他用户修改", 11, errors.VersionConflict),
            ("没有新增权限", 11, errors.NotPermitted),
            ("超过关联数量", 11, errors.LimitExceeded),
            ("会计期间已结账", 11, errors.RemotePeriodClosed),
            ("单据已审核", 11, replies.OutOfTurn),
            ("字段不存在: FFoo", 9, errors.ContractViolation),
            ("字段不存在: FFoo", "9", errors.ContractViolation),
            ("业务对象不存在", 4, errors.ContractViolation),
            ("会话信息已丢失，请重新登录", 1, errors.AuthFailed),
            ("会话信息已丢失，请重新登录", "1", errors.AuthFailed),
            ("用户未登录", 11, errors.AuthFailed),
            ("随便什么", 11, errors.InvalidRemoteInput),
            ("", None, errors.InvalidRemoteInput),
        ],
    )
    def test_sorted(self, text: str, code: object, kind: type[Exception]) -> None:
        """A refusal is sorted by its code, as number or text, and by its words."""
        with pytest.raises(kind):
            replies.read(answer(failure(text, code), effect=True), effect=True)

    def test_broken(self) -> None:
        """A server that broke down leaves a command unknown; a reading may be repeated."""
        body = "response_error: 未将对象引用设置到对象的实例"
        with pytest.raises(errors.OutcomeUnknown):
            replies.read(answer(body, effect=True), effect=True)
        with pytest.raises(errors.Unreachable):
            replies.read(answer(body, effect=False), effect=False)
        with pytest.raises(replies.SignedOut):
            replies.read(answer("response_error: ctx == null", effect=True), effect=True)


class TestConfirmed:
    def success(self, number: str, **more: Any) -> dict[str, Any]:
        """A done operation."""
        status = {"IsSuccess": True, "Errors": [], "SuccessEntitys": [{"Id": 1, "Number": number}], **more}
        return {"Result": {"ResponseStatus": status}}

    def test_done(self) -> None:
        """An operation is done if our number is among those that it was done to."""
        replies.confirmed(self.success("A"), "A")

    @pytest.mark.parametrize("body", [[], {}, {"Result": None}, {"Result": {"ResponseStatus": None}}, "x", [[1, 2]]])
    def test_other_shape(self, body: Any) -> None:
        """An answer of another shape does not say what became of it."""
        with pytest.raises(errors.OutcomeUnknown):
            replies.confirmed(body, "A")

    def test_other_bill(self) -> None:
        """Success of another bill, or of some with errors beside, says nothing of ours."""
        with pytest.raises(errors.OutcomeUnknown):
            replies.confirmed(self.success("B"), "A")
        with pytest.raises(errors.OutcomeUnknown):
            replies.confirmed(self.success("A", Errors=[{"Message": "x"}]), "A")


class TestRows:
    @pytest.mark.parametrize("body", [{}, [1], [[1, 2, 3]], [[1, 2], [1]], None])
    def test_width(self, body: Any) -> None:
        """Rows of another width than was asked for are refused."""
        with pytest.raises(errors.ContractViolation):
            replies.rows(body, 2)

    def test_none(self) -> None:
        """An empty list is a successful empty answer."""
        assert replies.rows([], 2) == []

    def test_one_cell(self) -> None:
        """A row of one number is no failure."""
        assert replies.failure([[7]]) is None
        assert replies.failure([]) is None

    def test_keys(self) -> None:
        """Keys are found wherever in the metadata fields stand."""
        tables = [{"Fields": [{"Key": "FA"}, {"Name": "x"}]}, {"Fields": [{"Key": "FB"}]}]
        assert replies.keys({"Result": {"NeedReturnData": {"Tables": tables}}}) == {"FA", "FB"}
