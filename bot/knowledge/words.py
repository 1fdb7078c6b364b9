"""How people write, ask and talk: the words that editors keep beside the answers. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from bot.knowledge.fields import (
    Alternatives,
    Listed,
    Localized,
    Need,
    Row,
    Slot,
    Text,
    Topic,
    joined,
)


class Words(Row):
    """How people write and ask, beside the words that the knowledge uses."""

    spoken: dict[str, str] = Field(alias="talspråk")
    """What a spoken form is in writing."""
    meaning: dict[str, list[str]] = Field(alias="betyder")
    """The everyday words that mean one of the knowledge's own."""
    ours: list[str] = Field(alias="våra_ord")
    """Words of associations and municipalities: what has one of them is never turned away."""
    common: Listed = Field(alias="småord")
    """Each language's small words, by which it is known."""
    around_names: list[str] = Field(alias="kring_namn")
    """Words that no name of several words begins or ends with."""
    only_asking: list[str] = Field(alias="frågar_bara")
    """Rare words that still don't tell what a question is about."""
    first_names: list[str] = Field(default_factory=list, alias="förnamn")
    """The commonest names of people, as evidence that a text names one."""
    turns_to: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="vänder_sig")
    """What comes before whom somebody is to turn to."""
    slots: dict[Slot, Alternatives] = Field(alias="efterfrågas")
    """What asks for each kind of fact, in a text in lower case."""

    @cached_property
    def asked(self) -> Mapping[Slot, re.Pattern[str]]:
        """The same, each kind as one pattern: looked for many times as fast where all rows of it
        begin alike."""
        return {slot: joined(rows) for slot, rows in self.slots.items() if rows}


