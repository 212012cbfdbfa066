"""Keep a keyed hash of addresses that were cut to their network."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('antifraud', '0006_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='orderrecord',
            name='address_digest',
            field=models.CharField(blank=True, db_default='', default='', max_length=32),
        ),
    ]
