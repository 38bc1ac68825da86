"""Commands as data: read back exactly, equal in digest where they mean the same, refused where they do not fit."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from salessupport.domain.facts import Customer
from salessupport.domain.values.errors import InputError, MissingField, UnknownField, WrongType
from salessupport.memory.remote import Remote
from salessupport.runtime.calls import Call, promised, result_of, result_text
from salessupport.runtime.canonical import canonical, parsed
from salessupport.spi.documents import Blob
from salessupport.spi.outcomes import Done, Ref
from salessupport.spi.ports import CARRIER, CUSTOMERS, DOCUMENTS, SALES
from salessupport.spi.ports.carrier import Consignment, Party, Waybill
from salessupport.spi.ports.journal import Json
from support.outboxes import scene
from support.writes import WRITES, Write


class TestCalls:
    @pytest.mark.parametrize("write", WRITES, ids=str)
    def test_every_command_of_every_port_is_read_back_as_it_was(self, write: Write) -> None:
        """Equal values of equal types."""
        call = write.call(Remote("it"), 1)
        again = Call.parse(call.text)
        assert again == call
        assert again.digest == call.digest

    @pytest.mark.parametrize("write", WRITES, ids=str)
    def test_every_command_runs_as_it_would_if_called(self, write: Write) -> None:
        """Replayed from the journal it does what it says, and its result is read back too."""
        with scene(write.port) as here:
            call = Call.parse(write.call(here.remote, 1).text)
            done = call.on(here.thing, key=write.key(1))
            assert isinstance(done, Done)
            assert result_of(call.port, call.verb, result_text(call.port, call.verb, done)) == done

    def test_arguments_bind_by_position_or_name_and_defaults_fill_in(self) -> None:
        """However it is written, it is one command."""
        customer = Customer(id="C", name="某某")
        assert Call.of(CUSTOMERS, "upsert", customer) == Call.of(CUSTOMERS, "upsert", customer, expect=None)

    def test_texts_and_numbers_that_mean_the_same_have_one_digest(self) -> None:
        """Composed or not, 1.5 or 1.50; and yet each is kept exactly."""

        def book(text: str, weight: str) -> Call:
            party = Party(text, "张三", "1", "青岛")
            return Call.of(CARRIER, "book", Consignment("DN", party, party, 1, Decimal(weight), "x"), "standard")

        one, other = book("Caf\u00e9", "1.5"), book("Cafe\u0301", "1.50")
        assert one.digest == other.digest
        assert one.text != other.text
        assert Call.parse(other.text) == other
        assert book("Cafe", "1.5").digest != one.digest

    @pytest.mark.parametrize("arguments", [(), ("a", "b", "c"), (Customer(id="C", name="x"), 7)])
    def test_arguments_that_do_not_fit_are_refused(self, arguments: tuple[object, ...]) -> None:
        """Before anything is journalled."""
        with pytest.raises(WrongType):
            _ = Call.of(CUSTOMERS, "upsert", *arguments).text

    @pytest.mark.parametrize("verb", ["changes", "find", "nothing"])
    def test_only_commands_are_calls(self, verb: str) -> None:
        """A reading has no effect to be done once."""
        with pytest.raises(WrongType):
            Call.of(SALES, verb)

    def test_a_value_of_another_type_is_refused_with_its_path(self) -> None:
        """Nothing is coerced."""
        with pytest.raises(WrongType) as caught:
            _ = Call.of(DOCUMENTS, "put", Blob("text", "application/pdf")).text  # type: ignore[arg-type]
        assert caught.value.path == "$.blob.content"

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            ("[]", WrongType),
            ('{"port":"sales","verb":"post_order"}', MissingField),
            ('{"port":"sales","verb":"post_order","arguments":{}}', MissingField),
            ('{"port":"sales","verb":"nothing","arguments":{}}', UnknownField),
            ('{"port":"mars","verb":"post_order","arguments":{}}', UnknownField),
            ('{"port":"sales","verb":"post_order","arguments":{"document":1}}', WrongType),
            ('{"port":"sales","verb":"post_order","arguments":{},"more":1}', UnknownField),
            ("{", InputError),
        ],
    )
    def test_a_text_that_is_no_call_is_refused(self, text: str, error: type[InputError]) -> None:
        """With the path of what is wrong."""
        with pytest.raises(error):
            Call.parse(text)


class TestResults:
    def test_a_result_that_the_verb_does_not_promise_is_refused(self) -> None:
        """A text is no waybill."""
        with pytest.raises(WrongType):
            result_text("carrier", "book", Done("WB", Ref("waybills", "WB")))
        with pytest.raises(WrongType):
            result_text("carrier", "cancel", Done(None, Ref("waybills", "WB"), replayed=1))  # type: ignore[arg-type]

    def test_a_look_up_may_tell_more_than_the_verb_promises(self) -> None:
        """Of a cancelled waybill the look-up gives the waybill, the command gives nothing."""
        found = Done(Waybill("WB", "standard"), Ref("waybills", "WB"), replayed=True)
        assert promised("carrier", "cancel", found) == Done(None, found.remote_ref, replayed=True)
        assert promised("carrier", "book", found) is found


class TestCanonical:
    @pytest.mark.parametrize(
        "value", [{"b": [1, "某", None, True], "a": {"x": "𠮷"}}, [], "", 0, {"": {"": []}}, 10**17]
    )
    def test_what_is_written_is_read_back(self, value: Json) -> None:
        """Keys in order, letters as they are."""
        assert parsed(canonical(value)) == value

    def test_order_and_composition_do_not_matter(self) -> None:
        """One value has one text."""
        assert canonical({"b": 1, "a": "e\u0301"}) == canonical({"a": "\u00e9", "b": 1}) == '{"a":"é","b":1}'

    @pytest.mark.parametrize(
        "value", [1.5, {"a": float("nan")}, {1: 2}, "\ud800", object(), datetime(2026, 1, 1, tzinfo=UTC), b"x", 10**18]
    )
    def test_what_is_not_exact_json_is_refused(self, value: object) -> None:
        """Floats, keys that are no texts, halves of characters, anything else."""
        with pytest.raises(InputError):
            canonical(value)  # type: ignore[arg-type]

    def test_two_keys_that_compose_to_one_are_refused(self) -> None:
        """Else one of them would be lost."""
        with pytest.raises(InputError):
            canonical({"\u00e9": 1, "e\u0301": 2})
