from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('antifraud', '0003_notices'),
    ]

    operations = [
        migrations.AddField(
            model_name='orderrecord',
            name='card',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='orderrecord',
            name='coupon_code',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddIndex(
            model_name='orderrecord',
            index=models.Index(condition=~Q(card=''), fields=['card', 'placed_at'], name='record_card'),
        ),
    ]
