"""Run the parts of the range one after another, and keep what came of each as soon as it is over."""

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from django.db import connections
from tqdm import tqdm

from tests.range import browsers, report, robots
from tests.range.attack import Attack, Field
from tests.range.attackers import ATTACKS
from tests.range.attackers.scrapers import PATIENT
from tests.range.people import crowd
from tests.range.record import of, read
from tests.range.relay import Relays, relays
from tests.range.report import Result, Score
from tests.range.shop import Shop

CROWD_SECONDS = 300
# What ends late is no longer waited for.
GRACE_SECONDS = 60
# Of a bar that nobody watches a line now and then is enough.
BAR_SECONDS = 2.0


@dataclass(slots=True, kw_only=True)
class Course:
    """An open shop, who comes there, and what became of them so far."""

    shop: Shop
    relays: Relays
    result: Result
    kept: Path

    def let_people_in(self, *, people: int, has_patient: bool, has_robots: bool, seed: int) -> None:
        """Let in people, crawlers and the slow attacker among them, and then browsers, one by one."""
        with ThreadPoolExecutor(3) as crew, tqdm(total=people, desc="people", mininterval=BAR_SECONDS) as bar:
            patient = crew.submit(self.score, PATIENT, len(ATTACKS)) if has_patient else None
            crawlers = [crew.submit(self._crawl, visit) for visit in (robots.visits() if has_robots else ())]
            self.result.visits += asyncio.run(
                crowd(self.relays, people=people, seconds=CROWD_SECONDS, seed=seed, done=lambda: bar.update())
            )
            self.result.robots += [each.result() for each in crawlers]
            if patient is not None:
                self._keep_score(patient.result())
        if self.result.robots:
            report.tell(report.robots(self.result.robots))
        if people:
            self.result.visits += browsers.run(self.relays, seed=seed)
            report.tell(report.people(self.result.visits))
        self.result.keep(self.kept)

    def let_attackers_at_it(self, attacks: Sequence[tuple[int, Attack]]) -> None:
        """Run attackers one after another, and tell of each when it is done."""
        bar = tqdm(attacks, desc="attackers", mininterval=BAR_SECONDS)
        for place, attack in bar:
            bar.set_postfix_str(attack.name)
            if attack.is_possible:
                self._keep_score(self.score(attack, place))
            else:
                self.result.left_out.append(attack.name)
                report.tell(f"{attack.name}: left out, {attack.tool} is not installed")

    def score(self, attack: Attack, place: int) -> Score:
        """Let one attacker at the shop, and return what it got."""
        addresses = tuple(f"127.0.{10 + place}.{host + 1}" for host in range(attack.addresses))
        if attack.address:
            addresses = (attack.address,)
        folder = self.shop.folder / f"attacker-{place}"
        folder.mkdir()
        began = time.monotonic()
        field = Field(
            relays=self.relays,
            addresses=addresses,
            folder=folder,
            products=self.result.products,
            until=began + attack.seconds,
        )
        claimed, trouble = _attempt(attack, field)
        is_cut_short = field.is_over
        seconds = time.monotonic() - began
        got = of(read(self.shop.record), addresses)
        return Score(
            attack=attack,
            claimed=claimed,
            got=got,
            is_reached=attack.is_reached(claimed, got, field),
            is_cut_short=is_cut_short,
            seconds=seconds,
            trouble=trouble,
        )

    def _keep_score(self, score: Score) -> None:
        self.result.scores.append(score)
        self.result.keep(self.kept)
        report.tell(report.told(score, products=self.result.products))

    def _crawl(self, visit: robots.Robot) -> robots.Robot:
        try:
            return robots.read(self.relays, visit)
        finally:
            connections.close_all()


def _attempt(attack: Attack, field: Field) -> tuple[int, str]:
    """Run an attack in a thread of its own, and return what it claims and what broke in it."""
    outcome: list[tuple[int, str]] = []

    def work() -> None:
        try:
            outcome.append((attack.run(field), ""))
        except Exception as error:
            # Whatever one attacker stumbles over, the next must come; that it broke is told with its score.
            outcome.append((0, f"{type(error).__name__}: {error}"))
        finally:
            connections.close_all()

    thread = Thread(target=work, name=attack.name, daemon=True)
    thread.start()
    thread.join(attack.seconds + GRACE_SECONDS)
    return outcome[0] if outcome else (0, "did not end")


def run(
    shop: Shop, *, only: Sequence[str], people: int, result: Result, kept: Path, has_robots: bool = True
) -> None:
    """Run everything against an open shop."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    chosen = [
        (place, each)
        for place, each in enumerate((*ATTACKS, PATIENT))
        if not only or any(word.lower() in each.name.lower() for word in only)
    ]
    has_patient = any(each is PATIENT for _, each in chosen)
    with relays(port=shop.port) as made:
        course = Course(shop=shop, relays=made, result=result, kept=kept)
        if people or has_robots:
            course.let_people_in(
                people=people, has_patient=has_patient, has_robots=has_robots, seed=result.seed
            )
            has_patient = False
        course.let_attackers_at_it([each for each in chosen if each[1] is not PATIENT or has_patient])
