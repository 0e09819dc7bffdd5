"""How good the network is, from its model card: in words, tables and charts."""

import re

import streamlit as st

from core.emotions import Emotion
from core.model_card import AnswerMetrics, Classification, ModelCard, NetworkRow
from ui import charts
from ui.tables import show_table
from ui.texts import emotion_names, has_text, text

STRONGEST = 0.45  # the opacity of a confusion's strongest tile: more would drown the figure in it
_CELL = 36  # pixels of a confusion's height
_BELOW = 130  # and of what stands around them: the title, the slanted names, the axis' title


def show(card: ModelCard) -> None:
    """All that the card has; a sentence where it has nothing."""
    if card.evaluation is None:
        st.info(text("about.no_figures"))
        return
    shown = card.evaluation.shown
    if shown.majority is not None and shown.majority_unseen is not None:
        st.markdown(
            text(
                "about.agreement",
                accuracy=shown.majority.accuracy,
                faces=shown.majority.faces,
                unseen=shown.majority_unseen.accuracy,
            )
        )
    st.markdown(text("about.labels", accuracy=shown.labels.accuracy))
    _by_emotion(shown.majority or shown.labels)
    _confusion(shown.majority or shown.labels)
    _sureness(shown)
    _worse_pictures(card)
    _networks(card)


def _by_emotion(measured: Classification) -> None:
    names = emotion_names()
    rows = (
        (names[emotion], f"{row.precision:.0%}", f"{row.recall:.0%}", row.support)
        for emotion, row in ((emotion, measured.by_emotion[emotion]) for emotion in Emotion)
    )
    headings = [text(f"about.{name}") for name in ("emotion", "precision", "recall", "support")]
    show_table(headings, rows, text("about.by_emotion"))


def _confusion(measured: Classification) -> None:
    """Each row is what people see, and adds up to 100 %."""
    names = emotion_names()
    rows = [
        {"people": names[truth], "shown": names[answer], "share": count / max(1, sum(counts)), "count": count}
        for truth, counts in zip(Emotion, measured.confusion, strict=True)
        for answer, count in zip(Emotion, counts, strict=True)
    ]
    where = {
        "x": charts.field(
            "shown",
            "nominal",
            sort=None,
            title=text("about.shown"),
            axis=charts.names_axis(labelAngle=-45, titleColor=charts.ink()),
        ),
        "y": charts.field(
            "people", "nominal", sort=None, title=text("about.people"), axis=charts.names_axis(titleColor=charts.ink())
        ),
        "tooltip": [
            charts.field("people", "nominal", title=text("about.people")),
            charts.field("shown", "nominal", title=text("about.shown")),
            charts.field("share", "quantitative", title=text("chart.share"), format=".0%"),
            charts.field("count", "quantitative", title=text("about.support")),
        ],
    }
    tile = {
        "mark": {"type": "rect", "color": charts.accent(), "cornerRadius": 3},
        "encoding": where
        | {
            "opacity": charts.field(
                "share", "quantitative", scale={"domain": [0, 1], "range": [0.04, STRONGEST]}, legend=None
            )
        },
    }
    figure = {
        "mark": {"type": "text", "fontSize": 13, "color": charts.ink()},
        "transform": [{"filter": "datum.share >= 0.005"}],
        "encoding": where | {"text": charts.field("share", "quantitative", format=".0%")},
    }
    charts.show(
        {"layer": [tile, figure], "title": text("about.confusion"), "height": _CELL * len(names) + _BELOW},
        rows,
        text("about.confusion_alt", worst=_worst(measured)),
    )


def _worst(measured: Classification, most: int = 5) -> str:
    """The commonest mistakes, in words."""
    names = emotion_names()
    mistakes = [
        (count / sum(counts), names[truth], names[answer])
        for truth, counts in zip(Emotion, measured.confusion, strict=True)
        for answer, count in zip(Emotion, counts, strict=True)
        if truth != answer and count
    ]
    return ", ".join(
        text("about.confused", people=people, shown=shown, share=share)
        for share, people, shown in sorted(mistakes, reverse=True)[:most]
    )


def _sureness(shown: AnswerMetrics) -> None:
    """How sure it says it is against how many people agree."""
    if shown.vote_calibration_error is None:
        return
    st.markdown(text("about.calibration", points=shown.vote_calibration_error * 100))
    if not shown.vote_reliability:
        return
    rows = [{"sure": one.sureness, "agree": one.rightness, "faces": one.faces} for one in shown.vote_reliability]
    axis = {"format": ".0%", "labelFontSize": 13, "labelColor": charts.ink(), "titleColor": charts.ink()}
    where = {
        "x": charts.field("sure", "quantitative", title=text("about.sure"), scale={"domain": [0, 1]}, axis=axis),
        "y": charts.field("agree", "quantitative", title=text("about.agree"), scale={"domain": [0, 1]}, axis=axis),
    }
    perfect = {
        "mark": {"type": "line", "strokeDash": [4, 4], "color": charts.ink(), "opacity": 0.6},
        "encoding": where | {"y": charts.field("sure", "quantitative")},
    }
    bins = {
        "mark": {"type": "circle", "opacity": 0.9, "color": charts.accent()},
        "encoding": where
        | {
            "size": charts.field("faces", "quantitative", legend=None, scale={"range": [40, 500]}),
            "tooltip": [
                charts.field("sure", "quantitative", title=text("about.sure"), format=".0%"),
                charts.field("agree", "quantitative", title=text("about.agree"), format=".0%"),
                charts.field("faces", "quantitative", title=text("about.support")),
            ],
        },
    }
    said = ", ".join(f"{row['sure']:.0%} → {row['agree']:.0%}" for row in rows)
    charts.show(
        {"layer": [perfect, bins], "title": text("about.reliability"), "height": 320},
        rows,
        text("about.reliability_alt", pairs=said),
    )


def _worse_pictures(card: ModelCard) -> None:
    """What blur, darkness and the like do to it."""
    if not card.robustness:
        return
    rows = (
        (
            _change(row.change),
            f"{row.labels_accuracy if row.majority_accuracy is None else row.majority_accuracy:.0%}",
            f"{row.unchanged:.0%}",
        )
        for row in card.robustness
    )
    headings = [text(f"about.{name}") for name in ("change", "still_agrees", "unchanged")]
    show_table(headings, rows, text("about.robustness"))


def _change(change: str) -> str:
    """What was done to the pictures, in the visitor's language where we have it."""
    key = f"about.changes.{re.sub(r'[^a-z0-9]+', '_', change.lower())}"
    return text(key) if has_text(key) else change


def _networks(card: ModelCard) -> None:
    """The networks that were compared."""
    if not card.networks:
        return
    rows = (
        (
            _named(row),
            f"{row.parameters / 1e6:.2f}",
            f"{row.labels_accuracy:.1%}",
            "–" if row.majority_accuracy is None else f"{row.majority_accuracy:.1%}",
            f"{row.milliseconds:.2f}",
        )
        for row in card.networks
    )
    headings = [text(f"about.{name}") for name in ("network", "parameters", "on_labels", "on_votes", "milliseconds")]
    show_table(headings, rows, text("about.networks"))


def _named(row: NetworkRow) -> str:
    """Its name, and the network that it was before, where it is one of several runs."""
    name, dot, _ = row.start.rpartition(".keras")
    return text("about.went_on", network=row.network, start=name) if dot else row.network
