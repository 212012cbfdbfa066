"""The answer takes as long for who is listed as for anybody: Welch's t over interleaved pairs.

Every build compares some pairs by the processor's time, which a busy machine disturbs little. `make proofs` compares
10,000 by the wall clock, as an outsider would, and asks that the means lie within half a millisecond of each other,
too; as is usual in such tests, answers above a percentile common to both kinds are left out: they measure what else
the machine does.
"""

import gc
import os
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, quantiles, variance
from time import perf_counter_ns, thread_time_ns

import pytest
import redis
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tqdm import tqdm

from antifraud.actions import block
from checkout.http import COOKIE, SALT
from checkout.models import Order
from tests.checkout.world import cart_of, form_data, total_of, variant
from tests.journeys.leaks import answer_slower
from tests.journeys.twin import BLOCKED, CLEAN, relay

pytestmark = pytest.mark.django_db(transaction=True)
IS_PROOF = bool(os.environ.get("PROOFS"))
PAIRS = int(os.environ.get("PROOF_PAIRS", "10000")) if IS_PROOF else 25
CONTROL_PAIRS = min(PAIRS, 2_000) if IS_PROOF else 12
CONTROL_SECONDS = 0.004 if IS_PROOF else 0.015
MOST_T = 4.5
WITHIN_MS = 0.5
KEPT = 90  # per cent
clock = perf_counter_ns if IS_PROOF else thread_time_ns

type Took = dict[str, dict[str, list[float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How two kinds of answers differ: Welch's t, the means' difference, and half of its 95 % interval."""

    t: float
    difference_ms: float
    half_width_ms: float

    def __str__(self) -> str:
        return f"t = {self.t:+.2f}, {self.difference_ms:+.3f} ± {self.half_width_ms:.3f} ms"


@pytest.fixture(autouse=True)
def _guard(settings: Settings) -> None:
    settings.BOTGUARD_MODE = "observe"
    settings.BOTGUARD_WATCH = False


def test_listed_shoppers_wait_as_long_as_others(valkey: redis.Redis) -> None:
    found = measured(valkey, pairs=PAIRS)
    for step, each in found.items():
        print(f"{step}: {each}")  # noqa: T201  # `make proofs` shows it
    assert {step: str(each) for step, each in found.items() if abs(each.t) >= MOST_T} == {}
    if IS_PROOF:
        apart = {
            step: str(each)
            for step, each in found.items()
            if abs(each.difference_ms) + each.half_width_ms >= WITHIN_MS
        }
        assert apart == {}


def test_a_slower_answer_is_found(valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_slower(monkeypatch, seconds=CONTROL_SECONDS)
    found = measured(valkey, pairs=CONTROL_PAIRS, pages=False)["place"]
    print(f"slower by {CONTROL_SECONDS * 1000:g} ms: {found}")  # noqa: T201
    assert found.t >= MOST_T, found


def measured(valkey: redis.Redis, *, pairs: int, pages: bool = True) -> dict[str, Found]:
    """Let a listed and another shopper buy and look in turns, in an order that is drawn, and compare their waiting."""
    lamp = variant(stock=10)
    block(BLOCKED, reason="fake orders", author_id=None, expires_at=None, now=timezone.now())
    shoppers = {address: Client(REMOTE_ADDR=address) for address in (BLOCKED, CLEAN)}
    took: Took = defaultdict(lambda: defaultdict(list))
    dice = random.Random(1)  # noqa: S311  # an order of turns is no secret

    def rounds(ask: Callable[[str], dict[str, float]]) -> None:
        for number in tqdm(range(-3, pairs), unit=" pairs", disable=not IS_PROOF):
            if number % 100 == 0:
                gc.collect()
                valkey.flushdb()  # a guard that counts a thousand orders an hour would do other work
            for address in dice.sample(sorted(shoppers), 2):
                for step, ms in ask(address).items():
                    if number >= 0:  # the first warm up
                        took[step][address].append(ms)

    gc.collect()
    gc.disable()
    try:
        rounds(lambda address: {"place": _place(shoppers[address], lamp.pk)})
        if pages:
            paths = {address: _order_paths(shoppers[address], lamp.pk) for address in shoppers}
            rounds(
                lambda address: {
                    step: _timed(lambda path=path: shoppers[address].get(path))  # type: ignore[misc]  # no argument
                    for step, path in paths[address].items()
                }
            )
    finally:
        gc.enable()
    return {step: _compared(both[BLOCKED], both[CLEAN]) for step, both in took.items()}


def _timed(ask: Callable[[], HttpResponse]) -> float:
    begun = clock()
    response = ask()
    ended = clock()
    assert response.status_code in {200, 302}, response.content
    return (ended - begun) / 1e6


def _place(shopper: Client, variant_id: int, *, is_kept: bool = False) -> float:
    with transaction.atomic():
        cart_id = cart_of({variant_id: 1}, at=timezone.now())
        total = total_of(cart_id, at=timezone.now())
        shopper.cookies[COOKIE] = signing.Signer(salt=SALT).sign(str(cart_id))
        form = form_data(idempotency_key=str(cart_id), expected_total=str(total.minor))
        ms = _timed(lambda: shopper.post("/checkout/", form))
        assert Order.objects.filter(cart=cart_id).exists()
        if not is_kept:
            transaction.set_rollback(True)
    return ms


def _order_paths(shopper: Client, variant_id: int) -> dict[str, str]:
    """Place an order that stays, let it be judged, and return where its shopper looks at it."""
    _place(shopper, variant_id, is_kept=True)
    relay()
    order = Order.objects.latest("pk")
    is_blocked = shopper.defaults["REMOTE_ADDR"] == BLOCKED
    assert (order.review == "shadow-cancelled") is is_blocked
    return {"order page": f"/orders/{order.token}/", "order by API": f"/api/v1/orders/{order.token}/"}


def _compared(one: list[float], other: list[float]) -> Found:
    limit = quantiles(one + other, n=100)[KEPT - 1]
    mine, theirs = ([each for each in side if each <= limit] for side in (one, other))
    error = sqrt(variance(mine) / len(mine) + variance(theirs) / len(theirs))
    apart = fmean(mine) - fmean(theirs)
    return Found(t=apart / error, difference_ms=apart, half_width_ms=1.96 * error)
