"""Charts in one manner: emotions keep their colour, and a sentence stands in for those who do not see them.

They are written as Vega-Lite, which is what a browser draws: importing Altair to write it for us took a quarter of a
second of each start and 28 MB.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.emotions import COLOURS, DEEP_COLOURS, Emotion, EmotionScores, percent
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
    # Streamlit would leave 20 pixels free below, and 26 between title and bars.
    title = {"title": {"text": spec["title"], "offset": 12}} if spec.get("title") else {}
    around = _only(spec, "width", "height", "resolve") | title | {"padding": {"bottom": 4}}
    st.vega_lite_chart(around | {"layer": [drawing]}, alt=description)


def _only(spec: Spec, *keys: str) -> dict[str, Any]:
    return {key: spec[key] for key in keys if key in spec}


def colours() -> Mapping[Emotion, str]:
    """The emotions' colours, as they stand out in the visitor's theme."""
    return COLOURS if _theme() == "dark" else DEEP_COLOURS


def ink() -> str:
    """The colour of letters in the visitor's theme."""
    return _of_theme("textColor")


def accent() -> str:
    """The one strong colour of the visitor's theme."""
    return _of_theme("primaryColor")


def _of_theme(name: str) -> str:
    return str(st.get_option(f"theme.{_theme()}.{name}"))


def _theme() -> str:
    return "dark" if st.context.theme.type == "dark" else "light"


def field(name: str, kind: str, **more: object) -> dict[str, object]:
    """One channel of an encoding."""
    return {"field": name, "type": kind, **more}


def names_axis(**more: object) -> dict[str, object]:
    """The axis that names emotions: every one, large enough to read."""
    return {"labelFontSize": 14, "labelColor": ink(), "labelOverlap": False, "ticks": False, "domain": False, **more}


def share_bars(scores: EmotionScores, title: str = "") -> None:
    """One horizontal bar for each emotion, the largest on top, with its share in figures beside it."""
    names, colour = emotion_names(), colours()
    rows = [
        {"name": names[emotion], "value": share, "figure": percent(share), "colour": colour[emotion]}
        for emotion, share in scores.ranked()
    ]
    height = ROW_HEIGHT * len(rows)
    bars(rows, 1.0, height, title or text("chart.shares_title"), text("chart.share"), describe(scores))


def bars(
    rows: Sequence[Mapping[str, object]], most: float, height: int, title: str, measure: str, description: str
) -> None:
    """A horizontal bar for each row: its name, value, figure in words, and colour. `most` fills the width."""
    where = {
        "y": field("name", "nominal", sort=None, title=None, axis=names_axis()),
        # Room for the figure of a full bar.
        "x": field("value", "quantitative", scale={"domain": [0, 1.12 * most]}, axis=None),
        "tooltip": [
            field("name", "nominal", title=text("chart.emotion")),
            field("figure", "nominal", title=measure),
        ],
    }
    bar = {
        "mark": {"type": "bar", "cornerRadiusEnd": 5, "height": 18},
        "encoding": where | {"color": field("colour", "nominal", scale=None)},
    }
    figure = {
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 14, "color": ink()},
        "encoding": where | {"text": field("figure", "nominal")},
    }
    show({"layer": [bar, figure], "title": title, "height": height}, rows, description)


def describe(scores: EmotionScores) -> str:
    """The distribution in one line of words."""
    names = emotion_names()
    return ", ".join(f"{names[emotion]} {percent(share)}" for emotion, share in scores.ranked())
