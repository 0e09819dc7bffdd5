"""Charts in one manner: emotions keep their colour, and a sentence stands in for those who do not see them."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import streamlit as st

from core.emotions import COLOURS, EmotionScores
from ui.texts import emotion_names, text

ROWS = alt.NamedData("rows")  # what a chart says in place of data; `show` brings it
ROW_HEIGHT = 30  # pixels: room for a finger, and for letters of 14 pixels
AROUND = 60  # pixels of a chart's height for its title and an axis


def show(chart: alt.TopLevelMixin, rows: Sequence[Mapping[str, object]], description: str) -> None:
    """Draw `chart`, which names `ROWS` as its data, over `rows`; `description` says the same in words.

    Streamlit moves data that stands at a chart's top into Arrow, by way of pandas, which costs the server 65 MB.
    One layer further down it leaves the rows as they are.
    """
    spec: dict[str, Any] = chart.to_dict()
    drawing = _only(spec, "mark", "encoding", "layer", "transform", "params") | {"data": {"values": list(rows)}}
    around = _only(spec, "title", "width", "height", "resolve")
    st.vega_lite_chart(around | {"layer": [drawing]}, alt=description)


def _only(spec: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: spec[key] for key in keys if key in spec}


def ink() -> str:
    """The colour of letters in the visitor's theme."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    return str(st.get_option(f"theme.{theme}.textColor"))


def share_bars(scores: EmotionScores, title: str = "") -> None:
    """One horizontal bar for each emotion, the largest on top, with its share in figures beside it."""
    names = emotion_names()
    rows = [
        {"emotion": names[emotion], "share": share, "figure": f"{share:.0%}", "colour": COLOURS[emotion]}
        for emotion, share in scores.ranked()
    ]
    base = alt.Chart(ROWS).encode(
        y=alt.Y(
            "emotion:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelFontSize=14, labelColor=ink(), ticks=False, domain=False),
        ),
        x=alt.X("share:Q", scale=alt.Scale(domain=[0, 1.12]), axis=None),  # room for the figure of a full bar
        tooltip=[
            alt.Tooltip("emotion:N", title=text("chart.emotion")),
            alt.Tooltip("share:Q", title=text("chart.share"), format=".1%"),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=5, height=18).encode(color=alt.Color("colour:N", scale=None))
    figures = base.mark_text(align="left", dx=6, fontSize=14, color=ink()).encode(text="figure:N")
    chart = alt.layer(bars, figures).properties(
        title=title or text("chart.shares_title"), height=ROW_HEIGHT * len(rows)
    )
    show(chart, rows, describe(scores))


def describe(scores: EmotionScores) -> str:
    """The distribution in one line of words."""
    names = emotion_names()
    return ", ".join(f"{names[emotion]} {share:.0%}" for emotion, share in scores.ranked())
