"""Say of each judgement why it was made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("antifraud", "0007_address_digests")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("placed", "placed"),
                    ("retried", "retried"),
                    ("asked", "asked"),
                    ("payment-authorised", "payment-authorised"),
                    ("payment-declined", "payment-declined"),
                    ("money-arrived", "money-arrived"),
                    ("charged-back", "charged-back"),
                    ("parcel-delivered", "parcel-delivered"),
                    ("parcel-refused", "parcel-refused"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
    ]
