"""Django's share of the settings about files: where they are kept."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from waypost.kit.env import SettingsMissing

_LINK_SECONDS = 600
_IN_MEMORY = 1024 * 1024


def storages(address: str) -> dict[str, dict[str, Any]]:
    """`STORAGES` for `file:folder`, `gs://bucket` or `s3://bucket?endpoint=…&region=…`."""
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "media": _media(address),
    }


def storage_origin(address: str) -> str:
    """Where a browser is sent for files, as a page's policy names it; "" for a folder, which we serve."""
    parts = urlsplit(address)
    if parts.scheme == "gs":
        return "https://storage.googleapis.com"
    if parts.scheme != "s3":
        return ""
    options = dict(parse_qsl(parts.query))
    if endpoint := options.get("endpoint"):
        at = urlsplit(endpoint)
        return f"{at.scheme}://{at.netloc}"
    bucket, region = parts.netloc, options.get("region", "*")
    return f"https://{bucket}.s3.amazonaws.com https://{bucket}.s3.{region}.amazonaws.com"


def _media(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    if parts.scheme == "file":
        folder = Path(address.removeprefix("file:").removeprefix("//")).absolute()
        modes = {"file_permissions_mode": 0o640, "directory_permissions_mode": 0o750}
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder), "base_url": None, **modes},
        }
    if parts.scheme == "gs" and parts.netloc:
        return {
            "BACKEND": "storages.backends.gcloud.GoogleCloudStorage",
            "OPTIONS": {
                "bucket_name": parts.netloc,
                "file_overwrite": False,
                "expiration": _LINK_SECONDS,
                "max_memory_size": _IN_MEMORY,
                # without a key file the account of the machine signs, over the network
                "iam_sign_blob": "GOOGLE_APPLICATION_CREDENTIALS" not in os.environ,
            },
        }
    if parts.scheme == "s3" and parts.netloc:
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": parts.netloc,
                "endpoint_url": options.get("endpoint"),
                "region_name": options.get("region"),
                "addressing_style": "path" if options.get("endpoint") else "auto",
                "signature_version": "s3v4",
                "file_overwrite": False,
                "querystring_expire": _LINK_SECONDS,
                "max_memory_size": _IN_MEMORY,
            },
        }
    raise SettingsMissing(
        f"WAYPOST_MEDIA_STORAGE is {address!r}. Give file:folder, gs://bucket or s3://bucket?endpoint=…"
    )
