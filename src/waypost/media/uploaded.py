"""How Django takes files in: to disk, and never more than the setting allows."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from waypost.kit import env
from waypost.media.rules import MEGABYTE

_FORM_BYTES = MEGABYTE
"""What stands around a file in a form."""


class ToDisk(TemporaryFileUploadHandler):
    """Refuses by the announced length before anything is read, and by what comes if it was not true."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *more: Any) -> None:  # noqa: N803 - Django's
        self._most = env.media().largest_mb * MEGABYTE
        self._came = 0
        if content_length > self._most + _FORM_BYTES:
            raise RequestDataTooBig("the file is larger than WAYPOST_MEDIA_LARGEST_MB")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._came += len(raw_data)
        if self._came > self._most + _FORM_BYTES:
            raise RequestDataTooBig("the file is larger than WAYPOST_MEDIA_LARGEST_MB")
        return super().receive_data_chunk(raw_data, start)