class Patterns(Row):
    """How a message shows what it does; each is looked for in the message as it was written."""

    asks: re.Pattern[str] = Field(alias="frågar")
    wants: re.Pattern[str] = Field(alias="vill")
    turns: re.Pattern[str] = Field(alias="vänder")
    tells: re.Pattern[str] = Field(alias="berättar")
    tells_more: re.Pattern[str] = Field(alias="berättar_mer")
    points_back: re.Pattern[str] = Field(alias="pekar_tillbaka")
    more: re.Pattern[str] = Field(alias="mer")
    rest: re.Pattern[str] = Field(alias="resten")
    opens: re.Pattern[str] = Field(alias="inleder")
    goes_on: re.Pattern[str] = Field(alias="fortsätter")
    corrects: re.Pattern[str] = Field(alias="rättar")
    lets_go: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="släpper")
    none_of_it: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="inget_av_det")
    asks_beside: re.Pattern[str] = Field(alias="frågar_vid_sidan")
    asks_within: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="frågar_i_mening")
    asks_whether: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="frågar_om")
    asks_also: re.Pattern[str] = Field(alias="frågar_också")
    adds_to_it: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="kommer_till")
    announces: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="utlyser")
    asks_mid: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="frågar_efter_komma")
    only_asks: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="frågar_alltid")
    says_closer: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="preciserar")
    when_clause: re.Pattern[str] = Field(alias="när_sats")
    sends: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="skickar")
    wants_to_do: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="vill_göra")
    denies: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="skicka_inte")
    puts_off: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="väntar_med")
    on_a_condition: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="bara_om")
    begins_a_wish: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="önskar")
    to_apply_for: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="söks")
    calls: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="ringer")
    compares: re.Pattern[str] = Field(alias="jämför")
    around_compared: re.Pattern[str] = Field(alias="jämför_kring")
    at_home: re.Pattern[str] = Field(alias="hemma")
    comes_from: re.Pattern[str] = Field(alias="från")
    goes_to: re.Pattern[str] = Field(alias="mot")
    puts_beside: re.Pattern[str] | None = Field(None, alias="bredvid")
    asks_how_it_is: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="frågar_hur_det_är")
    asks_indirectly: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="frågar_indirekt")
    the_other_place: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="den_andra_platsen")
    what_if: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="tänk_om")
    abroad: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="utomlands")
    settles_on: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="väljer_plats")
    is_there_more: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="finns_mer")
    which_is_most: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="vilket_är_störst")
    dictates: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="dikterar")
    no_money: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="inte_pengar")
    of_all: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="till_alla")
    points_at_one: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="pekar_på_en")
    at_most: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="som_mest")
    wants_a_room: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="vill_ha_rum")
    says_instead: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="säger_rätt")
    of_sending: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="om_det_skickade")
    limits: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="gräns_för_antal")
    how_often: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="hur_många_gånger")
    what_for: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="pengar_till")
    must_be_association: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="måste_vara_förening")
    place_words: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="ord_för_plats")
    best: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="bäst")
    exists: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="finns")
    of_county: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="regionen")
    praises: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="berömmer")
    apologizes: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="ursäktar")
    inner_life: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="föreningens_inre")
    anywhere: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="var_som_helst")
    has_joined: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="är_med")
    anew: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="ny_fråga")
    to_another_team: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="till_annat_lag")
    not_to_them: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="inte_till_dem")
    wants_to_add: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="vill_lägga_till")
    sends_anew: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="på_nytt")
    to_reach: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="numret")
    leans_on_answer: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="säger_emot")
    thanks_first: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="tackar_först")
    who_and_where: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="vem_och_var")
    approves: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="godkänner")
    the_first: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="den_första")
    back_to: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="tillbaka_till")
    by_order: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="en_av_dem")
    of_oneself: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="allt_om_mig")
    asks_for_contact: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="ber_om_nummer")
    without_name: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="utan_namn")
    not_that: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="inte_det_om")
    points_at: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="pekar_ut")
    describes: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="beskriver_valet")
    answer_asks: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="svaret_frågar")
    answer_only_ends: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="svaret_avslutar")
    takes_it: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="tar_det")
    hangs_together: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="hänger_ihop")
    uses_right: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="använder_rätten")
    does_right: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="gör_det_åt_mig")
    asks_for_easier: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="lättare_tack")
    reminds_them: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="påminn_dem")
    asks_whether_it_came: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="kom_det_med")
    nods_first: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="nickar_och_frågar")
    compares_answer: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="där_går_det")
    of_the_matter: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="om_saken")
    has_answered_about: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="har_de_svarat_om")
    is_gone: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="är_den_borta")
    not_yet: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="inte_än")
    thanks_for: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="tackar_för")
    thanks_in_words: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="tackar")
    sent_to_wrong_place: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="fel_plats")
    leaves_out_me: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="jag_underförstått")
    leans_on_offer: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="frågar_vidare")
    waits_for_answer: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="då_väntar_jag")
    not_there: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="inte_där")
    asks_first: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="frågar_först")
    means: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="menar")
    declines: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="avböjer")
    does_it_oneself: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="gör_det_själv")
    asks_for_others: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="fler_att_fråga")
    none_fits: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="inget_passar")
    asks_for_a_name: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="ett_namn")
    to_be_called: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="ring_mig")
    changes_mind: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="ändrar_sig")
    says_nothing: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="stod_inte")
    to_a_person: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="till_människa")
    whom: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="vem_till")
    to_receiver: re.Pattern[str] = Field(re.compile(r"(?!)"), alias="till_mottagare")


class Asked(Row):
    """How people ask one of the most general questions there are: all its words are among these,
    and at least one of the first two kinds is there."""

    whole: list[Text] = Field(default_factory=list, alias="hela")
    """Phrases that ask it by themselves."""
    about: list[Text] = Field(default_factory=list, alias="om")
    """Words for what is asked about."""
    around: list[Text] = Field(default_factory=list, alias="kring")
    """Words that may stand around them."""


class Aspect(Row):
    """Something that people want to know of a thing: what shows that, and the question in full."""

    pattern: re.Pattern[str] = Field(alias="mönster")
    whole: Localized = Field(alias="hela")
    """The question up to the name of the thing."""
    told: re.Pattern[str] | None = Field(None, alias="svaret")
    """What the sentence of an answer has that says it: an amount, a day."""
    alone: bool = Field(False, alias="ensam")
    """Whether words for something else are only how it is asked: "när", of when an answer comes."""


class AnswerForm(Row):
    """What an answer must have where it is asked for."""

    asks: re.Pattern[str] = Field(alias="frågan")
    has: re.Pattern[str] = Field(alias="svaret")
    lacks: Localized = Field(alias="saknas")
    """What isn't in the sources, where no answer has it."""


