"""Make the staff roles. Permissions are made here too: Django makes its own only after the last migration."""

from django.db import migrations

from accounts.engine.role import DESK_PERMISSIONS, ROLES


def make_roles(apps, schema_editor):
    content_type = apps.get_model("contenttypes", "ContentType")
    permission = apps.get_model("auth", "Permission")
    group = apps.get_model("auth", "Group")
    desk_names = dict(DESK_PERMISSIONS)
    for role, codes in ROLES.items():
        row, _ = group.objects.get_or_create(name=role)
        for code in codes:
            app, codename = code.split(".")
            # "change_product" speaks of the model product; the back office's own permissions live at Desk.
            model = "desk" if codename in desk_names and app == "accounts" else codename.split("_", 1)[1]
            kind, _ = content_type.objects.get_or_create(app_label=app, model=model)
            name = desk_names.get(codename, f"Can {codename.replace('_', ' ')}")
            held, _ = permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": name}
            )
            row.permissions.add(held)


def drop_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_audit_is_append_only"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, drop_roles)]
