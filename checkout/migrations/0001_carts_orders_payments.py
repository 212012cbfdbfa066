
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0002_search_and_ledger_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('coupon_code', models.CharField(blank=True, max_length=40)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='DeliveryMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('promise', models.CharField(blank=True, max_length=120)),
                ('price_minor', models.PositiveIntegerField()),
                ('free_from_minor', models.PositiveIntegerField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='SandboxCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=80, unique=True)),
                ('amount_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('return_path', models.CharField(max_length=200)),
                ('status', models.CharField(choices=[('open', 'Open'), ('captured', 'Captured'), ('declined', 'Declined'), ('refunded', 'Refunded')], default='open', max_length=10)),
                ('result', models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='Coupon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Upper case; shoppers may type it as they like.', max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('percent', 'Percent'), ('amount', 'Amount')], max_length=10)),
                ('value', models.PositiveIntegerField(help_text='A whole percentage, or an amount in minor units.')),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('least_goods_minor', models.PositiveIntegerField(default=0)),
                ('limit', models.PositiveIntegerField(blank=True, null=True)),
                ('limit_per_person', models.PositiveIntegerField(blank=True, null=True)),
                ('used', models.PositiveIntegerField(default=0, editable=False)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('limit', None), ('used__lte', models.F('limit')), _connector='OR'), name='coupon_within_limit'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'percent'), _negated=True), ('value__lte', 100), _connector='OR'), name='coupon_percent_at_most_100')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True)),
                ('token', models.CharField(max_length=43, unique=True)),
                ('idempotency_key', models.UUIDField(unique=True)),
                ('request_hash', models.CharField(max_length=64)),
                ('placed_at', models.DateTimeField()),
                ('email', models.EmailField(max_length=254)),
                ('person', models.EmailField(db_index=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('street', models.CharField(max_length=160)),
                ('street2', models.CharField(blank=True, max_length=160)),
                ('postcode', models.CharField(blank=True, max_length=16)),
                ('city', models.CharField(max_length=80)),
                ('region', models.CharField(blank=True, max_length=80)),
                ('country', models.CharField(max_length=2)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('delivery_code', models.CharField(max_length=30)),
                ('delivery_name', models.CharField(max_length=80)),
                ('payment_method', models.CharField(choices=[('cash-on-delivery', 'Cash on delivery'), ('bank-transfer', 'Bank transfer'), ('card', 'Card')], max_length=20)),
                ('currency', models.CharField(max_length=3)),
                ('goods_minor', models.PositiveIntegerField()),
                ('discount_minor', models.PositiveIntegerField(default=0)),
                ('delivery_minor', models.PositiveIntegerField(default=0)),
                ('total_minor', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('open', 'Open'), ('cancelled', 'Cancelled'), ('completed', 'Completed')], default='open', max_length=10)),
                ('payment_status', models.CharField(choices=[('pending', 'Pending'), ('authorised', 'Authorised'), ('paid', 'Paid'), ('failed', 'Failed'), ('refunded', 'Refunded')], default='pending', max_length=10)),
                ('fulfilment', models.CharField(choices=[('waiting', 'Waiting'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('refused', 'Refused'), ('released', 'Released')], default='waiting', max_length=10)),
                ('review', models.CharField(choices=[('pending', 'Pending'), ('cleared', 'Cleared'), ('held', 'Held'), ('shadow-cancelled', 'Shadow Cancelled'), ('rejected', 'Rejected')], default='pending', max_length=16)),
                ('review_reason', models.CharField(blank=True, max_length=300)),
                ('release_at', models.DateTimeField(blank=True, null=True)),
                ('is_holding_stock', models.BooleanField(default=True)),
                ('client_address', models.GenericIPAddressField(null=True)),
                ('visit', models.JSONField(default=dict)),
                ('cart', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='order', to='checkout.cart')),
                ('coupon', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='checkout.coupon')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='orders', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OrderEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('code', models.CharField(max_length=40)),
                ('sentence', models.CharField(max_length=300)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='checkout.order')),
            ],
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=250)),
                ('picture', models.CharField(blank=True, max_length=200)),
                ('unit_minor', models.PositiveIntegerField()),
                ('quantity', models.PositiveSmallIntegerField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='checkout.order')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.variant')),
            ],
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=30)),
                ('reference', models.CharField(max_length=80, unique=True)),
                ('amount_minor', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('status', models.CharField(choices=[('started', 'Started'), ('authorised', 'Authorised'), ('captured', 'Captured'), ('refunding', 'Refunding'), ('failed', 'Failed'), ('refunded', 'Refunded')], default='started', max_length=12)),
                ('started_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('result', models.CharField(blank=True, max_length=40)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='checkout.order')),
            ],
        ),
        migrations.CreateModel(
            name='CartLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveSmallIntegerField()),
                ('cart', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='checkout.cart')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shop.variant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cart', 'variant'), name='cart_line_once_a_variant'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1), ('quantity__lte', 99)), name='cart_line_1_to_99')],
            },
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['-placed_at', '-id'], name='order_newest'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['customer', '-placed_at'], name='order_of_customer'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['client_address', '-placed_at'], name='order_of_address'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('fulfilment', 'waiting')), fields=['release_at'], name='order_to_release'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['review', '-placed_at'], name='order_by_review'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('total_minor', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('goods_minor'), '-', models.F('discount_minor')), '+', models.F('delivery_minor')))), name='order_total_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('discount_minor__lte', models.F('goods_minor'))), name='order_discount_within_goods'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(fields=('order', 'variant'), name='order_line_once_a_variant'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('status__in', ['started', 'authorised', 'refunding'])), fields=['started_at'], name='payment_unsettled'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['authorised', 'captured'])), fields=('order',), name='payment_one_live_per_order'),
        ),
    ]
