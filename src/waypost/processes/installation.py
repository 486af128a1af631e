"""The folder that `waypost up` keeps: ports, secrets made once, and the environment of its processes."""

import base64
import json
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

PORTS = {
    "api": 0,
    "ingest": 1,
    "live": 2,
    "sandbox": 3,
    "inbound": 11,
    "outbound": 12,
    "relay": 13,
    "jobs": 14,
}
"""From the first one on."""
WORKERS = ("inbound", "outbound", "relay", "jobs")


class Installation:
    demo_email = "demo@waypost.example"

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder.absolute()
        self.ports = {name: port + offset for name, offset in PORTS.items()}
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        self._secrets = self._made_once()

    @property
    def demo_password(self) -> str:
        return self._secrets["demo_password"]

    def url(self, name: str) -> str:
        """People open `localhost`: browsers bind passkeys to names, never to bare addresses."""
        host = "localhost" if name == "api" else "127.0.0.1"
        return f"http://{host}:{self.ports[name]}"

    def log(self, name: str) -> Path:
        """Empty at each start."""
        path = self.folder / "log" / f"{name}.log"
        path.write_bytes(b"")
        return path

    def environment(self, database_url: str, redis_url: str, **more: str) -> dict[str, str]:
        """For one process; what the shell says about Waypost does not get in."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("WAYPOST_")}
        return inherited | self._settings(database_url, redis_url) | more

    def remember(self, database_url: str, redis_url: str) -> None:
        """For `waypost doctor` and other commands beside a running `waypost up`."""
        _write_private(self.folder / "environment.json", self._settings(database_url, redis_url))

    def _settings(self, database_url: str, redis_url: str) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "waypost.settings",
            "WAYPOST_SECRET_KEY": self._secrets["secret_key"],
            "WAYPOST_MASTER_KEYS": self._secrets["master_keys"],
            "WAYPOST_DATABASE_URL": database_url,
            "WAYPOST_REDIS_URL": redis_url,
            "WAYPOST_PUBLIC_URL": self.url("api"),
            "WAYPOST_WEBHOOK_URL": self.url("ingest"),
            "WAYPOST_LIVE_URL": self.url("live"),
            **at_the_sandbox(self.url("sandbox")),
            "WAYPOST_MAIL_FOLDER": str(self.folder / "mail"),
            "WAYPOST_MEDIA_STORAGE": f"file:{self.folder / 'media'}",
            "WAYPOST_BACKUP_STATUS": str(self.folder / "backup-status.json"),
            "WAYPOST_WATCH_WORKERS": ",".join(f"{name}={self.url(name)}" for name in WORKERS),
        }

    def _made_once(self) -> dict[str, str]:
        path = self.folder / "secrets.json"
        if path.exists():
            kept: dict[str, str] = json.loads(path.read_text())
            return kept
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "master_keys": base64.b64encode(secrets.token_bytes(32)).decode(),
            "demo_password": f"demo-{secrets.token_hex(5)}",
        }
        _write_private(path, made)
        return made


def environment_beside(folder: Path) -> dict[str, str]:
    """What `remember` wrote; empty where nothing was."""
    path = folder / "environment.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.is_file() else {}
    return found


def sandbox_beside(folder: Path, backend: str) -> str:
    """Meta's side of the `waypost up` in `folder`, where that is what answers at `backend`."""
    found = environment_beside(folder)
    here, asked = (urlsplit(url).port for url in (found.get("WAYPOST_PUBLIC_URL", ""), backend))
    is_local = urlsplit(backend).hostname in {"localhost", "127.0.0.1"}
    return found.get("WAYPOST_META_GRAPH_URL", "") if is_local and here == asked else ""


def _write_private(path: Path, content: dict[str, str]) -> None:
    """Whole or not at all, and for this account only."""
    written = path.with_suffix(".new")
    written.touch(mode=0o600)
    written.write_text(json.dumps(content, indent=2) + "\n")
    written.replace(path)


def at_the_sandbox(url: str) -> dict[str, str]:
    """The sandbox in Meta's place, with the app of its usual world."""
    return {
        "WAYPOST_META_GRAPH_URL": url,
        "WAYPOST_META_APP_ID": "770011223344556",
        "WAYPOST_META_APP_SECRET": "5a6e0b1c9d8f47e2a3b4c5d6e7f80912",
        "WAYPOST_META_SIGNUP_CONFIG_ID": "1",
        "WAYPOST_META_SDK_URL": f"{url}/sdk.js",
    }