class Tongue(Row):
    """A language that the bot knows when it hears it, and doesn't answer in yet."""

    small: frozenset[str] = Field(alias="små")
    """Words that it is known by."""
    greets: frozenset[str] = Field(alias="hej")
    yes: frozenset[str] = Field(alias="ja")
    no: frozenset[str] = Field(alias="nej")
    thanks: frozenset[str] = Field(alias="tack")
    leaves: frozenset[str] = Field(default=frozenset(), alias="hejdå")
    polite: frozenset[str] = Field(default=frozenset(), alias="artigt")
    """What may stand beside those, and says nothing by itself."""
    asks_when: re.Pattern[str] | None = Field(default=None, alias="när_svar")
    """How it is asked when an answer comes."""
    regrets: re.Pattern[str] | None = Field(default=None, alias="ångrar")
    """How a question of one's own is taken back."""
    asks_arrived: re.Pattern[str] | None = Field(default=None, alias="framme")
    """How it is asked whether a question has come through."""
    asks_meaning: re.Pattern[str] | None = Field(default=None, alias="betyder")
    """How somebody says that they didn't understand what the bot wrote."""
    endings: list[Text] = Field(default_factory=list, alias="ändelser")
    """What the Swedish name of a place may end with in it."""
    places: dict[str, list[Text]] = Field(default_factory=dict, alias="orter")
    """How places are written in it; ``*`` is any ending."""


class OwnQuestion(Row):
    """How people talk about a question of theirs that is with people, or about the service: a
    phrase of one of the kinds, and nothing but words that may stand around it."""

    kinds: dict[str, list[Text]] = Field(default_factory=dict, alias="sorter")
    around: list[Text] = Field(default_factory=list, alias="kring")
    clear: frozenset[str] = Field(default=frozenset(), alias="tydligt")
    """Words of which one shows that the question is meant, whatever was last spoken of."""
    protests: re.Pattern[str] | None = Field(default=None, alias="protest")
    """How somebody begins who was just told that their question is closed, and disagrees."""
    thanks_but: re.Pattern[str] | None = Field(default=None, alias="tack_men")
    """Thanks before something that is more than thanks."""
    calls: frozenset[str] = Field(default=frozenset(), alias="ropar")
    """All that somebody says who waits for an answer and calls for it."""
    nods: frozenset[str] = Field(default=frozenset(), alias="nickar")
    """All that somebody says who has nothing more to say of it."""
    mild: list[re.Pattern[str]] = Field(default_factory=list, alias="milda")
    """Whole clauses of somebody who is content, or makes do, with what a person answered."""
    mild_when_closed: list[re.Pattern[str]] = Field(
        default_factory=list, alias="milda_efter_avslut"
    )
    """The same of somebody who was told that their question is closed."""
    mild_signs: str = Field(default="", alias="milda_tecken")
    names_it: frozenset[str] = Field(default=frozenset(), alias="nämner")
    """Words for a question that was sent."""
    clauses: re.Pattern[str] | None = Field(default=None, alias="satser")
    """Between two clauses."""
    misunderstood: re.Pattern[str] | None = Field(default=None, alias="missförstådd")
    """How somebody says that a person answered something else than they meant."""
    edits: re.Pattern[str] | None = Field(default=None, alias="stryker")
    """How somebody begins who wants something out of a text before it is sent."""


class Browsing(Row):
    """How people go on about an overview that they have seen: a phrase of one of the kinds, and
    nothing but words that may stand around it."""

    kinds: dict[str, list[Text]] = Field(default_factory=dict, alias="sorter")
    around: list[Text] = Field(default_factory=list, alias="kring")
    beside: re.Pattern[str] = Field(default=re.compile(r"(?!)"), alias="utom")
    """What somebody knows of who asks for something else: "than Arvsfonden"."""


class Watching(Row):
    """How people ask to be reminded, to be reminded no more, and what is watched for them."""

    asks: re.Pattern[str] = Field(alias="påminn")
    around: frozenset[str] = Field(default_factory=frozenset, alias="kring")
    """Words of such a wish that don't say what it is about."""
    ends: re.Pattern[str] = Field(alias="sluta")
    """How somebody ends it, in a message that says little else."""
    ends_all: list[Text] = Field(default_factory=list, alias="bara_sluta")
    """All that somebody says who wants nothing more."""
    mine: list[Text] = Field(default_factory=list, alias="mina")
    """All that somebody says who asks what is watched and kept."""


