"""How each key that isn't a plain text is written, for an editor who wrote it otherwise. Pure."""

from __future__ import annotations

_ITEMS = "Skriv - (bindestreck och mellanslag) före id på raden under, och ge resten samma indrag."
MENDS = {
    "ansluten": "Skriv ansluten: true, eller ansluten: false.",
    "bekräftad": "Skriv till exempel bekräftad: {datum: 2026-11-20, av: föreningssamordnaren}.",
    "börjar": "Skriv till exempel börjar: {sv: [var kan vi ses], en: [where can we meet]}.",
    "fakta": "Skriv varje faktum på en egen rad med indrag: belopp: 8 000 kr.",
    "frågor": "Skriv svarets id och kolon, under det sv:, och under det frågorna med - först.",
    "kontakt": 'Skriv till exempel kontakt: {telefon: 090-16 10 00, år: "2026"}.',
    "källa": "Skriv till exempel källa: {dokument: gavle-gardsslant, ställe: sidan 4}.",
    "okänt": _ITEMS,
    "senast_känt": 'Skriv till exempel senast_känt: {uppgift: högst 50 000 kr, år: "2019"}.',
    "stängda_veckor": "Skriv till exempel stängda_veckor: [29, 30].",
    "svar": _ITEMS,
    "tider": "Skriv till exempel tider: [{öppnar: 1 mars, stänger: 31 mars}].",
    "tvetydig": "Skriv tvetydig: true, eller ta bort raden.",
    "utgått": "Skriv till exempel utgått: {datum: 2026-12-31, i_stället: gavle-foreningsstod}.",
    "år": 'Skriv till exempel år: "2026", eller år: odaterad.',
}
"""By the key."""
