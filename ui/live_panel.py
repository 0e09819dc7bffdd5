"""The live dashboard: shares, the last minute and the seconds of each emotion, moving calmly.

A component of our own, since a chart that is made anew twice a second would flicker: this one changes in place.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.emotions import Emotion, percent
from core.live import LiveFace, Snapshot, TrendPoint
from core.live.record import GAP, WINDOW
from ui.charts import colours
from ui.texts import counted, emotion_names, text

_CSS = """
.panel { color: var(--st-text-color); font-family: var(--st-font); font-size: 0.9375rem; }
.status { min-height: 1.4em; margin: 0 0 0.5rem; opacity: 0.8; }
.headline { font-family: var(--st-heading-font); font-size: 1.25rem; line-height: 1.3; min-height: 2.6em; margin: 0; }
.row { display: grid; grid-template-columns: 6.5em 1fr 3em 4em; gap: 0.5em; align-items: center; height: 1.875rem; }
.row > :nth-child(n+3) { text-align: right; font-variant-numeric: tabular-nums; }
.track { background: var(--st-secondary-background-color); border-radius: 5px; height: 1.125rem; overflow: hidden; }
.bar { height: 100%; border-radius: 5px; transition: width 0.5s linear; }
.shown { font-weight: 600; }
.small { font-size: 0.8125rem; opacity: 0.8; margin: 0.75rem 0 0.25rem; }
svg { width: 100%; height: 6rem; display: block; border-radius: 5px; background: var(--st-secondary-background-color); }
.axis { display: flex; justify-content: space-between; margin-top: 0.25rem; }
@media (prefers-reduced-motion: reduce) { .bar { transition: none; } }
"""

_JS = """
const make = (name, parent, space) => {
  const node = space ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  return parent.appendChild(node);
};

const build = (parent, data) => {
  const panel = make("div", parent);
  panel.className = "panel";
  const status = make("p", panel);
  status.className = "status";
  status.setAttribute("role", "status");
  const headline = make("p", panel);
  headline.className = "headline";
  headline.setAttribute("aria-live", "polite");
  const heads = make("div", panel);
  heads.className = "row small";
  const columns = [make("span", heads), make("span", heads), make("span", heads), make("span", heads)].slice(2);
  const rows = data.rows.map(() => {
    const line = make("div", panel);
    line.className = "row";
    const name = make("span", line);
    const track = make("div", line);
    track.className = "track";
    const bar = make("div", track);
    bar.className = "bar";
    return { name, bar, figure: make("span", line), seconds: make("span", line) };
  });
  const title = make("p", panel);
  title.className = "small";
  const trend = make("svg", panel, true);
  trend.setAttribute("viewBox", "0 0 60 1");
  trend.setAttribute("preserveAspectRatio", "none");
  trend.setAttribute("role", "img");
  const areas = data.rows.map(() => make("path", trend, true));
  const axis = make("div", panel);
  axis.className = "small axis";
  const ends = [make("span", axis), make("span", axis)];
  const pace = make("p", panel);
  pace.className = "small";
  return { status, headline, columns, rows, title, trend, areas, ends, pace };
};

