"""The laboratory's people at the real server: other names, another language, sessions that end."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from salessupport.domain.facts import Customer, Product
from salessupport.spi.errors import RemoteNotFound
from salessupport.spi.keys import Key

from papers import latest, order, settlement


class TestNames:
    @pytest.mark.parametrize("kind", ["customers", "products"])
    def test_a_new_name_is_told(self, site: Any, customers: Any, kind: str) -> None:
        """A customer or product that a person renamed comes again under its new name."""
        first: dict[str, Any] = {"customers": Customer(id="N-1", name="旧"), "products": Product(id="N-1", name="旧")}
        ref = site.enter(kind, {kind: (first[kind],)})
        before, cursor = latest(customers)
        site.change(ref, {kind: (evolve(first[kind], name="新"),)})
        after, _ = latest(customers, cursor)
        assert [before[ref].rows[kind][0].name, after[ref].rows[kind][0].name] == ["旧", "新"]


class TestLanguages:
    def test_names_are_read_in_the_configured_language(self, site: Any, customers: Any, person: Any) -> None:
        """A product that has another name in the language of the user is read by its name in that of the adapter."""
        assert site.languages == ("en", "zh_CN")
        site.speak("zh_CN")
        ref = site.enter("products", {"products": (Product(id="N-1", name="pump"),)})
        found, _ = latest(customers)
        (theirs,) = person.call("product.product.read", [int(ref.id)], ["name"], language="zh_CN")
        assert found[ref].rows["products"][0].name == "pump"
        assert theirs["name"] != "pump"

    def test_refusals_are_of_the_same_class(self, site: Any, sales: Any) -> None:
        """What nobody knows is not found, whatever language the user prefers."""
        for language in site.languages:
            site.speak(language)
            with pytest.raises(RemoteNotFound):
                sales.post_order(order("SO-1", customer="nobody"), key=Key.of("lab", "1"))

    def test_the_next_trial_begins_in_the_first_language(self, site: Any, person: Any) -> None:
        """What was spoken is forgotten when the server is made as new."""
        said = []
        for language in ("en", "zh_CN"):
            site.speak(language)
            said.append(person.ask("model.res.user.get_preferences", True, {})["language"])
        site.fake.place.reset()
        said.append(person.ask("model.res.user.get_preferences", True, {})["language"])
        assert [*said, site.fake.place.spoken] == ["en", "zh_CN", "en", "en"]


class TestSessions:
    def test_a_session_that_was_ended_is_taken_anew(self, site: Any, sales: Any, opened: Any) -> None:
        """Ended between two pages and before a command: the server says so, the adapter signs in and goes on."""
        said: list[tuple[int, bytes]] = []

        def handle(request: Any) -> Any:
            answer = site.fake.handle(request)
            said.append((answer.status, answer.body))
            return answer

        for number in range(4):
            sales.post_order(order(f"SO-{number}"), key=Key.of("lab", str(number)))
        with opened(handle) as port:
            batches = port.changes()
            changes = list(next(batches).items)
            before = set(site.secrets())
            site.sign_out()
            changes += [change for batch in batches for change in batch.items]
            site.sign_out()
            port.post_settlement(settlement("SK-1", "5.00"), key=Key.of("lab", "SK-1"))
        assert [change.ref.id for change in changes] == ["1", "2", "3", "4"]
        assert said.count((401, b"")) == 2
        assert len(set(site.secrets()) - before) == 2

    def test_people_are_not_signed_out(self, site: Any, person: Any) -> None:
        """Whoever ends the sessions there works on."""
        site.sign_out()
        assert person.first("party.party", ["code", "=", "C1"])
