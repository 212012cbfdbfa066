"""The range's own arithmetic: what counts as kept out, and what as got."""

import json
from pathlib import Path

import pytest

from tests.range.record import of, read


def written(folder: Path, *rows: dict[str, object]) -> None:
    """Write answers as the recorder does, in two files and not in order."""
    for place, row in enumerate(rows):
        full = {
            "at": float(place),
            "address": "127.0.0.9",
            "method": "GET",
            "status": 200,
            "challenged": False,
        }
        with (folder / f"{place % 2}.jsonl").open("a") as file:
            file.write(json.dumps({**full, "listed": [], **row}) + "\n")


@pytest.mark.parametrize(
    ("rows", "before", "challenges", "refusals"),
    [
        pytest.param(
            [{"path": "/"}, {"path": "/x", "status": 404}], None, 0, 0, id="a missing page keeps nobody out"
        ),
        pytest.param(
            [{"path": "/"}, {"path": "/", "status": 403, "challenged": True}], 1, 1, 0, id="a challenge does"
        ),
        pytest.param(
            [{"path": "/"}, {"path": "/"}, {"path": "/", "status": 429}],
            2,
            0,
            1,
            id="being told to wait does",
        ),
        pytest.param([{"path": "/", "status": 403}], 0, 0, 1, id="a closed door at once does"),
    ],
)
def test_what_keeps_a_client_out(
    tmp_path: Path, rows: list[dict[str, object]], before: int | None, challenges: int, refusals: int
) -> None:
    written(tmp_path, *rows)
    got = of(read(tmp_path), {"127.0.0.9"})
    assert (got.before_refusal, got.challenges, got.refusals) == (before, challenges, refusals)


def test_products_are_counted_once_and_only_if_served(tmp_path: Path) -> None:
    written(
        tmp_path,
        {"path": "/p/lamp/", "listed": ["lamp", "rug"]},
        {"path": "/api/v1/products/lamp/"},
        {"path": "/p/rug/", "status": 403},
        {"path": "/p/vase/", "address": "127.0.0.8"},
    )
    got = of(read(tmp_path), {"127.0.0.9"})
    assert (got.requests, got.products, got.listed) == (3, 1, 2)


def test_a_line_cut_short_is_left_out(tmp_path: Path) -> None:
    written(tmp_path, {"path": "/p/lamp/"})
    with (tmp_path / "0.jsonl").open("a") as file:
        file.write('{"at": 1.0, "addr')
    assert len(read(tmp_path)) == 1
