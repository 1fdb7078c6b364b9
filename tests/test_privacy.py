"""Personal numbers and bank accounts are masked; what only looks like them stays."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from bot import privacy
from bot.privacy import after, after_pieces, has_contact_details, mask, masked, together
from bot.storage import held
from bot.text import clean
from tests.masking_tables import ALIKE, FORMS

MASKED = [
    "stadgarna är klara 8507099805",
    "stadgarna är klara 8 5 0 7 0 9 - 9 8 0 5",
    "klart, 8507099805",
    "reform 8507099805",
    "klubben är 8507099805",
    "19620829-2398",
    "620829-2398",
    "620829+2398",
    "6208292398",
    "196208292398",
    "1962 08 29 2398",
    "62.08.29.2398",
    "4 4 0 2 2 9 - 2 3 8 9",
    "19880868-2382",
    "född 530716 och sista fyra är 2387",
    "de fyra sista är 2387, född 530716",
    "born 530716, last four digits 2387",
    "620829-1234",
    "1. 620829-2398",
    "lgh 1201 620829-2398",
    "620829-2398\n12 år",
    "620829\u20112398",
    "620829, 2398",
    "850709-980 5",
    "1985070998 05",
    "62O829-2398",
    "född 850709 sista 9805",
    "personnummer 6208292399",
]
STAYS = [
    "organisationsnummer 802000-1234",
    "556036-0793",
    "bankgiro 123-4567",
    "plusgiro 12 34 56-7",
    "plusgirokonto 12 34 56-7",
    "KFN 2024-000123",
    "2026-11-20",
    "från 2024-01-01 till 2026-12-31",
    "070-123 45 67",
    "08-124 573 12",
    "+46 70 123 45 67",
    "anna@example.org",
    "konto 1930 i bokföringen",
    "sista ansökningsdag 2025",
    "300 000 euro 2024",
    "möte 2026-11-20 18.30",
    "2025-01-01 – 2026",
    "0411-12 34 56",
    "kontot öppnades i går",
]
ACCOUNTS = [
    "SE45 5000 0000 0583 9825 7466",
    "IBAN SE45 5000 0000 0583 9825 7466 dit ska pengarna",
    "se4550000000058398257466",
    "SE45 5000 0000 0583 9825 7467",
    "DE89 3704 0044 0532 0130 00 går det bra",
    "clearing 9999-0, konto 123 456 789-0",
    "8327-9,123 456 789-0",
    "kontonummer 1234567890",
    "clearing 8327-9 123 456 789-0",
    "organisationens konto 123 456 789-0",
    "kl18 till SE45 5000 0000 0583 9825 7466",
]


@pytest.mark.parametrize("text", MASKED)
def test_personal_numbers_are_masked(text: str) -> None:
    """In any spelling, none of the last four digits is left."""
    found = mask(f"Hej, {text}. Tack")
    assert "personal" in found.found
    assert not {"2398", "2387", "2389", "2382", "1234", "9805", "2399"} & set(
        found.text.replace(".", " ").split()
    )
    assert "2 3 8 9" not in found.text


@pytest.mark.parametrize(
    "written",
    [
        "18 december 1981-9876",
        "18:e december 1981, 9876",
        "18.12.1981-9876",
        "18/12 1981 9876",
        "1981-dec-18-9876",
        "18121981-9876",
        "12/18/81-9876",
        "18 dec 81-9876",
        "December 18, 1981-9876",
        "18 december 1981, de sista fyra är 9876",
    ],
)
def test_the_day_of_birth_may_be_spoken(written: str) -> None:
    """With the month in words, or the day first: neither the four digits nor the day stay."""
    found = mask(f"Hej, jag är född {written}. Tack")
    assert not {"9876", "1981", "december"} & set(re.findall(r"\w+", found.text.lower()))


@pytest.mark.parametrize(
    "written",
    [
        "Föreningen bildades 12 mars 1987 och har 1200 medlemmar",
        "12 mars 1987-2015",
        "Möte 18 december 2026 1800",
        "vi fick 18 dec 1998 1500 kr",
        "mellan 1 januari 1998-31 december 1999",
        "1/1 1998-31/12 2001",
    ],
)
def test_a_spoken_day_of_something_else_stays(written: str) -> None:
    """As it was written, with the numbers around it."""
    assert mask(written).text == written


@pytest.mark.parametrize(
    ("before", "last", "kept"),
    [
        (["8112", "18", "98"], "76", "[personnummer borttaget]"),
        (["8112 är början", "sedan 18-98"], "och 76 sist", "och [personnummer borttaget] sist"),
        (["811", "218", "987"], "6", "[personnummer borttaget]"),
        (["vi är 12", "8112", "18", "98"], "76", "[personnummer borttaget]"),
        (["8112", "18", "98"], "77", "77"),
        (["8112", "18", "98", "hej"], "76", "76"),
        (["vi är 40", "12 av dem är barn"], "senast 2026", "senast 2026"),
    ],
)
def test_what_ends_a_number_in_pieces_goes(before: list[str], last: str, kept: str) -> None:
    """Where all the digits together are somebody's number, and its check digit is right."""
    assert after_pieces(before, last) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("nr 850709" + "\n" * 20 + "9805", "nr [personnummer borttaget]"),
        ("nr 850709" + " \n" * 20 + "9805", "nr [personnummer borttaget]"),
        ("nr 850709" + "\n.\n" * 6 + "9805", "nr [personnummer borttaget]"),
        ("4111 1111" + "\n" * 8 + "1111 1111", "[kortnummer borttaget]"),
        ("SE45 5000 0000 0583" + "\n" * 8 + "9825 7466", "[kontonummer borttaget]"),
        ("2019\n\n\n2020", "2019\n\n\n2020"),
        ("vi ses 18.00\n\n- 20 personer", "vi ses 18.00\n\n- 20 personer"),
    ],
)
def test_lines_between_hide_no_number(written: str, kept: str) -> None:
    """However many blanks or line breaks stand between its digits; what is none stays as it
    was."""
    assert masked(written) == kept
    assert privacy.heard(written) == kept


