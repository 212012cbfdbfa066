from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('antifraud', '0002_assessments_are_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('period', models.CharField(max_length=20)),
                ('told_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'period'), name='notice_once_a_period')],
            },
        ),
    ]
