import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('intro', models.CharField(blank=True, max_length=240)),
                ('picture', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'categories',
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('slug', models.SlugField(max_length=180, unique=True)),
                ('summary', models.CharField(blank=True, max_length=240)),
                ('description', models.TextField(blank=True)),
                ('attributes', models.JSONField(blank=True, default=dict)),
                ('is_published', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('price_minor', models.PositiveIntegerField(default=0)),
                ('compare_at_minor', models.PositiveIntegerField(blank=True, null=True)),
                ('prices_differ', models.BooleanField(default=False)),
                ('picture', models.CharField(blank=True, max_length=200)),
                ('search', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='products', to='shop.category')),
            ],
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('uses', models.PositiveIntegerField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['word'], name='search_word_trigram', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('options', models.JSONField(blank=True, default=dict)),
                ('price_minor', models.PositiveIntegerField()),
                ('compare_at_minor', models.PositiveIntegerField(blank=True, null=True)),
                ('on_hand', models.IntegerField(default=0)),
                ('allocated', models.IntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='shop.product')),
            ],
        ),
        migrations.CreateModel(
            name='StockMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('receive', 'Receive'), ('allocate', 'Allocate'), ('release', 'Release'), ('ship', 'Ship'), ('correct', 'Correct')], max_length=10)),
                ('on_hand_change', models.IntegerField(default=0)),
                ('allocated_change', models.IntegerField(default=0)),
                ('reference', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='shop.variant')),
            ],
        ),
        migrations.CreateModel(
            name='ProductImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='products/')),
                ('alt', models.CharField(max_length=160)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='shop.product')),
                ('variant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='images', to='shop.variant')),
            ],
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_published', True), ('price_minor__gt', 0)), fields=['-created_at', '-id'], name='product_newest'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_published', True), ('price_minor__gt', 0), ('compare_at_minor__isnull', False)), fields=['-created_at', '-id'], name='product_discounted'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_published', True), ('price_minor__gt', 0)), fields=['category', '-created_at', '-id'], name='product_newest_on_shelf'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_published', True), ('price_minor__gt', 0)), fields=['category', 'price_minor', 'id'], name='product_cheapest_on_shelf'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_published', True), ('price_minor__gt', 0)), fields=['category', 'name', 'id'], name='product_by_name_on_shelf'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(fields=['attributes'], name='product_attributes', opclasses=['jsonb_path_ops']),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='product_search'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name'], name='product_name_trigram', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=models.Index(fields=['product', 'position', 'id'], name='variant_of_product'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('allocated__gte', 0), ('allocated__lte', models.F('on_hand'))), name='variant_allocated_within_on_hand'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('compare_at_minor', None), ('compare_at_minor__gt', models.F('price_minor')), _connector='OR'), name='variant_compare_at_above_price'),
        ),
        migrations.AddIndex(
            model_name='stockmovement',
            index=models.Index(fields=['variant', 'at'], name='movement_by_variant'),
        ),
    ]
