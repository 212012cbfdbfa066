"""Long lists come in from files and go out as files, all or nothing, by command."""

import gzip
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditEntry
from antifraud.actions import block, bulk
from antifraud.models import ListEntry
from antifraud.queries import register

pytestmark = pytest.mark.django_db


def bring(path: Path, *words: str) -> tuple[str, str]:
    """Run the command and return what it said, and what it complained of."""
    said, wrong = StringIO(), StringIO()
    call_command("import_list", str(path), "--reason", "fakes", *words, stdout=said, stderr=wrong)
    return said.getvalue(), wrong.getvalue()


def refused(path: Path, *words: str) -> tuple[str, str]:
    """Run the command, which must not save, and return its last word and what it complained of."""
    wrong = StringIO()
    before = ListEntry.objects.count()
    with pytest.raises(CommandError) as error:
        call_command(
            "import_list", str(path), *(words or ("--reason", "fakes")), stdout=StringIO(), stderr=wrong
        )
    assert ListEntry.objects.count() == before
    assert not AuditEntry.objects.exists()
    return str(error.value), wrong.getvalue()


def written(tmp_path: Path, text: str, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def test_a_file_is_put_in_force_and_written_down(tmp_path: Path) -> None:
    now = timezone.now()
    block("8.8.8.8", reason="old", author_id=None, expires_at=now + timedelta(days=1), now=now)
    block("9.9.9.9", reason="old", author_id=None, expires_at=None, now=now)
    over = now - timedelta(days=9)
    block("7.7.7.7", reason="over", author_id=None, expires_at=over + timedelta(days=1), now=over)
    text = (
        "value,reason,note,ends\r\n8.8.8.8,,,\r\n9.9.9.9,,,\r\n7.7.7.7,,,\r\n::ffff:8.8.8.8,,,\r\n"
        '203.0.113.0/24,pranks,"calls,\r\nat night",never\r\nana@example.com,,,2999-01-01\r\n'
    )
    said, wrong = bring(written(tmp_path, text))
    assert wrong == ""
    assert "3 added, 1 already there and now for longer, 1 already there, 1 repeated, 0 left out" in said
    rows = {row.value: row for row in ListEntry.objects.filter(ended_at=None)}
    assert set(rows) == {"8.8.8.8", "9.9.9.9", "7.7.7.7", "203.0.113.0/24", "ana@example.com"}
    assert (rows["8.8.8.8"].reason, rows["7.7.7.7"].reason) == ("old", "fakes")
    assert rows["8.8.8.8"].expires_at is not None
    assert timedelta(days=29) < rows["8.8.8.8"].expires_at - now <= timedelta(days=31)
    net = rows["203.0.113.0/24"]
    assert (net.reason, net.note, net.expires_at, net.author) == ("pranks", "calls,\nat night", None, None)
    detail = AuditEntry.objects.get(action="list-import").detail
    assert (detail["added"], detail["known"], detail["prolonged"], detail["wrong"]) == (3, 1, 1, 0)
    register.forget()
    assert register.catch_up() == 5


def test_one_wrong_line_and_nothing_is_saved(tmp_path: Path) -> None:
    path = written(
        tmp_path, "8.8.8.8\n  8.8.8.8/24\n\n# a comment\nana@\x07example.com\n9.9.9.9\n", "list.txt"
    )
    last, wrong = refused(path)
    assert "2 of 4 lines are wrong. Nothing was saved" in last
    assert "line 2, column 3: 8.8.8.8/24: 8.8.8.8/24 has host bits set; did you mean 8.8.8.0/24?" in wrong
    assert "line 5, column 5: ana@�example.com" in wrong
    said, _ = bring(path, "--skip-wrong")
    assert "2 added" in said
    assert "2 left out as wrong" in said
    assert set(ListEntry.objects.values_list("value", flat=True)) == {"8.8.8.8", "9.9.9.9"}


def test_checking_saves_nothing_and_tells_what_overlaps(tmp_path: Path) -> None:
    now = timezone.now()
    block(["203.0.113.7", "10.0.0.0/8"], reason="old", author_id=None, expires_at=None, now=now)
    path = written(tmp_path, "203.0.113.0/24\n10.1.2.3\n203.0.113.9\n")
    said, _ = bring(path, "--check")
    assert "line 1: 203.0.113.0/24 covers 1 entry in force (203.0.113.7)." in said
    assert "line 2: 10.1.2.3 lies within 10.0.0.0/8 in force." in said
    assert "line 3: 203.0.113.9 lies within 203.0.113.0/24 of line 1." in said
    assert "2 lines lie within other ranges; 1 entries in force lie within ranges of the file." in said
    assert "3 lines are fine, 0 are wrong. Nothing was saved." in said
    assert ListEntry.objects.count() == 2
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no good line"),
        ("# only words\n", "no good line"),
        ("x" * 200_000, "longer than 100,000 characters"),
        ('value,reason\n7.7.7.7,\n8.8.8.8,"open\n9.9.9.9,\n', "are wrong. Nothing was saved"),
    ],
    ids=["an empty file", "comments", "a line without an end", "a quote left open"],
)
def test_a_file_that_cannot_be_read_saves_nothing(tmp_path: Path, text: str, words: str) -> None:
    last, _ = refused(written(tmp_path, text))
    assert words in last


@pytest.mark.parametrize(
    "words", [("--reason", " "), ("--reason", "x", "--days", "-1"), ("--reason", "x" * 201)]
)
def test_terms_that_make_no_sense_save_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused(written(tmp_path, "8.8.8.8\n"), *words)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "nowhere")[0]


def test_more_than_a_list_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    assert "at most 2 lines" in refused(written(tmp_path, "8.8.8.8\n9.9.9.9\n7.7.7.7\n"))[0]


def test_what_is_exported_can_be_imported_again(tmp_path: Path) -> None:
    values = "203.0.113.9\n+40721234567\ndevice:k3y_AbC-9\ndelivery:RO Strada Lunga 14, 500051 Brasov\n"
    bring(written(tmp_path, values), "--note", "=1+1", "--days", "0")
    out = tmp_path / "out.csv"
    call_command("export_list", str(out), stdout=StringIO())
    assert out.stat().st_mode & 0o777 == 0o600
    assert AuditEntry.objects.filter(action="list-export").count() == 1
    with pytest.raises(CommandError, match="exists"):
        call_command("export_list", str(out), stdout=StringIO())
    columns = ("subject", "value", "reason", "note", "expires_at")
    before = set(ListEntry.objects.values_list(*columns))
    ListEntry.objects.all().delete()
    packed = tmp_path / "out.csv.gz"
    packed.write_bytes(gzip.compress(out.read_bytes()))
    bring(packed)
    assert set(ListEntry.objects.values_list(*columns)) == before
    assert len(before) == 4


def test_another_lists_rows_are_wrong(tmp_path: Path) -> None:
    _, wrong = refused(written(tmp_path, "value,list\n8.8.8.8,allow\n"))
    assert "line 2, column 2: 8.8.8.8: The row is for the list “allow”." in wrong
