"""Print what trials measured."""

from collections.abc import Callable, Sequence

from antifraud.engine.learning import Trial
from scorecard.metrics import Metrics

FIGURES = (
    ("ranking (AUC)", "auc", "{:.3f}"),
    ("average precision", "average_precision", "{:.3f}"),
    ("bad ones caught at 1 % of good ones", "recall", "{:.1%}"),
    ("mean squared error (Brier)", "brier", "{:.4f}"),
    ("calibration error", "calibration_error", "{:.4f}"),
)
HEADINGS = {
    "time": "split by time: learned from the past, tried on what came after",
    "random": "split by chance: nobody's orders on both sides",
}


def tell_trials(trials: Sequence[Trial], *, write: Callable[[str], object]) -> None:
    """Write a table for every trial."""
    for trial in trials:
        write("")
        write(
            f"{HEADINGS[trial.name]}: {trial.taught:,} orders taught, {trial.tried:,} tried, {trial.bad:,} of them bad"
        )
        write(f"{'':40} {'in force':>10} {'learned':>10}")
        for label, name, shape in FIGURES:
            live = _figure(trial.live, name, shape)
            learned = _figure(trial.learned, name, shape) if trial.learned else "-"
            write(f"{label:40} {live:>10} {learned:>10}")


def _figure(measured: Metrics, name: str, shape: str) -> str:
    if name == "recall" and measured.least_total is None:
        return "tied"  # the heaviest total alone holds more good ones than that
    return shape.format(getattr(measured, name))
