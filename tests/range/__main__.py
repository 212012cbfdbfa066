"""Run the range: `python -m tests.range [--only WORD …] [--people 500] [--products 20000] [--mode enforce]`."""

import argparse
import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tqdm import tqdm

from tests.range.shop import Shop, shop

CROWD_SECONDS = 300


def main() -> None:
    """Open the shop, let people in and then attackers, and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="attackers whose name holds one of these words")
    parser.add_argument("--people", type=int, default=500, help="0 lets nobody in, nor the patient scraper")
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--mode", choices=("off", "observe", "enforce"), default="enforce")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with shop(products=asked.products, mode=asked.mode) as running:
        run(running, only=asked.only, people=asked.people, products=asked.products, seed=asked.seed)


def run(running: Shop, *, only: Sequence[str], people: int, products: int, seed: int) -> None:
    """Run everything against an open shop."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # They import the shop's models, which want the settings that opening the shop has made.
    from tests.range import browsers, report
    from tests.range.attack import Attack, Field
    from tests.range.attackers import ATTACKS
    from tests.range.attackers.scrapers import PATIENT
    from tests.range.people import crowd
    from tests.range.record import of, read
    from tests.range.relay import relays

    def score(attack: Attack, place: int) -> report.Score:
        addresses = tuple(f"127.0.{10 + place}.{host + 1}" for host in range(attack.addresses))
        folder = running.folder / f"attacker-{place}"
        folder.mkdir()
        field = Field(
            relays=made, addresses=addresses, folder=folder, products=products, seconds=attack.seconds
        )
        began = time.time()
        claimed = attack.run(field)
        got = of(read(running.record), addresses)
        reached = attack.is_reached(claimed, got, field)
        return report.Score(
            attack=attack, claimed=claimed, got=got, is_reached=reached, seconds=time.time() - began
        )

    chosen = [each for each in ATTACKS if not only or any(word in each.name for word in only)]
    with relays(port=running.port) as made:
        scores = []
        if people:
            with ThreadPoolExecutor(1) as crew, tqdm(total=people, desc="people", unit=" visits") as bar:
                patient = crew.submit(score, PATIENT, len(ATTACKS))
                visits = asyncio.run(
                    crowd(made, people=people, seconds=CROWD_SECONDS, seed=seed, done=lambda: bar.update())
                )
                scores.append(patient.result())
            visits += browsers.run(made, seed=seed)
            print(report.people(visits))  # noqa: T201 # printing is what it is for
        for place, attack in enumerate(tqdm(chosen, desc="attackers")):
            if attack.is_possible:
                scores.append(score(attack, place))
            else:
                tqdm.write(f"{attack.name}: left out, {attack.tool} is not installed")
        print(report.attackers(scores, products=products))  # noqa: T201


if __name__ == "__main__":
    main()
