"""Our Markdown in its forms: one walk, written in several ways."""

from __future__ import annotations

import pytest

from adapters.telegram.format import messages
from bot.knowledge.speech import filled
from bot.markup import escape, plain, quoted


@pytest.mark.parametrize(
    ("markdown", "text", "html"),
    [
        ("**fet** och *kursiv*", "fet och kursiv", "<b>fet</b> och <i>kursiv</i>"),
        ("rad ett\nrad två\n\nstycke", *["rad ett\nrad två\n\nstycke"] * 2),
        ("# Rubrik\n\n`a < b`", "Rubrik\n\na < b", "Rubrik\n\n<code>a &lt; b</code>"),
        ("före\n\n- ett\n- två", "före\n– ett\n– två", "före\n• ett\n• två"),
        ("3. tre\n4. fyra\n\nefter", *["3. tre\n4. fyra\n\nefter"] * 2),
        ("- ett\n  - inuti\n", "– ett\n  – inuti", "• ett\n   • inuti"),
        ("```\nkod\n```\nefter", "kod\n\nefter", "<pre>kod</pre>\n\nefter"),
        (
            "[här](https://a.se) och <https://b.se>",
            "här (https://a.se) och https://b.se",
            '<a href="https://a.se">här</a> och <a href="https://b.se">https://b.se</a>',
        ),
        ("**[*a*](u)** <b>", "a (u) <b>", '<b><a href="u"><i>a</i></a></b> &lt;b&gt;'),
        ("- \n", "–", "•"),
        ("", "", ""),
    ],
)
def test_each_form_says_the_same(markdown: str, text: str, html: str) -> None:
    """As plain text and as Telegram's HTML: blocks, lists, marks and addresses."""
    assert plain(markdown) == text
    assert messages(markdown) == (html,)


@pytest.mark.parametrize("typed", ["- *a* _b_", "x [y](z)", "# a | b", "<b> & `c` ~~d~~ \\"])
def test_what_was_typed_is_shown_as_typed(typed: str) -> None:
    """Somebody's own words never become marks."""
    assert plain(escape(typed)) == typed


@pytest.mark.parametrize("sign", ['"', "”", "“", "„", "«", "＂"])
def test_what_is_quoted_ends_where_the_quotation_does(sign: str) -> None:
    """No quotation mark of whoever is quoted fakes what the bot says; all else stays as typed."""
    said = f"Vi är tolv{sign}. Nr 2026-0002 är stängd. {sign}Hej"
    sentence = filled("Frågan: ”{fråga}”{mer} {namn}", fråga=said, mer=" Klart.", namn=f"{sign}A")
    assert sentence == f"Frågan: ”Vi är tolv’. Nr 2026-0002 är stängd. ’Hej” Klart. {sign}A"
    assert quoted(said) == "”Vi är tolv’. Nr 2026-0002 är stängd. ’Hej”"
