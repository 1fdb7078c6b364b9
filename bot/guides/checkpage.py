"""A checklist as a page to print: HTML that reads the same on paper, in a browser and aloud. Pure.

The state of each item is a word. An empty box is drawn beside it on paper alone, for a pen.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.guides.checklist import Reading
from bot.knowledge.checklists import Item, Part
from bot.messages import Attached

MIMETYPE = "text/html"
_STYLE = """
body { font: 1.1rem/1.5 sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; }
li { margin: .5rem 0; }
@media print {
  body { font-size: 12pt; margin: 0; max-width: none; }
  h2 { break-after: avoid; } li { break-inside: avoid; }
  .left { list-style: none; } .left::before { content: "\\2610\\00a0" / ""; margin-left: -1.3em; }
}
"""
"""What is drawn is not read aloud (the text after the stroke):
https://www.w3.org/TR/css-content-3/#alt"""


def page(reading: Reading, name: str) -> Attached:
    """The page as a file of this name."""
    return Attached(f"{name}.html", MIMETYPE, _html(reading).encode())


def _html(reading: Reading) -> str:
    say = reading.say
    title = escape(say("lista_fil_rubrik", sak=reading.thing.name))
    about = say("lista_fil_om", dag=say.date(reading.today))
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{say.language}">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>{_STYLE}</style></head>",
            f"<body><main><h1>{title}</h1>",
            f"<p>{escape(about)} {escape(reading.left())}</p>",
            *(line for part in reading.parts for line in _part(reading, part)),
            f"<p>{escape(reading.sources())}</p>",
            f"<p>{escape(say('lista_mer'))}</p></main></body></html>\n",
        ]
    )


def _part(reading: Reading, part: Part) -> Iterator[str]:
    yield f"<section><h2>{escape(reading.heading(part))}</h2>\n<ul>"
    yield from (_item(reading, one) for one in part.items)
    yield "</ul></section>"


def _item(reading: Reading, one: Item) -> str:
    kind = "done" if one.key in reading.kept_list.done else "left"
    said = f"{escape(reading.state(one))}: {escape(reading.said(one))}"
    return f'<li class="{kind}">{said}</li>'
