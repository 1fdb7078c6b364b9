"""A real Synapse for the tests: one for a run, on a free port of this machine,
with every rate limit raised."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

from tests.outside import installed, virtual_environment

_REQUIREMENTS = Path(__file__).parent / "synapse-requirements.txt"
_NAME = "example.org"
_PLENTY = {"per_second": 100_000, "burst_count": 100_000}
_SECRET = "only-on-loopback"
PASSWORD = "hemligt"
_PATIENCE = 240.0
"""Seconds that it may need to start, on a machine that does much else."""


def _python() -> Path:
    pinned = _REQUIREMENTS.read_text("utf-8")
    folder = installed("synapse", pinned, lambda folder: virtual_environment(folder, _REQUIREMENTS))
    return folder / "bin" / "python"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class SynapseServer:
    """The homeserver as a process; its database and keys stay in ``folder`` over restarts, and so
    does its port.

    ``url`` is where clients reach it; user ids end in ``:example.org``. Raises
    ``NotInstalledError`` where it can't be set up.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._python, self._numbers = _python(), itertools.count(1)
        self._write_settings()

    def start(self) -> None:
        """Start it, and come back when it answers."""
        command = [
            str(self._python),
            "-m",
            "synapse.app.homeserver",
            "-c",
            str(self.folder / "homeserver.yaml"),
        ]
        with (self.folder / "output.log").open("ab") as output:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=output, stderr=output)
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop(signal.SIGKILL)
                raise RuntimeError(
                    f"Synapse doesn't start: {(self.folder / 'output.log').read_text()[-2000:]}"
                )
            time.sleep(0.05)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """End it; SIGKILL is a crash."""
        if self.process is not None:
            self.process.send_signal(sign)
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """Away for a moment, and back with everything that it had."""
        self.stop()
        self.start()

    def register(self, localpart: str, password: str, *, admin: bool = False) -> str:
        """A new user's id, made with the shared secret of the server."""
        address = f"{self.url}/_synapse/admin/v1/register"
        nonce = httpx.get(address).raise_for_status().json()["nonce"]
        said = "\0".join([nonce, localpart, password, "admin" if admin else "notadmin"])
        mac = hmac.new(_SECRET.encode(), said.encode(), hashlib.sha1).hexdigest()
        asked = {
            "nonce": nonce,
            "username": localpart,
            "password": password,
            "admin": admin,
            "mac": mac,
        }
        return str(httpx.post(address, json=asked).raise_for_status().json()["user_id"])

    def fresh(self, name: str, password: str = PASSWORD) -> str:
        """The id of a user that nobody has used before: ``anna`` becomes
        ``@anna-1:example.org``."""
        return self.register(f"{name}-{next(self._numbers)}", password)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/_matrix/client/versions", timeout=5).is_success
        except httpx.TransportError:
            return False

    def _write_settings(self) -> None:
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (self.folder / "signing.key").write_text(f"ed25519 a_test {key}\n")
        logging = {
            "version": 1,
            "handlers": {
                "file": {
                    "class": "logging.FileHandler",
                    "filename": str(self.folder / "synapse.log"),
                }
            },
            "root": {"level": "WARNING", "handlers": ["file"]},
        }
        (self.folder / "logging.yaml").write_text(json.dumps(logging))
        # JSON is YAML, too.
        (self.folder / "homeserver.yaml").write_text(json.dumps(self._settings(), indent=1))

    def _settings(self) -> dict[str, Any]:
        return {
            "server_name": _NAME,
            "public_baseurl": f"{self.url}/",
            "pid_file": str(self.folder / "synapse.pid"),
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {
                "name": "sqlite3",
                "args": {"database": str(self.folder / "homeserver.db")},
            },
            "media_store_path": str(self.folder / "media"),
            "signing_key_path": str(self.folder / "signing.key"),
            "log_config": str(self.folder / "logging.yaml"),
            "registration_shared_secret": _SECRET,
            "macaroon_secret_key": secrets.token_hex(16),
            "form_secret": secrets.token_hex(16),
            "report_stats": False,
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "bcrypt_rounds": 4,
            "presence": {"enabled": False},
            "url_preview_enabled": False,
            "caches": {"global_factor": 1.0},
            **_RATES,
        }


# With the usual limits the tenth message takes five seconds, which looks like a hang.
_RATES: dict[str, Any] = {
    **dict.fromkeys(
        [
            "rc_message",
            "rc_registration",
            "rc_registration_token_validity",
            "rc_admin_redaction",
            "rc_joins_per_room",
            "rc_3pid_validation",
            "rc_third_party_invite",
            "rc_media_create",
            "rc_delayed_event_mgmt",
            "rc_room_creation",
            "rc_reports",
            "rc_user_directory",
            "rc_profile",
            "rc_key_requests",
        ],
        _PLENTY,
    ),
    "rc_login": {"address": _PLENTY, "account": _PLENTY, "failed_attempts": _PLENTY},
    "rc_joins": {"local": _PLENTY, "remote": _PLENTY},
    "rc_invites": {"per_room": _PLENTY, "per_user": _PLENTY, "per_issuer": _PLENTY},
    "rc_presence": {"per_user": _PLENTY},
}
