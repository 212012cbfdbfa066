"""Traps for programs: a link and a form field that people neither see nor reach."""

from django import template
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
