"""People in Django's admin. Only owners hand out the keys of the house."""

from typing import Any  # ModelAdmin's own signatures are loose

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest

from accounts.models import User

KEYS_OF_THE_HOUSE = ("is_staff", "is_superuser", "groups")


class NewPersonForm(AdminUserCreationForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A person is made with an e-mail address and a password."""

    class Meta:
        model = User
        fields = ("email",)

    def clean_email(self) -> str:
        """Keep addresses in lower case, as signing in looks for them."""
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Customers and staff; what staff may do comes from their roles alone."""

    add_form = NewPersonForm
    filter_horizontal = ("groups",)
    list_display = ("email", "first_name", "last_name", "is_staff", "is_active", "last_login", "date_joined")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Name", {"fields": ("first_name", "last_name")}),
        ("What they may do", {"fields": ("is_active", *KEYS_OF_THE_HOUSE)}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Vouch for the address of whoever is made here."""
        if not change:
            obj.is_vouched = True
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Let nobody but an owner change who may do what, nor touch another owner's account."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        return fixed if request.user.is_superuser else (*fixed, *KEYS_OF_THE_HOUSE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse an owner's account to everybody but owners: whoever sets a password can sign in with it."""
        if obj is not None and (obj.is_superuser or obj.is_staff) and not request.user.is_superuser:
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let only owners delete people; switching an account off is the ordinary way."""
        return bool(request.user.is_superuser) and bool(super().has_delete_permission(request, obj))
