"""A report on one page: HTML that needs no other file, in light and dark, on a screen and on paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from core.emotions import COLOURS, DEEP_COLOURS, Emotion, EmotionScores, percent
from core.trends import Spell


def _variables(ink: str, paper: str, line: str, emotions: Mapping[Emotion, str]) -> str:
    own = " ".join(f"--{emotion}: {colour};" for emotion, colour in emotions.items())
    return f"--ink: {ink}; --paper: {paper}; --line: {line}; {own}"


_LIGHT = _variables("#2f2a26", "#fcf9f5", "#dcd0c2", DEEP_COLOURS)
_DARK = _variables("#f1eae2", "#1e1b19", "#4a433d", COLOURS)
_THEMES = f"""
:root {{ color-scheme: light dark; {_LIGHT} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_DARK} }} }}
"""
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { font-family: Georgia, serif; font-weight: normal; } h2 { margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; padding: .3rem 0; }
th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
.figure { text-align: right; } .bar { height: .9rem; border-radius: .3rem; min-width: 1px; }
img { max-width: 100%; border-radius: .5rem; } svg { width: 100%; height: auto; }
footer { margin-top: 3rem; font-size: .85rem; }
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, as plain text, and what stands under it, as HTML."""

    heading: str
    html: str


def report(language: str, title: str, intro: str, sections: Iterable[Section], ending: str) -> str:
    """The whole page; title, intro and ending are plain text."""
    body = "".join(f"<section><h2>{escape(each.heading)}</h2>{each.html}</section>" for each in sections)
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # Nothing in it may run or be fetched, whatever a file's name says.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_THEMES}{_STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1><p>{escape(intro)}</p>{body}</main>"
        f"<footer>{escape(ending)}</footer></body></html>"
    )


def paragraph(words: str) -> str:
    """Plain text as HTML."""
    return f"<p>{escape(words)}</p>"


def bars(scores: EmotionScores, names: Mapping[Emotion, str]) -> str:
    """A row for each emotion, the largest first: its name, a bar, and its share."""
    rows = "".join(
        f'<tr><th scope="row">{escape(names[emotion])}</th>'
        f'<td style="width:60%"><div class="bar" style="width:{share:.1%};background:var(--{emotion})"></div></td>'
        f'<td class="figure">{escape(percent(share))}</td></tr>'
        for emotion, share in scores.ranked()
    )
    return f"<table>{rows}</table>"


def spell_strip(spells: Sequence[Spell], names: Mapping[Emotion, str], zone: tzinfo, description: str) -> str:
    """A row for each emotion with a bar for each spell, from where the first of them starts to where the last ends.

    There is one spell at least.
    """
    start, end = min(spell.start for spell in spells), max(spell.end for spell in spells)
    whole = (end - start).total_seconds() or 1.0
    marks = "".join(_mark(spell, start, whole) for spell in spells)
    labels = "".join(
        f'<text x="0" y="{row * 24 + 16}" fill="currentColor" font-size="14">{escape(names[emotion])}</text>'
        for row, emotion in enumerate(Emotion)
    )
    bottom = len(Emotion) * 24 + 16
    times = "".join(
        f'<text x="{x}" y="{bottom}" text-anchor="{anchor}" fill="currentColor" font-size="12">'
        f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}</text>"
        for x, anchor, at in ((100, "start", start), (700, "end", end))
    )
    box = f'viewBox="0 0 700 {bottom + 6}" role="img" aria-label="{escape(description)}"'
    return f"<svg {box}>{labels}{marks}{times}</svg>"


def _mark(spell: Spell, start: datetime, whole: float) -> str:
    left = 100 + 594 * (spell.start - start).total_seconds() / whole
    width = max(4.0, 594 * spell.length.total_seconds() / whole)
    top = list(Emotion).index(spell.emotion) * 24 + 4
    return f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="16" rx="3" fill="var(--{spell.emotion})"/>'
