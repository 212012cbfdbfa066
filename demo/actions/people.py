"""Let the demo's people in."""

from django.contrib.auth.models import Group

from accounts.models import User
from demo.engine.staff import PEOPLE


def invite() -> dict[str, int]:
    """Make the demo's sign-ins that are missing, and return staff's ids by role."""
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
    ids = dict(User.objects.filter(email__in=[each.email for each in PEOPLE]).values_list("email", "pk"))
    return {person.role: ids[person.email] for person in PEOPLE if person.role}


def customers() -> dict[str, int]:
    """Return the ids of customers who can sign in, by their address."""
    emails = [person.email for person in PEOPLE if not person.role]
    return dict(User.objects.filter(email__in=emails).values_list("email", "pk"))
