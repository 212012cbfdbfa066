"""What pages carry for the guard: traps that people neither see nor reach, and marks that browsers fetch or run."""

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from botguard import conf
from botguard.forms import DECOY_NAME

register = template.Library()


@register.simple_tag
def trap_link() -> SafeString:
    """Render the hidden link that robots.txt forbids: out of sight, of the tab order and of screen readers."""
    return format_html(
        '<div hidden aria-hidden="true"><a href="{}" rel="nofollow" tabindex="-1">Collections archive</a></div>',
        conf.policy().paths.traps[0],
    )


@register.simple_tag
def decoy_field() -> SafeString:
    """Render a form field that people leave empty because they never meet it."""
    return format_html(
        '<div hidden aria-hidden="true"><label>Leave empty <input name="{}" tabindex="-1" autocomplete="off"></label>'
        "</div>",
        DECOY_NAME,
    )


@register.simple_tag
def ping() -> SafeString:
    """Render the style sheet, for paper only, by which a browser without scripts shows that it fetches such things."""
    return format_html('<link rel="stylesheet" href="{}" media="print">', reverse("guard:style"))


@register.simple_tag
def evidence() -> SafeString:
    """Render the small script that tells whether a program drives the browser; it blocks and changes nothing."""
    return format_html(
        '<script src="{}" data-to="{}" defer></script>',
        static("botguard/evidence.js"),
        reverse("guard:report"),
    )
