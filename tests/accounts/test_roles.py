"""Staff roles and what they hold."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from accounts.engine.role import ROLES
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_a_role_holds_what_it_names(role: str) -> None:
    person = User.objects.create_user("ana@example.com", "a long enough password", is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    assert person.get_all_permissions() == set(ROLES[role])


def test_every_permission_of_a_role_is_one_django_knows() -> None:
    known = {
        f"{app}.{code}" for app, code in Permission.objects.values_list("content_type__app_label", "codename")
    }
    call_command("migrate", verbosity=0)
    assert {code for codes in ROLES.values() for code in codes} <= known
    assert Permission.objects.count() == len(known)
