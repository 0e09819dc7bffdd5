"""Charts in one manner: emotions keep their colour, and a sentence stands in for those who do not see them.

They are written as Vega-Lite, which is what a browser draws: importing Altair to write it for us took a quarter of a
second of each start and 28 MB.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from core.emotions import COLOURS, Emotion, EmotionScores
from ui.texts import emotion_names, text

Spec = Mapping[str, Any]

ROW_HEIGHT = 30  # pixels: room for a finger, and for letters of 14 pixels
AROUND = 60  # pixels of a chart's height for its title and an axis


def show(spec: Spec, rows: Sequence[Mapping[str, object]], description: str) -> None:
    """Draw a Vega-Lite chart, which names no data, over `rows`; `description` says the same in words.

    Streamlit moves data that stands at a chart's top into Arrow, by way of pandas, which costs the server 65 MB.
    One layer further down it leaves the rows as they are.
    """
    drawing = _only(spec, "mark", "encoding", "layer", "transform", "params") | {"data": {"values": list(rows)}}
    around = _only(spec, "title", "width", "height", "resolve")
    st.vega_lite_chart(around | {"layer": [drawing]}, alt=description)


def _only(spec: Spec, *keys: str) -> dict[str, Any]:
    return {key: spec[key] for key in keys if key in spec}


def ink() -> str:
    """The colour of letters in the visitor's theme."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    return str(st.get_option(f"theme.{theme}.textColor"))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how long it is, and that in figures."""

    name: str
    colour: str
    value: float
    figure: str


def share_bars(scores: EmotionScores, title: str = "") -> None:
    """One horizontal bar for each emotion, the largest on top, with its share in figures beside it."""
    names = emotion_names()
    bars = [Bar(names[emotion], COLOURS[emotion], share, f"{share:.0%}") for emotion, share in scores.ranked()]
    draw_bars(bars, 1.0, title or text("chart.shares_title"), text("chart.share"), describe(scores))


def draw_bars(bars: Sequence[Bar], most: float, title: str, measure: str, description: str) -> None:
    """Horizontal bars from top to bottom with their figures; one of the value `most` spans the chart.

    `measure` says what the figures count, `description` the whole in words.
    """
    axis = {"labelFontSize": 14, "labelColor": ink(), "labelOverlap": False, "ticks": False, "domain": False}
    where = {
        "y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": axis},
        # Room for the figure of a full bar.
        "x": {"field": "value", "type": "quantitative", "scale": {"domain": [0, 1.12 * most]}, "axis": None},
        "tooltip": [
            {"field": "name", "type": "nominal", "title": text("chart.emotion")},
            {"field": "figure", "type": "nominal", "title": measure},
        ],
    }
    # The line shows where the ground shines through: a bar for what has no colour of its own.
    mark = {"type": "bar", "cornerRadiusEnd": 5, "height": 18, "stroke": COLOURS[Emotion.NEUTRAL], "strokeWidth": 0.5}
    lengths = {
        "mark": mark,
        "encoding": where | {"color": {"field": "colour", "type": "nominal", "scale": None}},
    }
    figures = {
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 14, "color": ink()},
        "encoding": where | {"text": {"field": "figure", "type": "nominal"}},
    }
    spec = {"layer": [lengths, figures], "title": title, "height": ROW_HEIGHT * len(bars) + AROUND}
    show(spec, [asdict(bar) for bar in bars], description)


def describe(scores: EmotionScores) -> str:
    """The distribution in one line of words."""
    names = emotion_names()
    return ", ".join(f"{names[emotion]} {share:.0%}" for emotion, share in scores.ranked())
