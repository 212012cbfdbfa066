"""The documents stay true: their links lead somewhere, and what we take from others is written down."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("design/*.md")])
TAKEN = (ROOT / "docs/decisions/0009-what-we-take-from-others.md").read_text().lower()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["fit"]]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    dead = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert dead == []


def test_there_is_a_page_for_each_promise() -> None:
    for name in ("README.md", "CONVENTIONS.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"):
        assert (ROOT / name).is_file(), name
    for name in ("architecture", "operating", "privacy", "signals", "shadow-cancel"):
        assert (ROOT / "docs" / f"{name}.md").is_file(), name


@pytest.mark.parametrize("needed", NEEDED)
def test_every_package_has_its_row_with_its_licence(needed: str) -> None:
    name = re.split(r"[\[<>=~;]", needed)[0].strip().lower()
    rows = [row.split("|") for row in TAKEN.splitlines() if row.startswith("| ")]
    (row,) = [row for row in rows if name in re.findall(r"[a-z0-9][a-z0-9-]+", row[1])]
    assert row[2].strip()
    assert "gpl" not in row[2] or name == "psycopg"
