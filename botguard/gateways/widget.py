"""What the guard asks of a provider of challenges."""

from collections.abc import Mapping
from typing import Protocol


class WidgetAway(Exception):
    """The provider did not answer, or not in a way that can be understood: its word is neither yes nor no."""


class Widget(Protocol):
    """A provider: what its box needs on a page, and how its word is verified."""

    @property
    def name(self) -> str:
        """Return how settings call it."""

    @property
    def script(self) -> str:
        """Return the address of the script that draws the box."""

    @property
    def css_class(self) -> str:
        """Return the class of the element that the script turns into the box."""

    @property
    def form_field(self) -> str:
        """Return the name of the form field the box fills."""

    @property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """Return what the content security policy must allow, on the page with the box alone."""

    def verify(self, token: str, *, mark: str) -> bool:
        """Tell whether the provider vouches for a token; `mark` names our challenge, where the provider can carry it.

        :raises WidgetAway: when the provider says nothing that can be understood
        """
