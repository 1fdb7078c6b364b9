"""What a network is told of the bot before anybody writes, and what its adapter says by itself."""

from __future__ import annotations

from bot.dialogue.turns import commands
from bot.dialogue.words import languages
from bot.knowledge.model import Knowledge
from bot.knowledge.wording import Wording
from bot.matching.library import Current
from bot.messages import Profile, Sentences


def profile(current: Current, operator: str) -> Profile:
    """What people see before they write: that it is automatic, who runs it, what is kept."""
    descriptions, asker_commands = {}, {}
    for language in languages.SUPPORTED:
        say = Wording(current.knowledge, language)
        who = say("drivs_av", vem=operator) if operator else ""
        descriptions[language] = say("beskrivning", vem=who).replace("\n\n", "\n")
        asker_commands[language] = commands.menu(say, "asker")
    team_commands = commands.menu(Wording(current.knowledge, "sv"), "team")
    return Profile(descriptions, asker_commands, team_commands)


def sentences(knowledge: Knowledge, channel: str) -> Sentences:
    """What an adapter itself says to people, of its own network where it is named."""
    say = Wording(knowledge, "sv")
    return Sentences(
        silenced=say("skäl_tystad"),
        outside=say("skäl_utanför"),
        blocked=say("skäl_avstängd"),
        left=say("skäl_lämnat"),
        gone=say("skäl_borta"),
        too_long=say("skäl_långt"),
        refused=say("skäl_annat", nät=channel.capitalize()),
        not_here=say("inte_här"),
        no_verification=say("ingen_verifiering"),
    )
