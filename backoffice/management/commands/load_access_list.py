"""Load a long list of networks as one access rule."""

from argparse import ArgumentParser
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from backoffice.actions.access_list import load
from botguard.actions.rule import Terms
from botguard.engine.listing import MOST_BYTES, read_listing
from botguard.queries.rule import own_machines

SHOWN = 20


class Command(BaseCommand):
    """Read a file of networks, one a line, and put them in force as one list."""

    help = (
        "Load a file of addresses and CIDR ranges, one a line, as one access rule; up to a million of them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file and the terms."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--reason", required=True, help="staff read it, visitors never do")
        parser.add_argument("--name", default="", help="of the list; the file's name if left out")
        parser.add_argument("--effect", choices=("deny", "challenge", "allow"), default="deny")
        parser.add_argument("--mode", choices=("observe", "enforce"), default="observe")
        parser.add_argument("--days", type=int, default=30, help="how long it holds; 0 is until it is ended")
        parser.add_argument("--own", default="192.0.2.0", help="your own address, which is never shut out")
        parser.add_argument("--by", default="", help="your e-mail here, for the audit trail")

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
        by: str,
        **options: object,
    ) -> None:
        """Read, report and save."""
        now = timezone.now()
        try:
            mine = own_machines(ip_address(own))
            if file.stat().st_size > MOST_BYTES:
                raise CommandError(f"The file is longer than {MOST_BYTES // 2**20} MiB.")
            listing = read_listing(file.read_text(errors="replace"), effect=effect, own=mine)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        author = User.objects.filter(email__iexact=by, is_staff=True).first() if by else None
        if by and author is None:
            raise CommandError("Nobody of the staff has that e-mail.")
        for line in listing.wrong[:SHOWN]:
            self.stderr.write(f"line {line.number}: {line.text}: {line.problem}")
        if not len(listing.roll):
            raise CommandError("There is no network in it.")
        terms = Terms(
            effect=effect, mode=mode, reason=reason, expires_at=now + timedelta(days=days) if days else None
        )
        actor_id = author.pk if author else None
        rule = load(listing.roll, terms=terms, title=(name or file.name)[:80], actor_id=actor_id, now=now)
        left_out = f"{listing.wrong_in_all:,} lines left out"
        self.stdout.write(f"Access rule #{rule}: {len(listing.roll):,} networks, {mode}. {left_out}.")
