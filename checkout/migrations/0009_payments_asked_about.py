"""Write down when a provider was last asked about a payment, so that each has its turn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the column."""

    dependencies = [("checkout", "0008_order_confirmed")]

    operations = [migrations.AddField("payment", "asked_at", models.DateTimeField(null=True))]
