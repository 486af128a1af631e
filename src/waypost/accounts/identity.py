"""Where allauth meets Waypost: how a sign-up is saved, and how a refusal for coming too often looks."""

import base64
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import respond_429
from allauth.headless.base.response import AuthenticationResponse
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest

from waypost.accounts import actions, queries
from waypost.accounts.models import User
from waypost.accounts.rules import SECOND_FACTOR
from waypost.core.fields import vault
from waypost.kit.errors import Conflict, NotFound


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email: str) -> str:
        """Who asked to move to an address and never proved it does not keep its owner from signing up."""
        match = self.request.resolver_match
        if match is not None and match.url_name == "signup":
            EmailAddress.objects.filter(email=email, verified=False, primary=False).delete()
        return str(super().clean_email(email))

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        """The person with the tenant they found, or on the seat kept for them, in one transaction."""
        super().save_user(request, user, form, commit=False)
        assert isinstance(user, User)
        given = form.cleaned_data
        user.email, user.name = user.email.lower(), given["name"]
        try:
            if token := given.get("invitation_token"):
                offer = queries.invitation_by_token(token)
                actions.sign_up_invited(user, token)
                if offer is not None and offer.email == user.email:
                    self.stash_verified_email(request, user.email)  # the link came by mail to this address
            else:
                actions.sign_up(user, tenant_name=given["tenant_name"])
        except actions.EmailTaken:
            _look_as_if_it_worked(request, user.email)
        except (Conflict, NotFound) as refused:
            _refuse(request, str(refused), refused.code)
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """All of it or nothing: somebody else may have signed up with the address that a person moves to."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            _refuse(
                request, "This address has another account. Sign in there, or use another.", "email_taken"
            )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many attempts are 429 here as everywhere, not a mistake in the form."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(respond_429(request)) from error


class MfaAdapter(DefaultMFAAdapter):
    """Seals what a second factor is made from."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault().seal(text, SECOND_FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault().open(base64.b64decode(encrypted_text), SECOND_FACTOR)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Waypost"}


def _look_as_if_it_worked(request: HttpRequest, email: str) -> NoReturn:
    """Two sign-ups at one moment: the second gets a mail that says so, and strangers learn nothing."""
    response = AuthenticationResponse.from_response(request, prevent_enumeration(request, email=email))
    raise ImmediateHttpResponse(response)


def _refuse(request: HttpRequest, sentence: str, code: str) -> NoReturn:
    raise ImmediateHttpResponse(ErrorResponse(request, exception=ValidationError(sentence, code=code)))
