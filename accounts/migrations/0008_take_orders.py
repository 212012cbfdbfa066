"""Let merchants take orders by hand; roles that may already keep it."""

from importlib import import_module

from django.db import migrations

from accounts.engine.role import DESK_PERMISSIONS

roles = import_module("accounts.migrations.0003_staff_roles")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_answer_people")]

    operations = [
        migrations.AlterModelOptions(
            name="desk",
            options={"default_permissions": (), "managed": False, "permissions": DESK_PERMISSIONS},
        ),
        migrations.RunPython(roles.make_roles, migrations.RunPython.noop),
    ]