class LeftOut(Row):
    """What doesn't go along to people: each is looked for in a sentence."""

    links: re.Pattern[str] | None = Field(default=None, alias="länkar")
    thanks: re.Pattern[str] | None = Field(default=None, alias="tack")
    abuse: re.Pattern[str] | None = Field(default=None, alias="ovett")


_NEVER = re.compile(r"(?!)")


class YesNo(Row):
    """To which questions an answer's yes or no is one; ``knowledge.yesno`` reads it."""

    open_question: re.Pattern[str] = Field(default=_NEVER, alias="öppen")
    """How a question begins that no yes or no answers."""
    asked: list[dict[str, re.Pattern[str]]] = Field(default_factory=list, alias="frågat")
    """What shows that a question asks whether something must be, may be, is there, or is: the
    plainest first."""
    said: dict[str, re.Pattern[str]] = Field(default_factory=dict, alias="sagt")
    """What shows that an answer says that; the first that it shows is it."""
    fits: dict[str, list[str]] = Field(default_factory=dict, alias="passar")
    """The kinds of question that each kind of answer says yes or no to."""
    denied: re.Pattern[str] = Field(default=_NEVER, alias="nekat")
    """What a question has that is asked with a not: "behöver vi inte"."""
    turned: re.Pattern[str] = Field(default=_NEVER, alias="vänt")
    """What a question has that asks whether something can be left out: "slipper vi"."""
    without: re.Pattern[str] = Field(default=_NEVER, alias="utan")
    of_denied: dict[str, str] = Field(default_factory=dict, alias="svar_på_nekat")
    opposite: dict[str, str] = Field(default_factory=dict, alias="motsats")


class Wishes(Row):
    """How somebody says that the text of a question is to be another before it is sent; a group of
    a pattern is what they mean of it."""

    swaps: re.Pattern[str] | None = Field(default=None, alias="byter")
    keeps: re.Pattern[str] | None = Field(default=None, alias="behåller")
    strikes: re.Pattern[str] | None = Field(default=None, alias="stryker")
    sends_without: re.Pattern[str] | None = Field(default=None, alias="skickar_utan")
    """That it is to be sent, but for ``what``."""
    private: re.Pattern[str] | None = Field(default=None, alias="känsligt")
    """What names something sensitive of oneself without saying it."""
    rewrites: re.Pattern[str] | None = Field(default=None, alias="skriver_om")
    adds: re.Pattern[str] | None = Field(default=None, alias="lägger_till")
    small: frozenset[str] = Field(default=frozenset(), alias="småord")
    """Words of a wish that tell no part of a text from another."""
    one_word: re.Pattern[str] | None = Field(default=None, alias="ordet")
    """How a word is named that is to be struck by itself: the group ``word``."""
    first: frozenset[str] = Field(default=frozenset(), alias="första")
    last: frozenset[str] = Field(default=frozenset(), alias="sista")
    """Words for the first sentence of a text, and for the last."""


class Authority(Row):
    """Somebody who knows what is the same in the whole country: what shows that a question is for
    them, and where they are found."""

    name: Text = Field(alias="namn")
    site: Text = Field(alias="webb")
    pattern: re.Pattern[str] = Field(alias="mönster")


