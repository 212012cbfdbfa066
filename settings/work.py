"""Name the work behind the scenes: which tasks hear of which event, which run by the clock, and how they travel."""

# The relay sends each of these tasks the message's number and payload.
ROUTES: dict[str, tuple[str, ...]] = {
    "order-placed": ("checkout.tasks.mail_receipt", "checkout.tasks.judge_order"),
    "order-paid": ("checkout.tasks.judge_order",),
    "order-authorised": ("checkout.tasks.judge_order",),
    "order-fact": ("checkout.tasks.judge_order",),
    "capture-due": ("checkout.tasks.capture_payment",),
    "confirmation-due": ("checkout.tasks.mail_confirmation",),
    "order-confirmed": ("checkout.tasks.heed_confirmation",),
    "sandbox-notice": ("checkout.tasks.deliver_sandbox_notice",),
    "order-outcome": ("botguard.tasks.learn_outcome", "botguard.tasks.label_visit"),
    "backtest-asked": ("antifraud.tasks.run_backtest",),
    "mail": ("accounts.tasks.send_mail",),
}
SCHEDULE: dict[str, dict[str, object]] = {
    "release-unpaid-stock": {"task": "checkout.tasks.release_unpaid", "schedule": 60.0},
    "judge-forgotten-orders": {"task": "checkout.tasks.judge_forgotten", "schedule": 60.0},
    "reconcile-payments": {"task": "checkout.tasks.reconcile_payments", "schedule": 60.0},
    "fold-guard-events": {"task": "botguard.tasks.fold_events", "schedule": 5.0},
    "check-crawlers": {"task": "botguard.tasks.check_crawlers", "schedule": 5.0, "options": {"expires": 5}},
    "expire-guard-rows": {"task": "botguard.tasks.expire", "schedule": 600.0},
    "tell-of-silent-pauses": {"task": "antifraud.tasks.tell_pause", "schedule": 60.0},
    "tell-of-silent-weeks": {"task": "antifraud.tasks.tell_week", "schedule": 3600.0},
    "note-kept-orders": {"task": "antifraud.tasks.mature", "schedule": 21_600.0},
    "expire-order-evidence": {"task": "antifraud.tasks.expire", "schedule": 3600.0},
    "erase-people": {"task": "checkout.tasks.erase_due", "schedule": 3600.0},
    "expire-carts": {"task": "checkout.tasks.expire_carts", "schedule": 3600.0},
    "tell-of-sign-in-failures": {"task": "accounts.tasks.tell_of_failures", "schedule": 15.0},
    "expire-sign-in-failures": {"task": "accounts.tasks.expire", "schedule": 600.0},
    "expire-messages": {"task": "outbox.tasks.expire", "schedule": 3600.0},
}
# What each of these figures is for: docs/operating.md.
TRANSPORT: dict[str, object] = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
