"""Where allauth meets Waypost: how a sign-up is saved, and how a refusal for coming too often looks."""

import base64
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from allauth.core.ratelimit import respond_429
from allauth.headless.base.response import AuthenticationResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from waypost.accounts import actions, queries
from waypost.accounts.models import User
from waypost.core.fields import vault
from waypost.kit.errors import Conflict, NotFound

_TOO_OFTEN = {"too_many_login_attempts", "rate_limited"}
_SECOND_FACTOR = "mfa_authenticator"
