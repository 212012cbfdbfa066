from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("checkout", "0007_visits_are_cut"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
