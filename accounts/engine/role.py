"""Name the staff roles and what each may do."""

# What a person may do at the back office's own pages; rows in Django's permission table by a migration.
DESK_PERMISSIONS: tuple[tuple[str, str], ...] = (
    ("see_dashboard", "Can see the dashboard"),
    ("see_orders", "Can see orders"),
    ("take_orders", "Can take orders by hand"),
    ("fulfil_orders", "Can ship, deliver, refund and settle orders"),
    ("judge_orders", "Can clear, hold, reject and reinstate orders"),
    ("see_lists", "Can see the silent blocklist"),
    ("change_lists", "Can add to and end entries of the silent blocklist"),
    ("see_traffic", "Can see traffic and bans"),
    ("lift_bans", "Can lift bans"),
    ("revoke_keys", "Can take visitors' keys back and return them"),
    ("answer_appeals", "Can answer appeals"),
    ("set_standing", "Can trust and distrust customers"),
    ("mind_robots", "Can decide about robots and give partners keys"),
    ("promote_weights", "Can put learned weights in force"),
    ("answer_people", "Can copy and erase a person's data"),
    ("see_audit", "Can see the audit trail"),
)

CATALOGUE = ("category", "product", "variant", "productimage")
VERBS = ("add", "change", "delete", "view")


def _every(app: str, models: tuple[str, ...], verbs: tuple[str, ...] = VERBS) -> tuple[str, ...]:
    return tuple(f"{app}.{verb}_{model}" for model in models for verb in verbs)


def _desk(*codes: str) -> tuple[str, ...]:
    return tuple(f"accounts.{code}" for code in codes)


ROLES: dict[str, tuple[str, ...]] = {
    "Merchant": (
        *_desk("see_dashboard", "see_orders", "fulfil_orders", "judge_orders", "see_lists", "change_lists"),
        *_desk("see_traffic", "answer_appeals", "set_standing", "mind_robots", "answer_people"),
        *_desk("take_orders"),
        *_every("shop", CATALOGUE),
        *_every("shop", ("stockmovement",), ("view",)),
        *_every("checkout", ("coupon", "deliverymethod")),
    ),
    "Analyst": (
        *_desk("see_dashboard", "see_orders", "judge_orders", "see_lists", "change_lists"),
        *_desk("see_traffic", "lift_bans", "revoke_keys", "answer_appeals", "set_standing", "see_audit"),
        *_desk("promote_weights"),
        *_every("shop", CATALOGUE, ("view",)),
        *_every("botguard", ("accessrule",)),
        *_every("botguard", ("ban", "decision", "appeal"), ("view",)),
    ),
    "Operator": (
        *_desk("see_dashboard", "see_traffic", "lift_bans", "revoke_keys", "answer_appeals", "see_audit"),
        *_desk("mind_robots"),
        *_every("accounts", ("user",), ("view",)),
        *_every("botguard", ("accessrule",)),
        *_every("botguard", ("appeal",), ("change", "view")),
        *_every("botguard", ("ban", "decision"), ("view",)),
    ),
}