def test_a_card_in_pieces_goes() -> None:
    """Like the number of a person, with words beside each piece."""
    assert "1111" not in after_pieces(["kortet 411111111111"], "slutar på 1111")
    assert after_pieces(["ring 0431-123456"], "eller 0431-654321") == "eller 0431-654321"


@pytest.mark.parametrize("text", STAYS)
def test_what_is_no_secret_stays(text: str) -> None:
    """Numbers of other kinds are left as they were."""
    assert mask(text).text == text


@pytest.mark.parametrize("text", ACCOUNTS)
def test_accounts_are_masked(text: str) -> None:
    """Bank accounts and IBAN are taken out."""
    masked = mask(text)
    assert masked.found == {"account"}
    assert not any(part in masked.text for part in ("5000", "123 456", "7466", "4567", "0130"))


def _is_gone(marked: str) -> bool:
    """Whether nothing is left of what stands between the marks of a row of the table."""
    inside = [re.sub(r"\W", "", part)[-4:] for part in re.findall("⟦(.*?)⟧", marked, re.DOTALL)]
    left = re.sub(r"\W", "", mask(re.sub("[⟦⟧]", "", marked)).text)
    return not any(last and last in left for last in inside)


def test_numbers_go_however_they_are_written() -> None:
    """At least 98 % of the table's forms are masked."""
    missed = [form for form in FORMS if not _is_gone(form)]
    assert len(missed) <= len(FORMS) // 50, missed


def test_what_looks_alike_stays() -> None:
    """At most 1 % of what only looks like a number of somebody's is touched."""
    touched = [text for text in ALIKE if mask(text).text != text]
    assert len(touched) <= len(ALIKE) // 100, touched


@pytest.mark.parametrize(
    "written", ["{0} {1}", "svara {0} 9805", "{0} 27/11", "{0}:{1}", "{0}, {1}"]
)
def test_the_number_of_a_question_is_nobodys(written: str) -> None:
    """Whatever follows it: it is a year and four digits, which may be a day."""
    for number in range(101, 1232):
        text = written.format(f"2026-{number:04}", f"2026-{number + 1:04}")
        assert mask(text).text == text


def _number(day: dt.date, serial: int, separator: str, *, century: bool) -> str:
    date = f"{day:%Y%m%d}" if century else f"{day:%y%m%d}"
    return f"{date}{separator}{serial:03d}{luhn.calc_check_digit(f'{date[-6:]}{serial:03d}')}"


@given(
    st.dates(dt.date(1931, 1, 1), dt.date(2019, 12, 31)),
    st.integers(0, 999),
    st.sampled_from(["-", "", " ", "+", " - ", "|", " : ", "..."]),
    st.booleans(),
)
def test_every_valid_number_is_masked(
    day: dt.date, serial: int, separator: str, century: bool
) -> None:
    """Any birthday with a serial number and its check digit is found, however it is separated."""
    assert "personal" in mask(f"nr {_number(day, serial, separator, century=century)}!").found


