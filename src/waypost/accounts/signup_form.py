"""What signing up asks for besides an e-mail address and a password."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from waypost.accounts import queries
from waypost.accounts.models import User
from waypost.accounts.rules import one_line


class SignupForm(forms.Form):
    """allauth adds the address and the password; the adapter makes the rows."""

    name = forms.CharField(max_length=100)
    tenant_name = forms.CharField(max_length=100, required=False)
    invitation_token = forms.CharField(max_length=200, required=False)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_tenant_name(self) -> str:
        return one_line(self.cleaned_data["tenant_name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        token = cleaned.get("invitation_token")
        if not token and not cleaned.get("tenant_name") and "tenant_name" not in self.errors:
            self.add_error("tenant_name", forms.ValidationError("Name your business.", code="required"))
        if token:
            offer = queries.invitation_by_token(token)
            if offer is None:
                self.add_error("invitation_token", forms.ValidationError("This invitation does not exist."))
        self._refuse_own_words(cleaned)
        return cleaned

    def _refuse_own_words(self, cleaned: dict[str, Any]) -> None:
        """A password made of the person's own name or address; allauth compares only where it knows the person."""
        if password := cleaned.get("password"):
            try:
                validate_password(
                    password, User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
                )
            except forms.ValidationError as error:
                self.add_error("password", error)

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Nothing is left to do: the adapter saved user, tenant and membership together."""
