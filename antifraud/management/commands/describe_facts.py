"""Print the facts that rules may speak of, as docs/rules.md holds them."""

from django.core.management.base import BaseCommand

from antifraud.engine.rule.table import facts_table


class Command(BaseCommand):
    """Print the table of facts."""

    help = "Print every fact that a rule may speak of, in Markdown."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Print it."""
        self.stdout.write(facts_table(), ending="")
