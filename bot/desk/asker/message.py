"""One message of an asker's, with all that the desk knows when it comes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.desk import mail
from bot.desk.office import Moment
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.turns.turn import Turn, begin
from bot.knowledge.speech import PREFIX
from bot.knowledge.wording import Wording
from bot.messages import Attached, Choice, Incoming
from bot.storage import checklists, outbox
from bot.storage.post import Post, Row


@dataclass(frozen=True)
class AskerMessage:
    """The office and the time, what came, whose it is (a random key) and what is remembered of
    their conversation."""

    at: Moment
    incoming: Incoming
    key: str
    conversation: Conversation

    @property
    def turn(self) -> Turn:
        """What it is decided from."""
        office, at = self.at.office, self.at
        current, staff = office.library(), at.staff()
        lists = checklists.of_asker(at.db, self.key, at.now)
        heard, before = self.incoming, self.conversation
        return begin(heard, before, current, office.policy, at.now, staff, lists)

    @property
    def say(self) -> Wording:
        """The language that they read."""
        return Wording(self.at.knowledge, self.conversation.reads)

    @cached_property
    def target(self) -> Row | None:
        """What was said to them that it replies to, was pressed on or reacts to."""
        reply_to, channel = self.incoming.reply_to, self.incoming.address.channel
        return outbox.find(self.at.db, channel, self.key, reply_to) if reply_to else None

    def reply(
        self,
        markdown: str,
        choices: tuple[Choice, ...],
        *,
        instead: bool = False,
        file: Attached | None = None,
    ) -> None:
        """Answer it as a reply to it. ``instead``: the answer to a press, put where the choices
        stood."""
        is_press = self.incoming.kind == "pressed"
        post = Post(
            markdown,
            asker=self.key,
            choices=choices,
            reply_to=None if is_press else self.incoming.origin,
            replaces=self.incoming.reply_to if is_press and instead else None,
            purpose="reply",
            file=file,
        )
        mail.say(self.at, post)

    def change(
        self, markdown: str, choices: tuple[Choice, ...], notice: str, where: str | None
    ) -> None:
        """Say a message anew where it stands, and what changed in it."""
        is_press = self.incoming.kind == "pressed"
        post = Post(
            markdown,
            asker=self.key,
            choices=choices,
            reply_to=None if is_press else self.incoming.origin,
            replaces=self.incoming.reply_to if is_press else where,
            purpose="reply",
            notice=notice,
        )
        mail.say(self.at, post)


def welcome(say: Wording) -> str:
    """The whole greeting: who answers, what can be asked, and what not to write."""
    about, english, swedish = (PREFIX + name for name in ("om", "english", "sprak svenska"))
    return say("hälsning", om=about, english=english, svenska=swedish)


def after_greeting(say: Wording, words: str) -> str:
    """What is said, after the short greeting: the first that somebody reads."""
    return f"{say('kort_hälsning', om=PREFIX + 'om')}\n\n{words}"
