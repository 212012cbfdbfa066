"""Keep which country a card's bank is in, where the provider tells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checkout", "0009_payments_asked_about")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="card_country",
            field=models.CharField(blank=True, db_default="", default="", max_length=2),
        ),
        migrations.AddField(
            model_name="sandboxcharge",
            name="card_country",
            field=models.CharField(blank=True, db_default="", default="", max_length=2),
        ),
    ]
