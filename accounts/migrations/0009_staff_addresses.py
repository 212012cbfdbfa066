"""Remember, as a keyed hash, the addresses staff sign in from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the table."""

    dependencies = [("accounts", "0008_take_orders")]

    operations = [
        migrations.CreateModel(
            name="StaffAddress",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
