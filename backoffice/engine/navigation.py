"""Say which rooms of the back office somebody sees, and which one they are in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One link of the rail; `permission` opens it, `counted` names the figure shown beside it."""

    label: str
    url: str
    icon: str
    permission: str
    counted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A link as the rail shows it."""

    label: str
    url: str
    icon: str
    is_current: bool
    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Links that belong to one task."""

    title: str
    items: tuple[Item, ...]


HOME = "/backoffice/"
ROOMS: tuple[tuple[str, tuple[Room, ...]], ...] = (
    (
        "Selling",
        (
            Room(label="Today", url=HOME, icon="home", permission="accounts.see_dashboard"),
            Room(label="Orders", url=f"{HOME}orders/", icon="box", permission="accounts.see_orders"),
            Room(
                label="Incoming payments",
                url=f"{HOME}payments/",
                icon="euro",
                permission="accounts.fulfil_orders",
            ),
            Room(label="Products", url=f"{HOME}shop/product/", icon="tag", permission="shop.view_product"),
            Room(
                label="Categories", url=f"{HOME}shop/category/", icon="list", permission="shop.view_category"
            ),
            Room(
                label="Coupons", url=f"{HOME}checkout/coupon/", icon="euro", permission="checkout.view_coupon"
            ),
            Room(
                label="Delivery",
                url=f"{HOME}checkout/deliverymethod/",
                icon="truck",
                permission="checkout.view_deliverymethod",
            ),
        ),
    ),
    (
        "Judging orders",
        (
            Room(
                label="Review",
                url=f"{HOME}review/",
                icon="eye",
                permission="accounts.judge_orders",
                counted="review",
            ),
            Room(label="Blocklist", url=f"{HOME}blocklist/", icon="block", permission="accounts.see_lists"),
            Room(
                label="Order rules",
                url=f"{HOME}order-rules/",
                icon="filter",
                permission="accounts.see_lists",
            ),
            Room(label="Accuracy", url=f"{HOME}accuracy/", icon="chart", permission="accounts.see_orders"),
        ),
    ),
    (
        "Minding visitors",
        (
            Room(label="Traffic", url=f"{HOME}traffic/", icon="chart", permission="accounts.see_traffic"),
            Room(
                label="Second looks",
                url=f"{HOME}second-looks/",
                icon="mail",
                permission="accounts.see_traffic",
                counted="appeals",
            ),
            Room(
                label="Access rules",
                url=f"{HOME}rules/",
                icon="filter",
                permission="botguard.view_accessrule",
            ),
            Room(
                label="Robots & partners",
                url=f"{HOME}crawlers/",
                icon="robot",
                permission="accounts.see_traffic",
            ),
            Room(
                label="Learning",
                url=f"{HOME}learning/",
                icon="settings",
                permission="accounts.see_traffic",
            ),
        ),
    ),
    (
        "House",
        (
            Room(label="People", url=f"{HOME}accounts/user/", icon="user", permission="accounts.view_user"),
            Room(
                label="People's data",
                url=f"{HOME}people/",
                icon="lock",
                permission="accounts.answer_people",
            ),
            Room(label="Roles", url=f"{HOME}auth/group/", icon="key", permission="auth.view_group"),
            Room(label="Audit", url=f"{HOME}audit/", icon="clock", permission="accounts.see_audit"),
        ),
    ),
)


def navigate(*, permissions: Collection[str], path: str, counts: Mapping[str, int]) -> tuple[Group, ...]:
    """Return the rail of somebody who holds these permissions; the room with the longest matching address is theirs."""
    open_rooms = [room for _, rooms in ROOMS for room in rooms if room.permission in permissions]
    here = max(
        (room.url for room in open_rooms if path.startswith(room.url) and (room.url != HOME or path == HOME)),
        key=len,
        default="",
    )
    groups = (
        Group(
            title=title,
            items=tuple(
                Item(
                    label=room.label,
                    url=room.url,
                    icon=room.icon,
                    is_current=room.url == here,
                    badge=str(counts[room.counted]) if counts.get(room.counted) else "",
                )
                for room in rooms
                if room.permission in permissions
            ),
        )
        for title, rooms in ROOMS
    )
    return tuple(group for group in groups if group.items)
