"""Learning from orders: what counts as a case, what comes out, how it comes into force, and that nothing leaks.

The orders are simulated: bad ones come through Tor more often and spend more; nothing about them is real.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from antifraud.actions import PastOrder, assess, import_history, learning, mature, record_outcome
from antifraud.actions.backlog import judge_past
from antifraud.actions.rehearsal import rehearse, stage
from antifraud.collect import order_history
from antifraud.engine.learning import Case, readings
from antifraud.engine.outcome import Outcome
from antifraud.models import Assessment, FittedCard, OrderOutcome, OrderRecord
from antifraud.queries import latest, learned
from antifraud.queries.outcome import cases, labels_of
from checkout.collect import network_files
from tests.antifraud.orders import NOON, POLICY, order

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=400)


def simulated(count: int = 600, *, seed: int = 1) -> list[PastOrder]:
    """Return orders of as many people, a fifth of them bad: half of those through Tor, of the good ones a hundredth."""
    dice = Random(seed)  # noqa: S311  # a seed, so that red stays red
    found = []
    for number in range(count):
        is_bad = dice.random() < 0.2
        facts = order(
            f"P{number:05}",
            placed_at=NOON + timedelta(hours=number * 4),
            email=f"person{number}@mail.example",
            phone=f"+4072{number:07}",
            street=f"Strada Lunga {number}",
            device=f"device-{number}",
            address=f"198.{18 + number % 2}.{number // 250}.{number % 250}",
            address_kind="tor" if dice.random() < (0.5 if is_bad else 0.01) else "unknown",
            amount_minor=dice.randrange(2_000, 30_000 if is_bad else 8_000),
        )
        outcome = Outcome.REFUSED if is_bad else Outcome.KEPT
        found.append(PastOrder(facts=facts, outcome=outcome, known_at=facts.placed_at + timedelta(days=30)))
    return found


@pytest.fixture
def lived() -> list[PastOrder]:
    """Write simulated orders with their ends, judged as of their own time."""
    past = simulated()
    import_history(past)
    assert sum(judge_past(past, now=LATER)) == len(past)
    return past


def taught(past: list[PastOrder]) -> tuple[Case, ...]:
    found = tuple(cases(since=NOON - timedelta(days=1), now=LATER))
    assert len(found) == len(past)
    return found


def test_what_is_learned_tells_better_than_by_hand_and_is_only_a_challenger(lived: list[PastOrder]) -> None:
    lesson = learning.learn(taught(lived), hand=POLICY.card, live=POLICY.card)
    assert {trial.name for trial in lesson.trials} == {"time", "random"}
    for trial in lesson.trials:
        assert trial.learned is not None
        assert trial.learned.auc > trial.live.auc
        assert trial.learned.brier < trial.live.brier
        assert trial.learned.calibration_error < trial.live.calibration_error
    assert "ip-tor" in lesson.changed.bands
    row = learning.keep(lesson, now=LATER)
    assert row.state == "challenger"
    assert learned.policy().policy == POLICY
    before = assess(order("NEW-1", placed_at=LATER, address_kind="tor"), now=LATER)
    assert "+" not in before.versions["policy"]
    (shown,) = learned.cards()
    assert shown.prior == (POLICY.card.prior, lesson.card.prior)
    observed = learned.observe(row.pk, now=LATER)
    assert (observed.orders, observed.bad, observed.good) == (1, 0, 0)


def test_promoted_weights_judge_the_next_order_and_taken_back_ones_do_not(lived: list[PastOrder]) -> None:
    lesson = learning.learn(taught(lived), hand=POLICY.card, live=POLICY.card)
    row = learning.keep(lesson, now=LATER)
    learning.promote(row.pk, now=LATER)
    with pytest.raises(learning.NotThere):
        learning.promote(row.pk, now=LATER)
    after = assess(order("NEW-2", placed_at=LATER, address_kind="tor"), now=LATER)
    assert after.versions["policy"].endswith(f"+{row.pk}")
    assert after.prior == lesson.card.prior
    weights = {each.code: each.points for each in after.evidence}
    assert weights["ip-tor"] == lesson.card.weight("ip-tor")
    assert after.prior + sum(weights.values()) == after.total
    learning.retire(row.pk, now=LATER)
    assert learned.policy().policy == POLICY


def test_there_is_one_challenger_and_one_in_force(lived: list[PastOrder]) -> None:
    lesson = learning.learn(taught(lived), hand=POLICY.card, live=POLICY.card)
    first, second = (learning.keep(lesson, now=LATER) for _ in range(2))
    learning.promote(second.pk, now=LATER)
    learning.promote(first.pk, now=LATER)
    assert dict(FittedCard.objects.values_list("pk", "state")) == {first.pk: "live", second.pk: "retired"}
    with pytest.raises(IntegrityError), transaction.atomic():
        FittedCard.objects.filter(pk=second.pk).update(state="live")


def test_weights_of_another_release_weigh_nothing() -> None:
    FittedCard.objects.create(
        created_at=NOON, state="live", card="no [toml", bad=1, good=1, since=NOON, trials=[], bins=[]
    )
    assert learned.policy().policy == POLICY


def test_a_case_is_what_was_known_when_the_order_was_first_judged() -> None:
    assess(order("A", failed_payments=0), now=NOON)
    assess(order("A", failed_payments=5), now=NOON + timedelta(days=1))
    record_outcome("A", "refused", now=NOON + timedelta(days=5))
    (case,) = cases(since=NOON - timedelta(days=1), now=LATER)
    assert (case.is_bad, case.values["pay-attempts"], case.reference) == (True, 0.0, "A")
    assert case.known_at == NOON + timedelta(days=5)
    # Before that was known, it is no case.
    assert tuple(cases(since=NOON - timedelta(days=1), now=NOON + timedelta(days=4))) == ()


def test_too_few_orders_teach_nothing() -> None:
    with pytest.raises(learning.NotEnough, match="0 bad and 0 good"):
        learning.learn((), hand=POLICY.card, live=POLICY.card)


def test_delivered_orders_are_kept_after_thirty_quiet_days() -> None:
    ends = {"QUIET": [], "BACK": ["chargeback"], "FRAUD": ["fraud"], "RECENT": []}
    for reference in ends:
        assess(order(reference), now=NOON)
        record_outcome(reference, "delivered", now=NOON + timedelta(days=20 if reference == "RECENT" else 3))
    for reference, words in ends.items():
        for word in words:
            record_outcome(reference, word, now=NOON + timedelta(days=10))
    now = NOON + timedelta(days=40)
    assert mature(now=now) == 1
    assert mature(now=now) == 0
    kept = OrderOutcome.objects.filter(outcome="kept").values_list("record__reference", "known_at")
    assert list(kept) == [("QUIET", NOON + timedelta(days=33))]
    assert OrderRecord.objects.get(reference="QUIET").outcome == "kept"
    assert {key: label.is_bad for key, label in labels_of(list(ends), now=now).items()} == {
        "QUIET": False,
        "BACK": True,
        "FRAUD": True,
    }


def test_a_rehearsal_sees_the_files_past_and_nothing_of_the_shops_and_leaves_no_row() -> None:
    shared = {"email": "same@mail.example", "device": "same", "address": "198.51.100.9"}
    import_history([PastOrder(facts=order(f"SHOP{n}", placed_at=NOON, **shared)) for n in range(5)])
    file = [
        PastOrder(
            facts=order(f"FILE{n}", placed_at=NOON + timedelta(minutes=1 + n), **shared),
            outcome=Outcome.KEPT,
            known_at=NOON + timedelta(days=30),
        )
        for n in range(3)
    ]
    found = list(rehearse(file, file))
    assert [case.values["ip-orders-1h"] for case in found] == [1.0, 2.0, 3.0]
    assert (OrderRecord.objects.count(), OrderOutcome.objects.count(), Assessment.objects.count()) == (
        5,
        0,
        0,
    )
    # The very same orders, written: the rehearsal told what live judging would have read.
    OrderRecord.objects.all().delete()
    import_history(file)
    assert [readings(each.facts, order_history(each.facts)) for each in file] == [
        dict(case.values) for case in found
    ]


def test_a_rehearsal_that_breaks_off_leaves_the_shops_tables_in_place() -> None:
    with pytest.raises(RuntimeError), stage():
        raise RuntimeError
    import_history([PastOrder(facts=order("A"))])
    assert OrderRecord.objects.count() == 1


HEADER = "id,when,total,mail,net,end\n"
MAP = ("reference=id", "placed_at=when", "amount=total", "email=mail", "address=net", "outcome=end")


def lines(count: int, *, seed: int = 3) -> Iterator[str]:
    dice = Random(seed)  # noqa: S311
    yield HEADER
    for number in range(count):
        at = NOON - timedelta(days=200) + timedelta(hours=number)
        is_bad = dice.random() < 0.3
        amount = dice.randrange(10, 400 if is_bad else 90)
        yield (
            f"{number},{at.isoformat()},{amount},p{number}@x.example,198.51.{number % 200}.7,"
            f"{'refused' if is_bad else 'kept'}\n"
        )


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("".join(lines(200)))
    return path


def test_importing_brings_history_outcomes_and_judgements_to_try_rules_on(csv_file: Path) -> None:
    out = StringIO()
    call_command("import_orders", str(csv_file), "--map", *MAP, stdout=out)
    assert "200 orders are history now" in out.getvalue()
    assert "200 were judged" in out.getvalue()
    assert (OrderRecord.objects.count(), Assessment.objects.count()) == (200, 200)
    view = latest("7")
    assert view is not None
    assert (view.mode, view.recommendation, view.assessed_at) == ("observe", "clear", view.facts.placed_at)
    assert "imported" in view.versions
    # Again: the same rows, no second judgement.
    call_command("import_orders", str(csv_file), "--map", *MAP, stdout=StringIO())
    assert (OrderRecord.objects.count(), Assessment.objects.count()) == (200, 200)


def test_an_imports_addresses_are_looked_up_where_the_file_does_not_say(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "id,when,total,mail,net,land\n"
        "a,2026-01-02,10,a@x.example,8.8.8.8,\n"
        "b,2026-01-03,10,b@x.example,8.8.8.8,RO\n"
        "c,2026-01-04,10,c@x.example,198.51.100.7,\n"
        "d,2026-01-05,10,d@x.example,,\n"
    )
    words = (
        "reference=id",
        "placed_at=when",
        "amount=total",
        "email=mail",
        "address=net",
        "address_country=land",
    )
    call_command("import_orders", str(path), "--map", *words, stdout=StringIO())
    facts = {reference: view.facts for reference in "abcd" if (view := latest(reference))}
    assert [facts[name].address_country for name in "abcd"] == ["US", "RO", None, None]
    assert [facts[name].address_asn for name in "abcd"] == [15169, 15169, None, None]
    files = network_files(now=timezone.now())
    assert "country.mmdb 20" in files
    assert [facts[name].files for name in "abcd"] == [files, files, files, None]


def test_an_import_with_wrong_lines_writes_nothing_unless_asked(csv_file: Path) -> None:
    with csv_file.open("a") as file:
        file.write("x1,never,1,,,\nx2,2026-01-01,1,a@x.example,198.51.100.7,perhaps\n7,2026-01-01,1,,,\n")
    told = StringIO()
    with pytest.raises(CommandError, match="nothing was imported"):
        call_command("import_orders", str(csv_file), "--map", *MAP, stderr=told)
    assert OrderRecord.objects.count() == 0
    for words in (
        "line 202, column 2 (when): 'never'",
        "line 203, column 6 (end): 'perhaps'",
        "7 is there twice",
    ):
        assert words in told.getvalue()
    call_command(
        "import_orders",
        str(csv_file),
        "--map",
        *MAP,
        "--skip-wrong",
        "--no-judge",
        stdout=StringIO(),
        stderr=told,
    )
    # Which of two lines of one name is right, nobody knows: neither is written.
    assert OrderRecord.objects.count() == 199
    assert Assessment.objects.count() == 0


def test_an_import_never_writes_over_an_order_the_shop_judged_itself(csv_file: Path) -> None:
    mine = assess(order("7"), now=NOON)
    told = StringIO()
    with pytest.raises(CommandError):
        call_command("import_orders", str(csv_file), "--map", *MAP, stderr=told)
    assert "7 is an order of this shop already" in told.getvalue()
    assert OrderRecord.objects.get().amount_minor == mine.facts.amount_minor


def test_evaluating_tells_figures_and_writes_no_row(csv_file: Path) -> None:
    out = StringIO()
    call_command("evaluate_fraud", str(csv_file), "--map", *MAP, stdout=out)
    for words in (
        "200 labelled orders",
        "split by time",
        "split by chance",
        "ranking (AUC)",
        "amount-outlier",
    ):
        assert words in out.getvalue()
    assert (OrderRecord.objects.count(), Assessment.objects.count()) == (0, 0)


@pytest.mark.parametrize(("more", "is_asked"), [((), True), (("--no-look-up",), False)])
def test_evaluating_looks_addresses_up_unless_they_are_made_up(
    tmp_path: Path, more: tuple[str, ...], is_asked: bool
) -> None:
    path, out = tmp_path / "orders.csv", StringIO()
    lines = [
        f"{n},2026-01-{1 + n % 28:02},10,a{n}@x.example,8.8.{n}.8,RO,{'fraud' if n % 9 == 0 else 'delivered'}"
        for n in range(60)
    ]
    path.write_text("\n".join(["id,when,total,mail,net,land,end", *lines]))
    words = (
        *("reference=id", "placed_at=when", "amount=total", "email=mail", "address=net", "country=land"),
        "outcome=end",
    )
    call_command("evaluate_fraud", str(path), "--map", *words, *more, stdout=out)
    (read,) = (line for line in out.getvalue().splitlines() if line.startswith("Signals with"))
    assert ("ip-country" in read) == is_asked


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "empty"), ("a,b\n1,2\n", "which column is placed_at")],
    ids=["an empty file", "a header that says nothing"],
)
def test_a_file_nobody_can_read_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(text)
    with pytest.raises(CommandError, match=words):
        call_command("evaluate_fraud", str(path))


def test_fitting_by_command_keeps_a_challenger(lived: list[PastOrder], tmp_path: Path) -> None:
    out = StringIO()
    plot = tmp_path / "plot.svg"
    days = (datetime.now(tz=NOON.tzinfo) - NOON).days + 2
    call_command("fit_fraud", "--days", str(days), "--svg", str(plot), "--dry-run", stdout=out)
    assert FittedCard.objects.count() == 0
    call_command("fit_fraud", "--days", str(days), stdout=out)
    assert "[signals.ip-tor]" in out.getvalue()
    assert plot.read_text().startswith("<svg")
    assert FittedCard.objects.get().state == "challenger"
    with pytest.raises(CommandError, match="are needed"):
        call_command("fit_fraud", "--days", "0")
