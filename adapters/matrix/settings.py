"""What the table ``[matrix]`` says, and the secrets of the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.channel import ChannelSettings, OwnPath
from bot.errors import OneWayInError

PASSWORD, PICKLE_KEY = "ONEWAYIN_MATRIX_PASSWORD", "ONEWAYIN_MATRIX_PICKLE_KEY"


def _bare(address: str) -> str:
    return address.rstrip("/")


class MatrixSettings(ChannelSettings):
    """An account of the bot's own on a homeserver."""

    homeserver: Annotated[str, AfterValidator(_bare)] = Field(
        pattern="^https?://.",
        description='Skriv till exempel homeserver = "https://matrix.example.org".',
    )
    user: str = Field(
        pattern="^@[^:]+:.",
        description='Skriv @namn:server, till exempel user = "@onewayin:matrix.example.org".',
    )
    store: OwnPath = Field(
        description='Skriv en mapp som bara boten använder, till exempel store = "matrix-store".'
    )
    """The folder with the login and the keys."""
    allow: frozenset[str] = Field(
        default=frozenset(),
        strict=False,
        description='Skriv en lista av rum, till exempel allow = ["!abc:example.org"].',
    )
    """Rooms to join beside those of teams."""


@dataclass(frozen=True)
class Account:
    """The settings and their secrets."""

    settings: MatrixSettings
    password: str = field(repr=False)
    pickle_key: str = field(repr=False)

    @classmethod
    def read(cls, settings: MatrixSettings) -> Account:
        """The secrets from the environment. Raises ``OneWayInError`` with what is missing."""
        secrets = {name: os.environ.get(name, "").strip() for name in (PASSWORD, PICKLE_KEY)}
        for name, value in secrets.items():
            if not value:
                raise OneWayInError(
                    f"Miljövariabeln {name} saknas. Botens lösenord står i {PASSWORD},"
                    f" och {PICKLE_KEY} är en lång slumpad text som skyddar nycklarna på disken."
                )
        return cls(settings, secrets[PASSWORD], secrets[PICKLE_KEY])
