"""The names of a new adapter: one is given, the others follow from it. Source: ports.md 4.6."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from salessupport.domain.values.errors import ConfigError

LONGEST: Final = 30
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")


@frozen
class AdapterName:
    """A name in small letters, digits and single hyphens, such as `acme` or `acme-cloud`; `ConfigError` for another."""

    text: str

    def __attrs_post_init__(self) -> None:
        if len(self.text) > LONGEST or not _NAME.match(self.text):
            raise ConfigError("scaffold.name", path=self.text[:LONGEST], longest=LONGEST)

    @property
    def distribution(self) -> str:
        """What is installed."""
        return f"salessupport-{self.text}"

    @property
    def module(self) -> str:
        """What is imported."""
        return f"salessupport_{self.identifier}"

    @property
    def identifier(self) -> str:
        """The name as a part of a function's."""
        return self.text.replace("-", "_")

    @property
    def words(self) -> str:
        """The name as a title."""
        return " ".join(word.capitalize() for word in self.text.split("-"))

    @property
    def camel(self) -> str:
        """The name as a part of a class's."""
        return self.words.replace(" ", "")
