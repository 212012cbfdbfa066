from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checkout', '0005_erasures'),
    ]

    operations = [
        migrations.AddField(
            model_name='payment',
            name='card',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
    ]
