"""Somebody who only hears the page: finds things by what Chromium's accessibility tree announces, and types."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

from playwright.sync_api import Error, Page

FINDS_SECONDS = 30.0
LOOKS_MS = 250
TYPES_MS = 40


class NotHeard(Exception):
    """Nothing of that role and name was announced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing as a screen reader announces it, and what it lies in."""

    role: str
    name: str
    element: int  # Chromium's number for what to put the focus on
    within: tuple[str, ...]  # roles, from the inside out


class Listener:
    """A screen reader's user at a page: every step goes by role and name, and by the keyboard."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._tree = page.context.new_cdp_session(page)
        self._tree.send("DOM.enable")
        self._tree.send("Accessibility.enable")

    def heard(self) -> Iterator[Heard]:
        """Yield everything the page announces, in reading order."""
        nodes = {node["nodeId"]: node for node in self._tree.send("Accessibility.getFullAXTree")["nodes"]}
        roots = [node for node in nodes.values() if "parentId" not in node]

        def walk(node: dict, within: tuple[str, ...]) -> Iterator[Heard]:  # type: ignore[type-arg] # the protocol's JSON
            role = str(node.get("role", {}).get("value", ""))
            name = " ".join(str(node.get("name", {}).get("value", "")).split())
            if not node.get("ignored") and name and "backendDOMNodeId" in node:
                yield Heard(role=role, name=name, element=node["backendDOMNodeId"], within=within)
            for child in node.get("childIds", ()):
                if child in nodes:
                    yield from walk(nodes[child], (role, *within))

        for root in roots:
            yield from walk(root, ())

    def find(self, role: str, name: str = "", *, within: tuple[str, ...] = ("main",)) -> Heard:
        """Wait for the first thing of a role whose name begins so, inside of everything named.

        :raises NotHeard: when there is none after half a minute
        """
        until = monotonic() + FINDS_SECONDS
        while monotonic() < until:
            try:
                for each in self.heard():
                    if each.role == role and each.name.startswith(name) and set(within) <= set(each.within):
                        return each
            except Error:
                # The page went on to the next while it was read out.
                pass
            self._page.wait_for_timeout(LOOKS_MS)
        raise NotHeard(f"no {role} “{name}” at {self._page.url}")

    def press(self, role: str, name: str = "", *, within: tuple[str, ...] = ("main",)) -> str:
        """Put the focus on something and press Enter; return what it is called."""
        found = self._focus(self.find(role, name, within=within))
        self._page.keyboard.press("Enter")
        return found.name

    def type(self, name: str, text: str) -> None:
        """Type into the field of a name."""
        self._focus(self.find("textbox", name))
        self._page.keyboard.type(text, delay=TYPES_MS)

    def choose(self, name: str, text: str) -> None:
        """Pick from a list by typing how the choice begins."""
        self._focus(self.find("combobox", name))
        self._page.keyboard.type(text, delay=TYPES_MS)

    def _focus(self, found: Heard) -> Heard:
        self._tree.send("DOM.focus", {"backendNodeId": found.element})
        return found
