"""Run the range: `python -m tests.range [--only WORD …] [--people 500] [--products 20000] [--mode enforce]`."""

import argparse
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.range.shop import ROOT, shop


def main() -> int:
    """Open the shop, let people in and then attackers, print what became of them, and return whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="attackers whose name holds one of these words")
    parser.add_argument("--people", type=int, default=500, help="0 lets nobody in")
    parser.add_argument("--no-robots", action="store_true", help="let no good crawlers in")
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument(
        "--mode",
        choices=("off", "observe", "enforce"),
        default="enforce",
        help="off is the attackers' control",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--json", type=Path, default=ROOT / ".data" / "range.json", help="where the figures go, as they come"
    )
    asked = parser.parse_args()
    # Ended from outside, it ends its servers, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    print(f"Opening a shop of {asked.products:,} products …", flush=True)  # noqa: T201 # printing is what it is for
    with shop(products=asked.products, mode=asked.mode) as running:
        # They import the shop's models, which want the settings that opening the shop has made.
        from tests.range import course, report

        result = report.Result(
            began_at=datetime.now(UTC).isoformat(timespec="seconds"),
            machine=report.machine(),
            mode=asked.mode,
            products=asked.products,
            invited=asked.people,
            seed=asked.seed,
        )
        report.tell(f"{result.machine}\nLogs and the record of every answer: {running.folder}")
        course.run(
            running,
            only=asked.only,
            people=asked.people,
            has_robots=not asked.no_robots,
            result=result,
            kept=asked.json,
        )
        result.seconds = time.monotonic() - began
        result.keep(asked.json)
        report.tell(report.summary(result))
        report.tell(f"The same as JSON: {asked.json}")
    return 0 if result.is_well else 1


if __name__ == "__main__":
    sys.exit(main())
