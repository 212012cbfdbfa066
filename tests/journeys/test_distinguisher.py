"""Trees that are trained on everything an outsider can observe cannot tell who is listed.

Journeys are drawn (cart, payment, door, account, language), half of them by listed shoppers. Statuses, lengths,
headers, counters, words of pages and mails, order numbers, stock shown, and in `make proofs` times, become figures;
boosted trees learn from one half and guess at the other. The 95 % interval of their AUC must hold 0.5, and must not
once a leak is put in.
"""

import os
import random
import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pytest
import redis
from pytest_django import Settings
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from tests.journeys.leaks import count_without_it
from tests.journeys.twin import Plan, World, lived

pytestmark = pytest.mark.django_db
IS_PROOF = bool(os.environ.get("PROOFS"))
JOURNEYS = int(os.environ.get("PROOF_JOURNEYS", "1000")) if IS_PROOF else 24
CONTROL = 60 if IS_PROOF else 16
BUCKETS = 512
WORD = re.compile(r"[\w.-]+")


@pytest.fixture(autouse=True)
def _guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    settings.BOTGUARD_WATCH = False
    settings.BOTGUARD_STORE_CLOCK = False


def test_trees_cannot_tell_who_is_listed(valkey: redis.Redis) -> None:
    auc, least, most = guessed(*observed(valkey, journeys=JOURNEYS))
    print(f"AUC {auc:.3f}, 95 % interval {least:.3f} to {most:.3f}, {JOURNEYS} journeys")  # noqa: T201
    assert least <= 0.5 <= most


def test_trees_find_a_count_that_leaves_an_order_out(
    valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_without_it(monkeypatch)
    auc, least, most = guessed(*observed(valkey, journeys=CONTROL, plan=Plan()))
    print(f"with a leak: AUC {auc:.3f}, 95 % interval {least:.3f} to {most:.3f}, {CONTROL} journeys")  # noqa: T201
    assert least > 0.5


def observed(
    valkey: redis.Redis, *, journeys: int, plan: Plan | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return a row of figures for each journey (drawn, or all by one plan), and whether its shopper was listed."""
    labels = [number % 2 == 1 for number in range(journeys)]
    random.Random(7).shuffle(labels)  # noqa: S311  # dice of a test
    rows = [
        figures(lived(plan or drawn(number), is_blocked=is_blocked, valkey=valkey, seed=number))
        for number, is_blocked in enumerate(tqdm(labels, unit=" journeys", disable=not IS_PROOF))
    ]
    widest = max(len(row) for row in rows)
    return np.array([row + [0.0] * (widest - len(row)) for row in rows]), np.array(labels, dtype=int)


def drawn(number: int) -> Plan:
    """Draw a journey."""
    dice = random.Random(number)  # noqa: S311  # dice of a test
    return Plan(
        payment=dice.choice(["bank-transfer", "cash-on-delivery"]),
        stock=dice.randint(1, 9),
        units=(1, dice.randint(0, 1), dice.randint(0, 1)),
        is_guest=dice.random() < 0.5,
        by_api=dice.random() < 0.5,
        has_coupon=dice.random() < 0.5,
        language=dice.choice(["en", "de", "fr"]),
    )


def figures(world: World) -> list[float]:
    """Turn all that was seen of a journey into figures: words by bucket, sizes by step, the number, and times."""
    words = [0.0] * BUCKETS
    sizes: list[float] = []
    for name, text in world.seen:
        sizes += [float(len(text)), float(text.count("\n"))]
        for word in WORD.findall(text):
            words[crc32(f"{name} {word}".encode()) % BUCKETS] += 1
    link = [float(ord(letter)) for letter in world.token[:8]]
    times = [ns / 1e6 for _, ns in world.took] if IS_PROOF else []
    return [*words, *link, *sizes, *times]


def guessed(rows: np.ndarray, labels: np.ndarray) -> tuple[float, float, float]:
    """Learn from one half, guess at the other, and return the AUC with its bootstrapped 95 % interval."""
    half = len(labels) // 2
    trees = GradientBoostingClassifier(n_estimators=100, max_depth=3, subsample=0.8, random_state=1)
    trees.fit(rows[:half], labels[:half])
    scores, truth = trees.predict_proba(rows[half:])[:, 1], labels[half:]
    dice = np.random.default_rng(1)
    found = [_auc(truth, scores, dice.integers(0, len(truth), len(truth))) for _ in range(2000)]
    least, most = np.percentile([each for each in found if each is not None], [2.5, 97.5])
    return float(roc_auc_score(truth, scores)), float(least), float(most)


def _auc(truth: np.ndarray, scores: np.ndarray, chosen: Sequence[int] | np.ndarray) -> float | None:
    """Return a resample's AUC; one without both kinds has none."""
    kinds = truth[chosen]
    return None if len(set(kinds)) < 2 else float(roc_auc_score(kinds, scores[chosen]))