@given(st.dates(dt.date(2020, 1, 1), dt.date(2029, 12, 31)), st.integers(0, 999), st.booleans())
def test_a_childs_number_is_masked(day: dt.date, serial: int, century: bool) -> None:
    """A date of late, as an invoice has it too, is one with a hyphen and the right check digit."""
    assert "personal" in mask(f"nr {_number(day, serial, '-', century=century)}!").found


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (
            "Ａnna, ８５０７０９-９８０５, ring ½ tolv ①",
            "Ａnna, [personnummer borttaget], ring ½ tolv ①",
        ),
        ("𝗩𝗮𝗱 gäller för 850709\u200b-9805?", "𝗩𝗮𝗱 gäller för [personnummer borttaget]?"),
        ("kort 4111 1111 1111 1111 🎉", "kort [kortnummer borttaget] 🎉"),
    ],
)
def test_what_was_written_stays_as_it_was_written(written: str, kept: str) -> None:
    """Only the number goes: the rest isn't folded to the form that it was looked for in."""
    assert masked(written) == kept


_GONE = "[personnummer borttaget]"


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        (["Mitt är 850709-.", "det är 9805 också"], [f"Mitt är {_GONE}", f"{_GONE} också"]),
        (["850709", "9805"], [_GONE, _GONE]),
        (
            ["Nr 4111 1111", "1111 1111 ok"],
            ["Nr [kortnummer borttaget]", "[kortnummer borttaget] ok"],
        ),
        (["Vi är 12", "2026-03-04 1830 passar"], ["Vi är 12", "2026-03-04 1830 passar"]),
    ],
)
def test_a_number_in_two_messages_goes_from_both(parts: list[str], kept: list[str]) -> None:
    """What is joined is masked again, and what it was joined of too."""
    assert together(parts) == kept


def test_what_is_added_cant_finish_a_number() -> None:
    """The end of a number whose beginning was sent goes no further."""
    assert "9805" not in after("Mitt personnummer är 850709", "9805 är sista fyra")
    assert after("Vi är tolv", "och har 9805 kr") == "och har 9805 kr"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("start\u00adbidrag", "startbidrag"),
        ("vad\u200bgäller", "vad gäller"),
        ("\u202evad\u2066 är\u034f det\ufeff", "vad är det"),
        ("\ue000stang 2026-0001", "stang 2026-0001"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧 kan vi", "👩\u200d👧 kan vi"),
        ("1\u200d2", "12"),
        ("vi är" + " " * 3900 + "\u3000tolv", "vi är   tolv"),
    ],
)
def test_nothing_invisible_is_kept(typed: str, seen: str) -> None:
    """Of what nobody sees only that is kept which joins letters or pictures."""
    assert clean(typed) == seen
    assert privacy.heard(typed) == seen


@given(st.text(max_size=300))
def test_never_fails_and_is_stable(text: str) -> None:
    """Whatever is typed, masking ends, and masking twice changes nothing more."""
    once = mask(text).text
    assert mask(once).text == once


Q = "Vad är startbidragets högsta belopp i Helsingborg?"
NAMED = [
    f"Jag heter Fatima Ali. {Q}",
    f"jag heter fatima. {Q}",
    f"JAG HETER FATIMA. {Q}",
    f"Mitt namn är Fatima Ali. {Q}",
    f"My name is fatima. {Q}",
    f"I'm Fatima. {Q}",
    f"Jag är Fatima och undrar: {Q}",
    f"{Q} Mvh Fatima Ali",
    f"{Q} mvh fatima ali",
    f"{Q} M.v.h. Fatima",
    f"{Q} Hälsningar Fatima",
    f"{Q} Med vänliga hälsningar, fatima",
    f"{Q} Vänligen Fatima",
    f"{Q} Vänligen\nfatima",
    f"{Q} Mvh\n\nfatima ali",
    f"{Q} Kind regards, Fatima",
    f"{Q} Tack på förhand, Fatima Ali",
    f"{Q}\nFatima Ali",
    f"{Q}\n- Fatima",
    f"{Q} /Fatima",
    f"{Q} Ring 070-123 45 67",
    f"{Q} anna@example.org",
]
UNNAMED = [
    Q,
    f"Jag är ordförande i en kör. {Q}",
    f"Vänligen svara snabbt. {Q}",
    f"{Q} Tack för hjälpen!",
    f"{Q} Mvh",
    f"{Q}\nVi är tolv och/eller fler.",
    f"Två saker:\n{Q}",
]


@pytest.mark.parametrize("text", NAMED)
def test_a_writer_who_is_named_is_told_so(text: str) -> None:
    """A name after the usual words or under the text is seen, and so are ways to reach somebody."""
    assert has_contact_details(text)


@pytest.mark.parametrize("text", UNNAMED)
def test_who_is_not_named_is_told_nothing_of_it(text: str) -> None:
    """The same words about something else name nobody."""
    assert not has_contact_details(text)


def test_a_choice_comes_back_as_it_was_shown() -> None:
    """No id of what is held is ever taken for somebody's number: a press on it would be lost."""
    ids = [f"2026-0001:{held.new_id()}" for _ in range(200)]
    assert [privacy.heard(one) for one in ids] == ids
    assert not any(char.isdigit() for one in ids for char in one.partition(":")[2])
