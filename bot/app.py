"""Opens everything and runs the loops."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from bot import commands
from bot.channel import Channel, ChannelClosed
from bot.conversations import Conversation
from bot.library import Current
from bot.messages import Incoming, Outgoing
from bot.triage import Decision, decide
from bot.verdict import Policy
from bot.wording import Wording

Opener = Callable[[], AbstractAsyncContextManager[Channel]]


async def chat(opener: Opener, current: Current, policy: Policy, *, area: str | None = None) -> int:
    """One conversation over one channel, kept in memory, until the channel closes."""
    conversation = Conversation(area=area)
    async with opener() as channel:
        try:
            async for batch in channel.listen(None):
                for incoming in batch.incoming:
                    outgoing, conversation = reply(incoming, conversation, current, policy, incoming.at)
                    await channel.send(outgoing)
        except ChannelClosed:
            pass
    return 0


def reply(
    incoming: Incoming, conversation: Conversation, current: Current, policy: Policy, now: dt.datetime
) -> tuple[Outgoing, Conversation]:
    """The answer to one message: a command's, or what triage decides. The first one greets."""
    done = commands.run(incoming, conversation, current.knowledge)
    if done is not None:
        markdown, after = done
    else:
        decision, after = decide(incoming, conversation, current, policy, now)
        markdown = decision.markdown
        if not conversation.greeted and decision.reason != "danger":
            markdown = _greeted(Wording(current.knowledge, decision.language), decision)
    key = secrets.token_hex(16)
    return Outgoing(key, incoming.address, markdown, after.choices), replace(after, greeted=True)


def _greeted(say: Wording, decision: Decision) -> str:
    """The first thing that somebody reads: who answers, and what not to write. A question is answered in the same message."""
    about, english, swedish = (commands.PREFIX + name for name in ("om", "english", "sprak svenska"))
    if decision.reason == "hej":
        return say("hälsning", om=about, english=english, svenska=swedish)
    return f"{say('kort_hälsning', om=about)}\n\n{decision.markdown}"
