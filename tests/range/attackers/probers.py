"""Who looks for holes: path guessers and injectors."""

import json
import re
from pathlib import Path

from tests.range.attack import FIREFOX, Attack, Field
from tests.range.attackers.scrapers import tool
from tests.range.record import Got

# What scanners ask for, and last a page that is really there and that nothing links to.
STEMS = ("admin", "backup", "config", "db", "debug", "dump", "old", "private", "site", "test", "user", "wp")
ENDINGS = (
    ".bak",
    ".env",
    ".git",
    ".json",
    ".old",
    ".php",
    ".sql",
    ".tar.gz",
    ".txt",
    ".xml",
    ".yml",
    ".zip",
    "/",
)
HIDDEN = "backoffice/"


def words() -> list[str]:
    """Return the word list."""
    some = [".env", ".git/config", "wp-login.php", "phpmyadmin/", "server-status", "actuator/health"]
    return [*some, *(stem + ending for stem in STEMS for ending in ENDINGS), HIDDEN]


def ffuf(field: Field) -> int:
    """Ask for every path of a list, forty at a time."""
    listed, found = field.folder / "words.txt", field.folder / "found.json"
    listed.write_text("\n".join(words()))
    options = ["-H", f"User-Agent: {FIREFOX}", "-of", "json", "-o", str(found), "-s", "-t", "4"]
    tool(field, ["ffuf", "-u", f"{field.url}/FUZZ", "-w", str(listed), "-mc", "200,301,302", *options])
    return len(json.loads(found.read_text())["results"]) if found.exists() else 0


def found_the_hidden(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether the last word of the list was answered."""
    return f"/{HIDDEN}" in got.paths


def sqlmap(field: Field) -> int:
    """Try to inject SQL by the search and the filters of a list."""
    folder = str(field.folder / "sqlmap")
    options = ["--batch", "--level", "2", "--risk", "2", "--threads", "4", "--output-dir", folder]
    said = tool(
        field, ["sqlmap", "-u", f"{field.url}/search/?q=lamp&sort=price&page=1", *options, "--random-agent"]
    )
    logs = "".join(path.read_text(errors="replace") for path in Path(folder).glob("*/log"))
    # It says so whether or not it was let through; its log has an entry for each hole only.
    return len(re.findall(r"^Parameter: ", logs + said, re.MULTILINE))


def injected(claimed: int, got: Got, field: Field) -> bool:
    """Tell whether a hole was found."""
    return claimed > 0


ATTACKS = (
    Attack(
        name="ffuf",
        threats=("OAT-014", "OAT-018"),
        goal="find a page nothing links to",
        run=ffuf,
        is_reached=found_the_hidden,
        tool="ffuf",
    ),
    Attack(
        name="sqlmap",
        threats=("OAT-014",),
        goal="one injection",
        run=sqlmap,
        is_reached=injected,
        tool="sqlmap",
        seconds=60,
    ),
)
