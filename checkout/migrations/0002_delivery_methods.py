"""Give a new shop three ways to deliver; staff change them in the back office."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

METHODS = (
    ("standard", "Standard delivery", "At your door in 2 to 4 working days", 490, 7500),
    ("express", "Express delivery", "At your door the next working day", 990, None),
    ("pickup", "Pick up at the shop", "Ready within a working day", 0, None),
)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    method = apps.get_model("checkout", "DeliveryMethod")
    for position, (code, name, promise, price_minor, free_from_minor) in enumerate(METHODS, start=1):
        method.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "promise": promise,
                "price_minor": price_minor,
                "free_from_minor": free_from_minor,
                "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("checkout", "0001_carts_orders_payments")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
