"""Templates obey the strict content security policy and escape what people typed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path
    for folder in ("design", "shop", "checkout", "accounts", "botguard", "antifraud", "backoffice")
    for path in (ROOT / folder).rglob("templates/**/*.html")
)

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "htmx's inline code": re.compile(r"\bhx-on\b|\bhx-vals\s*=\s*.?js:", re.I),
    "a script without a nonce or a source": re.compile(r"<script(?![^>]*(nonce|src)=)", re.I),
    "a style element": re.compile(r"<style(?![^>]*nonce=)", re.I),
    "output that is not escaped": re.compile(r"\|\s*safe\b|\{%\s*autoescape off"),
    "an address elsewhere": re.compile(r"<(?:script|link|img)[^>]*(?:src|href)=[\"'](?:https?:)?//", re.I),
}

SAMPLES = {
    "a style attribute": '<p class="a" style="color:red">',
    "an inline handler": '<a onclick="go()">',
    "htmx's inline code": '<a hx-on:click="go()">',
    "a script without a nonce or a source": "<script>go()</script>",
    "a style element": "<style>p{}</style>",
    "output that is not escaped": "{{ name|safe }}",
    "an address elsewhere": '<script src="https://cdn.example/x.js"></script>',
}


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_the_rule_finds_its_fault(fault: str) -> None:
    assert FORBIDDEN[fault].search(SAMPLES[fault])


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_template_has(fault: str) -> None:
    assert TEMPLATES
    found = [str(path.relative_to(ROOT)) for path in TEMPLATES if FORBIDDEN[fault].search(path.read_text())]
    assert found == []
