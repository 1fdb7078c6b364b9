"""A message that can't be handled: set aside, and never lost."""

from __future__ import annotations

import structlog

from bot.desk import asker, mail
from bot.desk.office import Moment
from bot.errors import where
from bot.messages import Incoming
from bot.storage import inbox
from bot.storage.database import ITS_OWN
from bot.storage.post import Post

_OF_THE_PROGRAM = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RuntimeError,
)
log = structlog.get_logger()


def park(at: Moment, waiting: inbox.Unhandled, error: Exception) -> None:
    """Set a message aside: an asker's becomes a case, a coordinator's is said to have gone
    nowhere."""
    log.error(
        "parked",
        message=waiting.id,
        kind=waiting.incoming.kind,
        error=type(error).__name__,
        at=where(error),
    )
    try:
        with at.db.atomic():
            inbox.handled(at.db, waiting.id, parked=True)
            _tell(at, waiting.incoming)
    except (*_OF_THE_PROGRAM, *ITS_OWN) as second:
        log.error(
            "parked without a case",
            message=waiting.id,
            error=type(second).__name__,
            at=where(second),
        )
        with at.db.atomic():
            inbox.handled(at.db, waiting.id, parked=True)


def _tell(at: Moment, incoming: Incoming) -> None:
    if at.office.rooms.teams_in(at.db, incoming.address):
        post = Post(at.cards.here("gick_snett_rum"))
        mail.reply(at, mail.Here.of(incoming), post)
    elif incoming.direct and incoming.kind == "said":
        asker.rescue(at, incoming)
