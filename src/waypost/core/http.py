"""The request that routes receive."""

from django.http import HttpRequest

from waypost.core.actor import Actor


class Request(HttpRequest):
    """A request that passed authentication."""

    auth: Actor