export default function ({ parentElement, data }) {
  parentElement.kindmirror ??= build(parentElement, data);
  const view = parentElement.kindmirror;
  const say = (place, words) => {
    if (place.textContent !== words) place.textContent = words; // said aloud once
  };
  say(view.status, data.status);
  say(view.headline, data.headline);
  data.columns.forEach((words, i) => (view.columns[i].textContent = words));
  data.rows.forEach((row, i) => {
    view.rows[i].name.textContent = row.name;
    view.rows[i].name.className = row.shown ? "shown" : "";
    view.rows[i].bar.style.background = row.colour; // the theme can change
    view.rows[i].bar.style.width = `${row.share * 100}%`;
    view.rows[i].figure.textContent = row.figure;
    view.rows[i].seconds.textContent = row.seconds;
    view.areas[i].setAttribute("fill", row.colour);
    view.areas[i].setAttribute("d", data.areas[i]);
  });
  view.title.textContent = data.trend_title;
  view.trend.setAttribute("aria-label", data.trend_words);
  view.ends.forEach((end, i) => (end.textContent = data.ends[i]));
  view.pace.textContent = data.pace;
}
"""

_panel = st.components.v2.component("live_panel", css=_CSS, js=_JS)


def live_panel(snapshot: Snapshot, active: bool) -> None:
    """Show what is known of the face in focus; `active` says whether the camera is on."""
    _panel(key="live-panel", data=panel_data(snapshot, active))


def panel_data(snapshot: Snapshot, active: bool) -> dict[str, Any]:
    """Everything that the panel writes and draws, in words and numbers."""
    names, colour, face = emotion_names(), colours(), snapshot.focused if active else None
    return {
        "status": status(snapshot, active),
        "headline": headline(face, names) if active and not snapshot.paused else "",  # the status says it all
        "columns": [text("live.now"), text("live.so_far")],
        "rows": [_row(emotion, seconds, face, names, colour) for emotion, seconds in snapshot.led],
        "areas": areas(snapshot.trend, snapshot.at or 0.0),
        "trend_title": text("live.trend"),
        "trend_words": _trend_words(snapshot, names),
        "ends": [text("live.minute_ago"), text("live.now")],
        "pace": text("live.pace", fps=snapshot.fps, delay=snapshot.delay) if active else "",
    }


def status(snapshot: Snapshot, active: bool) -> str:
    """What the picture lacks; empty where it lacks nothing."""
    if not active:
        return text("live.off")
    if snapshot.paused:
        return text("live.paused")
    if snapshot.notices:
        return text(f"live.notice.{snapshot.notices[0]}")
    return counted("live.errors", snapshot.errors) if snapshot.errors else ""


def headline(face: LiveFace | None, names: Mapping[Emotion, str]) -> str:
    """What the face looks closest to, in a sentence."""
    if face is None:
        return text("live.nobody")
    if face.sure:
        return text("live.looks_closest", emotion=names[face.shown])
    (first, _), (second, _), *_ = face.scores.ranked()
    return text("live.unsure", first=names[first], second=names[second])


def areas(trend: tuple[TrendPoint, ...], now: float) -> list[str]:
    """For each emotion the outline of its share over the last minute, stacked; an SVG path in a box of 60 x 1.

    While the face was away there is nothing: the path has one closed part for each stretch of at least two points.
    """
    parts = [_outlines(stretch, now) for stretch in _stretches(trend) if len(stretch) > 1]
    return ["".join(part[place] for part in parts) for place in range(len(Emotion))]


def _stretches(trend: Sequence[TrendPoint]) -> list[list[TrendPoint]]:
    """The points in order, parted where the face was away."""
    stretches: list[list[TrendPoint]] = []
    for point in trend:
        if not stretches or point.at - stretches[-1][-1].at > GAP:
            stretches.append([])
        stretches[-1].append(point)
    return stretches


def _outlines(trend: Sequence[TrendPoint], now: float) -> list[str]:
    times = [WINDOW - (now - point.at) for point in trend]
    lower = [1.0] * len(trend)
    outlines = []
    for emotion in Emotion:
        upper = [low - point.scores[emotion] for low, point in zip(lower, trend, strict=True)]
        there = zip(times, upper, strict=True)
        back = zip(reversed(times), reversed(lower), strict=True)
        outlines.append("M" + "L".join(f"{x:.1f} {y:.3f}" for x, y in (*there, *back)) + "Z")
        lower = upper
    return outlines


def _row(
    emotion: Emotion, seconds: float, face: LiveFace | None, names: Mapping[Emotion, str], colour: Mapping[Emotion, str]
) -> dict[str, Any]:
    share = face.scores[emotion] if face else 0.0
    return {
        "name": names[emotion],
        "colour": colour[emotion],
        "share": round(share, 3),
        "figure": percent(share) if face else "",
        "seconds": text("live.seconds", seconds=round(seconds)),
        "shown": face is not None and face.shown is emotion,
    }


def _trend_words(snapshot: Snapshot, names: Mapping[Emotion, str]) -> str:
    """The trend for those who do not see it: which emotions were shown for how long, the longest first."""
    led = sorted(((seconds, emotion) for emotion, seconds in snapshot.led if seconds >= 0.5), reverse=True)
    spells = [text("live.led", emotion=names[emotion], seconds=round(seconds)) for seconds, emotion in led]
    return ", ".join(spells) or text("live.nothing_yet")
