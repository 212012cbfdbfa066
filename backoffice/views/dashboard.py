"""Today: figures, plots, and what waits for somebody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from antifraud.queries import latest_of
from backoffice.engine.plot import Plot, Series, draw_bars
from backoffice.queries import dashboard
from backoffice.queries.traffic import GEO_OLD_DAYS, SPANS, traffic_plot
from backoffice.views.door import office_page, page, staff_of
from botguard import queries as guard
from shop.engine.money import Money


@require_safe
@office_page("accounts.see_dashboard")
def show(request: HttpRequest) -> HttpResponse:
    """Render the dashboard; each part only for those who may open the room it leads to."""
    now = timezone.now()
    today = timezone.localtime(now)
    user = staff_of(request)
    context: dict[str, object] = {"now": today}
    if user.has_perm("accounts.see_orders"):
        days = dashboard.days(until=today.date(), now=now)
        newest = dashboard.newest()
        context |= {
            "periods": dashboard.periods(
                today_at=today.replace(hour=0, minute=0, second=0, microsecond=0), now=now
            ),
            "waiting": dashboard.waiting(now=now),
            "revenue_plot": _revenue_plot(days),
            "orders_plot": _orders_plot(days),
            "newest": newest,
            "verdicts": latest_of([order.number for order in newest]),
        }
    if user.has_perm("accounts.see_traffic"):
        geo_files = guard.geo_files(now=now)
        context |= {
            "traffic_plot": traffic_plot(span=SPANS["week"], now=now),
            "bans": guard.recent_bans(limit=6),
            "decisions": guard.recent_decisions(limit=8),
            "geo_files": geo_files,
            "geo_is_old": any(file.age_days is None or file.age_days > GEO_OLD_DAYS for file in geo_files),
        }
    return page(request, "backoffice/dashboard.html", context)


def _revenue_plot(days: tuple[dashboard.Day, ...]) -> Plot:
    currency = settings.SHOP_CURRENCY
    total = sum(day.revenue_minor for day in days)
    return draw_bars(
        "Revenue a day",
        summary=f"Revenue a day over {len(days)} days, {Money(total, currency)} in all.",
        labels=[f"{day.date:%-d %b}" for day in days],
        series=[Series(name="Revenue", tone="brass", values=tuple(day.revenue_minor for day in days))],
        show=lambda minor: str(Money(minor, currency)),
    )


def _orders_plot(days: tuple[dashboard.Day, ...]) -> Plot:
    return draw_bars(
        "Orders a day",
        summary=f"Orders a day over {len(days)} days: {sum(day.orders for day in days)} that stand, "
        f"{sum(day.silent for day in days)} cancelled silently.",
        labels=[f"{day.date:%-d %b}" for day in days],
        series=[
            Series(name="Standing", tone="ink", values=tuple(day.orders for day in days)),
            Series(name="Silently cancelled", tone="red", values=tuple(day.silent for day in days)),
        ],
    )
