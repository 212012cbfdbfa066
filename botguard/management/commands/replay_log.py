"""Replay access logs: what the guard would have done."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from botguard import conf
from botguard.actions.replay import Replay
from botguard.collect.log import Progress, read_lines, site_of
from botguard.engine.accesslog import Line, in_order, parse_line
from botguard.responses.replay import report_lines, report_page

# Who is taken to keep the keys it is given, by its agent's class.
KEEPERS = {
    "browsers": frozenset({"browser", "unknown"}),
    "all": frozenset({"browser", "unknown", "tool", "headless", "crawler", "empty"}),
    "none": frozenset[str](),
}


class Command(BaseCommand):
    """Judge the past by the policy of today, on the log's own clock; nothing is stored and nobody is asked."""

    help = "Tell what the guard would have done about access logs (combined or common format, also .gz)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, where the page goes, and what another site's addresses mean."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="oldest first")
        parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with plots there")
        parser.add_argument("--worst", type=int, default=20, help="how many visitors to list (default 20)")
        parser.add_argument(
            "--keys",
            choices=sorted(KEEPERS),
            default="browsers",
            help="who is taken to keep cookies (default browsers)",
        )
        parser.add_argument(
            "--product",
            action="append",
            default=[],
            metavar="PREFIX",
            help="where products lie on the logged site; may be repeated",
        )
        parser.add_argument(
            "--asset",
            action="append",
            default=[],
            metavar="PREFIX",
            help="where parts of pages lie; likewise",
        )

    def handle(
        self,
        *,
        files: Sequence[Path],
        html: Path | None,
        worst: int,
        keys: str,
        product: list[str],
        asset: list[str],
        verbosity: int,
        **options: object,
    ) -> None:
        """Replay the files in their order, then tell."""
        missing = [str(path) for path in files if not path.is_file()]
        if missing:
            raise CommandError(f"No such file: {', '.join(missing)}")
        site = site_of(conf.policy().paths, products=tuple(product), assets=tuple(asset))
        replay = Replay(site=site, keepers=KEEPERS[keys])
        size = sum(path.stat().st_size for path in files)
        is_quiet = verbosity == 0 or not sys.stderr.isatty()
        with tqdm(total=size, unit="B", unit_scale=True, disable=is_quiet, desc="replaying") as progress:
            for line in in_order(self._lines(files, replay, progress)):
                replay.see(line)
        for text in report_lines(replay.tally, most=worst):
            self.stdout.write(text)
        if html is not None:
            html.write_text(report_page(replay.tally, files=[path.name for path in files], most=worst))
            self.stdout.write(f"\nThe page is {html}")

    def _lines(self, files: Sequence[Path], replay: Replay, progress: Progress) -> Iterator[Line]:
        try:
            for path in files:
                for text in read_lines(path, progress=progress):
                    line = parse_line(text)
                    if line is None:
                        replay.tally.skip(text)
                    else:
                        yield line
        except OSError as error:
            raise CommandError(str(error)) from error
