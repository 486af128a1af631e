"""Fixtures for projects that test against WhatsApp; pytest finds them by itself."""

from collections.abc import Iterator

import pytest

from waypost_sandbox.testing import WhatsAppSandbox, running_sandbox


@pytest.fixture(scope="session")
def whatsapp_sandbox_process() -> Iterator[WhatsAppSandbox]:
    """One sandbox for all tests; use `whatsapp_sandbox` for a fresh world in it."""
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def whatsapp_sandbox(whatsapp_sandbox_process: WhatsAppSandbox) -> WhatsAppSandbox:
    """A sandbox on a free port with the world as at its start."""
    whatsapp_sandbox_process.reset()
    return whatsapp_sandbox_process
