"""Let the demo's people in."""

from django.contrib.auth.models import Group

from accounts.models import User
from demo.engine.staff import PEOPLE


def invite() -> dict[str, User]:
    """Make the demo's sign-ins that are missing, with their roles, and return everybody by e-mail address."""
    for person in PEOPLE:
        if User.objects.filter(email=person.email).exists():
            continue
        first, _, last = person.name.partition(" ")
        user = User.objects.create_user(
            person.email,
            person.password,
            first_name=first,
            last_name=last,
            is_staff=bool(person.role),
            is_superuser=person.role == "Owner",
        )
        user.groups.set(Group.objects.filter(name=person.role))
    return {user.email: user for user in User.objects.filter(email__in=[person.email for person in PEOPLE])}
