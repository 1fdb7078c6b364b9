"""What is stored of a case, as whoever runs the bot reads it in the terminal.

It stands here and not in the wording: cases can be looked at also where the knowledge is broken.
"""

from __future__ import annotations

from bot.cases.case import EventKind, EventSide, State

STATES: dict[State, str] = {
    "open": "öppen",
    "claimed": "tagen",
    "answered": "besvarad",
    "withdrawn": "återtagen",
    "closed": "avslutad",
}
SIDES: dict[EventSide, str] = {"asker": "frågare", "team": "laget", "bot": "boten"}
EVENTS: dict[EventKind, str] = {
    "asked": "frågade",
    "added": "lade till",
    "corrected": "rättade",
    "removed": "tog bort ett tillägg",
    "withdrawn": "tog tillbaka frågan",
    "helped": "det räckte",
    "not-helped": "det hjälpte inte",
    "claimed": "tog frågan",
    "released": "lämnade den fri",
    "transferred": "lämnade vidare",
    "put-off": "sköt upp",
    "answered": "svarade",
    "sent-entry": "skickade en post",
    "answer-changed": "ändrade svaret",
    "taken-back": "tog tillbaka svaret",
    "asked-back": "frågade tillbaka",
    "question-taken-back": "tog tillbaka sin fråga",
    "question-changed": "ändrade sin fråga",
    "held": "skrev, kanske ett svar",
    "closed": "avslutade",
    "reopened": "öppnade igen",
    "delivered": "kortet är framme",
    "undeliverable": "gick inte fram till laget",
    "delivered-answer": "svaret är framme",
    "not-delivered": "svaret gick inte fram",
    "reminded": "påminde",
    "escalated": "gav den till nästa lag",
    "late": "löftet bröts",
}
