"""Load a long list of networks as one access rule."""

from argparse import ArgumentParser
from datetime import timedelta
from ipaddress import ip_address
from itertools import batched
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from botguard.actions.rule import Terms, make_list
from botguard.engine.address import Network
from botguard.engine.measures import Index
from botguard.engine.rule import parse_paste
from botguard.queries.rule import own_machines

SHOWN = 20
BATCH = 20_000


class Command(BaseCommand):
    """Read a file of networks, one a line, and put them in force as one list."""

    help = "Load a file of addresses and CIDR ranges, one a line, as one access rule; up to millions of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file and the terms."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--reason", required=True, help="staff read it, visitors never do")
        parser.add_argument("--name", default="", help="of the list; the file's name if left out")
        parser.add_argument("--effect", choices=("deny", "challenge", "allow"), default="deny")
        parser.add_argument("--mode", choices=("observe", "enforce"), default="observe")
        parser.add_argument("--days", type=int, default=30, help="how long it holds; 0 is until it is ended")
        parser.add_argument("--own", default="192.0.2.0", help="your own address, which is never shut out")

    def handle(
        self,
        *,
        file: Path,
        reason: str,
        name: str,
        effect: str,
        mode: str,
        days: int,
        own: str,
        **options: object,
    ) -> None:
        """Read, report and save."""
        now = timezone.now()
        try:
            mine = own_machines(ip_address(own))
            lines = file.read_text(errors="replace").splitlines()
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        networks: list[Network] = []
        wrong = 0
        with tqdm(total=len(lines), unit=" lines", disable=None) as bar:
            for place, batch in enumerate(batched(lines, BATCH, strict=False)):
                paste = parse_paste("\n".join(batch), effect=effect, own=mine, known=Index())
                networks += paste.networks
                for line in (*paste.wrong, *paste.others):
                    wrong += 1
                    if wrong <= SHOWN:
                        problem = line.problem or "A list holds networks only."
                        self.stderr.write(f"line {place * BATCH + line.number}: {line.text}: {problem}")
                bar.update(len(batch))
        if not networks:
            raise CommandError("There is no network in it.")
        terms = Terms(
            effect=effect, mode=mode, reason=reason, expires_at=now + timedelta(days=days) if days else None
        )
        rule = make_list(networks, terms=terms, title=(name or file.name)[:80], author_id=None, now=now)
        size = rule.networks.size
        self.stdout.write(f"Access rule #{rule.pk}: {size:,} networks, {mode}. {wrong:,} lines left out.")