class Talk(Row):
    """How people express themselves in a conversation; ``dialogue.signs`` reads it."""

    pointing: frozenset[str] = Field(alias="pekar")
    going_on: frozenset[str] = Field(alias="följdord")
    only_a_place: frozenset[str] = Field(alias="bara_plats")
    other_place: frozenset[str] = Field(alias="rättar_plats")
    introducing: frozenset[str] = Field(alias="presenterar")
    weak_yes: frozenset[str] = Field(alias="svagt_ja")
    first_person: frozenset[str] = Field(alias="jag")
    ordinals: list[list[str]] = Field(alias="ordningstal")
    """How people say the number of a choice: those of the first, of the second …"""
    last: frozenset[str] = Field(default_factory=frozenset, alias="den_sista")
    middle: frozenset[str] = Field(default_factory=frozenset, alias="den_i_mitten")
    """The same of the last one, and of the one with as many before it as after."""
    overview: Asked = Field(default_factory=Asked, alias="allt_stöd")
    """ "Vad kan vi söka?": all that there is."""
    browsing: Browsing = Field(default_factory=Browsing, alias="vidare_i_översikten")
    """ "Och från staten då?", "visa listan igen", after an overview."""
    dates: Asked = Field(default_factory=Asked, alias="datum")
    """ "Vilka datum ska vi hålla koll på?": the days of an area or a thing."""
    watching: Watching | None = Field(None, alias="bevaka")
    help: Asked = Field(default_factory=Asked, alias="behöver_hjälp")
    """Somebody calls for help and doesn't say with what."""
    who: Asked = Field(default_factory=Asked, alias="vem")
    """ "Vem ska jag prata med?": whose task it is."""
    own: OwnQuestion = Field(default_factory=OwnQuestion, alias="egen_fråga")
    wishes: Wishes = Field(default_factory=Wishes, alias="brevet")
    left_out: LeftOut = Field(default_factory=LeftOut, alias="följer_inte_med")
    authorities: list[Authority] = Field(default_factory=list, alias="myndigheter")
    """Who knows what no municipality does."""
    topics: dict[Topic, list[str]] = Field(default_factory=dict, alias="ämnesord")
    """Words of "vem ska jag prata med om lokaler?" that tell which team it is."""
    filling: frozenset[str] = Field(default_factory=frozenset, alias="fyllnad")
    """Words that say nothing last in a line."""
    around_goodbye: frozenset[str] = Field(default_factory=frozenset, alias="kring_hejdå")
    """Words that say nothing between thanks and a goodbye."""
    chat: dict[str, list[Text]] = Field(default_factory=dict, alias="prat")
    """Small talk that is taken word for word and never learned from, by the wording's key."""
    tongues: dict[str, Tongue] = Field(default_factory=dict, alias="språk")
    """The languages that are recognised and not answered in, by their code."""
    patterns: Patterns = Field(alias="mönster")
    around_name: frozenset[str] = Field(default=frozenset(), alias="kring_sak")
    """Words around a thing's name in a message that asks for nothing but the thing itself."""
    about: dict[Topic, re.Pattern[str]] = Field(default_factory=dict, alias="ämnen")
    """What shows which kind of thing a question is about."""
    audiences: frozenset[str] = Field(default=frozenset(), alias="för_vem")
    """Words for whom all the support that there is is asked for."""
    first_for: dict[Need, frozenset[str]] = Field(default_factory=dict, alias="för_vem_först")
    """Which needs come first in an overview that is asked for with one of these words."""
    same_kind: frozenset[str] = Field(default=frozenset(), alias="samma_slag")
    """Ends of names that mean the same: "aktivitetsstöd" is an "aktivitetsbidrag"."""
    yes_no: YesNo = Field(default_factory=YesNo, alias="ja_nej")
    """To which questions an answer's yes or no is one."""
    aspects: dict[str, Aspect] = Field(alias="följdfrågor")
    """The first that a question shows is what it asks for."""
    forms: list[AnswerForm] = Field(default_factory=list, alias="svarets_form")


class Danger(Row):
    """Phrases that mean trouble, and what shows that they don't; ``dialogue.danger`` reads them."""

    phrases: list[Text] = Field(alias="fraser")
    unless: list[Text] = Field(default_factory=list, alias="utom")
    harmless: list[Text] = Field(default_factory=list, alias="ofarligt")
    """Phrases that look like danger and are none ("leva upp till", "slår gräset")."""


Right = Literal["handling", "överklaga", "klaga", "radera", "ansvarig", "annan_väg", "anonym"]
"""What somebody has a right to, and isn't done here."""
Feeling = Literal["hot", "sorg", "trötthet", "orättvisa", "ilska", "skam", "oro"]
"""What is met with a human sentence first."""


class Relation(Row):
    """Something sensitive that is told of somebody: what stands between the person and it ("är",
    "med i"; nothing where it may stand right after), and the words for it."""

    link: list[Text] = Field(default_factory=list, alias="länk")
    traits: list[Text] = Field(alias="ord")


class Sensitive(Row):
    """What is sensitive where it is told of a person; ``dialogue.sensitive`` reads it."""

    people: list[Text] = Field(alias="personer")
    not_of: list[Text] = Field(alias="inte_om")
    """Words of associations, places and events: what stands by them is told of those."""
    leads_away: list[Text] = Field(default_factory=lambda: ["i"], alias="leder_bort")
    """Words after which something else than the person is told of: "ledare i …"."""
    relations: list[Relation] = Field(alias="om_någon")
    always: Danger = Field(alias="alltid")
    """What is sensitive whoever it is told of."""
