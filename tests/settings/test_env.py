"""The environment is read typed, and every problem is named at once."""

import os
import re
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from settings.env import Environment

ROOT = Path(__file__).resolve().parents[2]


def test_good_values_are_read() -> None:
    env = Environment(
        {
            "A": " word ",
            "B": "yes",
            "C": "7",
            "D": "a, b,,c",
            "E": "10.0.0.0/8,::1",
            "F": "demo",
            "G": "/srv/x",
        }
    )
    assert env.text("A") == "word"
    assert env.flag("B", default=False) is True
    assert env.number("C", default=1) == 7
    assert env.names("D") == ["a", "b", "c"]
    assert env.networks("E") == [ip_network("10.0.0.0/8"), ip_network("::1/128")]
    assert env.choice("F", among=("demo", "test"), default="test") == "demo"
    assert env.folder("G", Path("/")) == Path("/srv/x")
    env.close()


def test_every_problem_is_named_at_once() -> None:
    env = Environment({"B": "perhaps", "C": "7.5", "D": "99", "E": "10.0.0.1/8", "F": "moon", "S": "short"})
    env.text("A")
    env.flag("B", default=False)
    env.number("C", default=1)
    env.number("D", default=1, most=9)
    env.networks("E")
    env.choice("F", among=("demo", "test"), default="test")
    env.secrets("S", None)
    env.secrets("T", None)
    with pytest.raises(ImproperlyConfigured) as caught:
        env.close()
    lines = str(caught.value).splitlines()[1:]
    assert [line.split()[0].rstrip(":") for line in lines] == ["A", "B", "C", "D", "E", "F", "S", "T"]


DATABASES = [
    (
        "postgresql://me:p%40ss@db:6432/shop",
        {"NAME": "shop", "USER": "me", "PASSWORD": "p@ss", "HOST": "db", "PORT": "6432"},
    ),
    (
        "postgresql://me@/shop?host=/run/pg",
        {"NAME": "shop", "USER": "me", "PASSWORD": "", "HOST": "/run/pg", "PORT": ""},
    ),
]


@pytest.mark.parametrize(
    ("url", "expected"), DATABASES, ids=["over TCP, escaped password", "over a Unix socket"]
)
def test_database_url(url: str, expected: dict[str, str]) -> None:
    found = Environment({"URL": url}).database("URL", pool=False)
    assert {key: found[key] for key in expected} == expected


def test_a_foreign_database_is_refused() -> None:
    env = Environment({"URL": "sqlite:///x.db"})
    env.database("URL", pool=False)
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        env.close()


def production(**more: str) -> dict[str, str]:
    """Return an environment a real shop could run in."""
    return {
        **{key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}},
        "LATCHKEY_ENV": "production",
        "SECRET_KEY": "k" * 30 + "Jq8-Zt2.Wn5_Xr9!Vb3+Lm7",
        "SHOP_URL": "https://shop.example",
        "SHOP_EMAIL": "hello@shop.example",
        "SHOP_IBAN": "DE89370400440532013000",
        "EMAIL_HOST": "mail.example",
        "ALLOWED_HOSTS": "shop.example",
        "DATABASE_URL": "postgresql://latchkey@db/latchkey",
        "REDIS_URL": "redis://valkey:6379/0",
        **more,
    }


def manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_production_settings_pass_the_deploy_check() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=production())
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_without_its_secrets_does_not_start() -> None:
    env = production()
    del env["SECRET_KEY"], env["SHOP_URL"]
    done = manage("check", env=env)
    assert done.returncode != 0
    assert "SECRET_KEY must be set" in done.stderr
    assert "SHOP_URL must be set" in done.stderr


def test_the_example_names_every_variable() -> None:
    source = "".join(path.read_text() for path in (ROOT / "settings").glob("*.py"))
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    listed = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / "deploy" / "env.example").read_text(), re.M))
    assert len(read) > 30
    assert read - listed == {"CRASH_AT"}, "only tests may set CRASH_AT"
