"""A calm guide through a breathing or grounding exercise, in the browser's own time.

`player.js` shows what `plan` says. Nothing starts by itself; where a person prefers less motion, words and a count
take the place of the moving shape.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from recommendations.schema import Activity, BreathingGuide
from ui.markdown import escape
from ui.texts import text

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "kindmirror_player",
    html=(_HERE / "player.html").read_text("utf-8"),
    css=(_HERE / "player.css").read_text("utf-8"),
    js=(_HERE / "player.js").read_text("utf-8"),
)

_DRAWER = "-guide"  # how the keys of the drawers end
EMPTY, FULL = 0.55, 1.0  # the size of the shape after a breath out and after a breath in


def player(activity: Activity, key: str) -> None:
    """A closed drawer with the guide of `activity`, which has one; closing it ends the exercise."""
    drawer = st.expander(text("player.open"), icon=":material/play_circle:", key=f"{key}-{activity.id}{_DRAWER}",
                         on_change="rerun")  # fmt: skip
    if drawer.open:
        with drawer:
            if activity.caution:
                st.caption(f":material/info: {escape(activity.caution)}")
            _component(key=f"{key}-{activity.id}-player", data=plan(activity))


def is_guided(key: str) -> bool:
    """Whether the person has the guide of an activity open that is offered under `key`."""
    return any(
        opened and str(name).startswith(f"{key}-") and str(name).endswith(_DRAWER)
        for name, opened in st.session_state.items()
    )


def plan(activity: Activity) -> Mapping[str, Any]:
    """What the player shows: phases of one round, each with its words, its seconds and the size it ends at.

    Raises ValueError for an activity without a guide.
    """
    if activity.guide is None:
        raise ValueError(f"expected an activity with a guide, found '{activity.id}' without one")
    if isinstance(activity.guide, BreathingGuide):
        return {"kind": "breathing", "phases": _breath(activity.guide), "rounds": activity.guide.rounds} | _labels()
    timed = zip(activity.steps, activity.guide.step_seconds, strict=True)
    phases = [{"words": step, "seconds": seconds} for step, seconds in timed]
    return {"kind": "grounding", "phases": phases, "rounds": 1} | _labels()


def _breath(guide: BreathingGuide) -> list[dict[str, Any]]:
    """The phases that take any time."""
    phases = (("inhale", guide.inhale, FULL), ("hold", guide.hold, FULL),
              ("exhale", guide.exhale, EMPTY), ("rest", guide.rest, EMPTY))  # fmt: skip
    return [
        {"words": text(f"player.{name}"), "seconds": seconds, "size": size} for name, seconds, size in phases if seconds
    ]


def _labels() -> dict[str, Any]:
    names = ("start", "pause", "resume", "stop", "again", "ready", "done", "round", "step")
    # Words in braces are filled in by the player itself.
    places = {"number": "{number}", "total": "{total}"}
    return {"labels": {name: text(f"player.{name}", **places) for name in names}, "empty": EMPTY}
