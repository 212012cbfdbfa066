"""Keep weights learned from orders, and the shopper's own word as an outcome."""

from django.db import migrations, models

OUTCOMES = [
    (word, word)
    for word in ("delivered", "kept", "refused", "unpaid", "chargeback", "fraud", "genuine", "confirmed")
]


class Migration(migrations.Migration):
    dependencies = [("antifraud", "0004_cards_and_coupons_of_records"), ("antifraud", "0004_list_revisions")]

    operations = [
        migrations.AlterField(
            model_name="orderoutcome",
            name="outcome",
            field=models.CharField(choices=OUTCOMES, max_length=12),
        ),
        migrations.AlterField(
            model_name="orderrecord",
            name="outcome",
            field=models.CharField(blank=True, choices=OUTCOMES, max_length=12),
        ),
        migrations.CreateModel(
            name="FittedCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField()),
                ("state", models.CharField(default="challenger", max_length=10)),
                ("card", models.TextField()),
                ("bad", models.PositiveIntegerField()),
                ("good", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
                ("trials", models.JSONField()),
                ("bins", models.JSONField()),
                ("promoted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("challenger", "live", "retired"))),
                        name="antifraud_card_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "challenger")),
                        fields=("state",),
                        name="antifraud_one_challenger",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "live")),
                        fields=("state",),
                        name="antifraud_one_live_card",
                    ),
                ],
            },
        ),
    ]
