"""What this visit has seen over time, what was offered and what helped; to keep, to load again, or to forget."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from core.errors import JourneyError
from core.journey_file import MAX_BYTES, load, save
from core.table import MOMENT_COLUMNS, moment_rows, to_csv
from core.timeline import CAPACITY, Journey, Moment, Recommended
from core.trends import Mix, Spell, by_day, faces, is_of_days, mix, spells
from ui.charts import describe, share_bars
from ui.choices import keep_choice
from ui.downloads import download
from ui.journey import (
    addressed,
    as_report,
    by_the_clock,
    held_headings,
    held_rows,
    helped_and_rest,
    in_words,
    own_words,
    was_seen,
)
from ui.markdown import escape
from ui.shell import require_app
from ui.tables import show_table
from ui.texts import counted, text
from ui.trend_charts import days_chart, period_chart, timeline_chart
from ui.visit import timeline, visit

LOGGER = logging.getLogger(__name__)

EVERYBODY = ""
WHOSE = "journey-whose"


def zone() -> tzinfo:
    """The visitor's time zone, as their browser gives it."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def choose_face(moments: Sequence[Moment]) -> str:
    """The name of one face of several, or of everybody."""
    names = faces(moments)
    if len(names) == 1:
        return EVERYBODY
    options = [EVERYBODY, *names]
    keep_choice(WHOSE, options, EVERYBODY)
    return st.selectbox(
        text("journey.whose"), options, format_func=lambda name: name or text("journey.everybody"), key=WHOSE
    )


def over_time(moments: Sequence[Moment], found: Sequence[Spell], days: Mapping[date, Mix]) -> None:
    """The timeline, and in words what it shows and how to read it."""
    st.subheader(text("journey.over_time"), anchor=False)
    sentence = in_words(moments, found, zone())
    if is_of_days(moments):
        days_chart(days, sentence)
        legend = text("journey.legend_days")
    else:
        timeline_chart(moments, found, zone(), sentence)
        legend = text("journey.legend") if was_seen(moments) else ""
    st.caption(f"{sentence} {legend}")


def shares(moments: Sequence[Moment], found: Sequence[Spell]) -> None:
    """The share of each emotion beside how long each held; of words alone there is neither."""
    if not was_seen(moments):
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(text("journey.shares"), anchor=False)
        share_bars(mix(moments).shares, text("journey.shares_title"))
    with right:
        st.subheader(text("journey.held"), anchor=False)
        if rows := held_rows(found):
            show_table(held_headings(), rows, text("journey.held_caption"))
        else:
            st.caption(text("journey.held_nothing"))


def periods(moments: Sequence[Moment], days: Mapping[date, Mix]) -> None:
    """By day and by hour, once there is more than one of each."""
    for heading, mixes in by_the_clock(moments, days, zone()).items():
        st.subheader(heading, anchor=False)
        period_chart(mixes, text("journey.shares_title"), _describe_periods(mixes))


def _describe_periods(mixes: Mapping[str, Mix]) -> str:
    return "; ".join(f"{period}: {describe(each.shares)}" for period, each in mixes.items())


def offered(recommended: Sequence[Recommended]) -> None:
    """What helped, first; then the rest of what was offered."""
    if not recommended:
        return
    st.subheader(text("journey.helped"), anchor=False)
    helped, rest = helped_and_rest(recommended)
    if helped:
        st.markdown(bullets(helped))
    else:
        st.caption(text("journey.helped_nothing"))
    if rest:
        with st.expander(text("journey.also_offered", count=len(rest))):
            st.markdown(bullets(rest))


def bullets(titles: Iterable[str]) -> str:
    """A list in Markdown."""
    return "\n".join(f"- {escape(title)}" for title in titles)


def take_away(
    journey: Journey, moments: Sequence[Moment], found: Sequence[Spell], days: Mapping[date, Mix], whose: str
) -> None:
    """The whole journey to load again; where moments are shown, these as a table and as a report."""
    st.subheader(text("journey.keep"), anchor=False)
    st.caption(text("journey.keep_help"))
    day = f"{datetime.now(zone()):%Y-%m-%d}"
    with st.container(horizontal=True):
        st.download_button(
            text("journey.save"),
            lambda: save(journey),
            f"kindmirror-journey-{day}.json",
            "application/json",
            type="primary",
            icon=":material/bookmark:",
            on_click="ignore",
        )
        if not moments:
            return
        download(
            text("journey.csv"),
            lambda: to_csv(moment_rows(moments), MOMENT_COLUMNS),
            f"kindmirror-moments-{day}.csv",
            ":material/table:",
        )
        html = as_report(moments, found, days, journey.recommended, zone(), whose)
        download(
            text("journey.report"),
            lambda: html,
            f"kindmirror-journey-{day}.html",
            ":material/description:",
        )


def load_again() -> None:
    """Add a journey that was saved before."""
    turn = st.session_state.setdefault("journey-turn", 0)  # a fresh uploader after each file
    file = st.file_uploader(
        text("journey.load"),
        ["json"],
        key=f"journey-file-{turn}",
        help=text("journey.load_help"),
        max_upload_size=MAX_BYTES // 1_000_000,
    )
    if file is None:
        return
    try:
        loaded = load(file.getvalue())
    except JourneyError as error:
        LOGGER.info("A journey was not loaded: %s", error)
        st.error(text("journey.not_a_journey", name=escape(file.name)), icon=":material/broken_image:")
        return
    before = seen()
    visit().load(loaded)
    st.session_state["journey-turn"] = turn + 1
    st.toast(counted("journey.loaded", seen() - before), icon=":material/bookmark_added:")
    st.rerun()


def seen() -> int:
    """How many moments there have been, those included that gave way to later ones."""
    return len(timeline().moments()) + timeline().forgotten


@st.dialog(text("journey.forget_title"))
def ask_to_forget() -> None:
    """Nothing is forgotten by a slip of the finger."""
    st.write(text("journey.forget_ask"))
    with st.container(horizontal=True):
        if st.button(text("journey.forget_yes"), type="primary"):
            visit().forget()
            st.rerun()
        if st.button(text("journey.forget_no")):
            st.rerun()


def show(journey: Journey) -> None:
    """The page, once there is something to show."""
    everybody = addressed(journey.moments)
    whose = choose_face(everybody)
    moments = [moment for moment in everybody if whose in (EVERYBODY, moment.face)]
    found, days = spells(moments), by_day(moments, zone())
    if timeline().forgotten:
        st.info(text("journey.forgotten", capacity=CAPACITY, count=timeline().forgotten), icon=":material/history:")
    if said := own_words(moments):
        st.write(said)
    over_time(moments, found, days)
    shares(moments, found)
    periods(moments, days)
    offered(journey.recommended)
    take_away(journey, moments, found, days, whose)


require_app()

st.title(text("journey.title"), anchor=False)
st.caption(text("journey.privacy"))
journey = timeline().journey()
if journey.moments:
    show(journey)
elif journey.recommended:
    offered(journey.recommended)
    take_away(journey, (), (), {}, EVERYBODY)
else:
    st.info(text("journey.empty"), icon=":material/timeline:")
load_again()
if journey != Journey():
    st.button(text("journey.forget"), icon=":material/delete:", type="tertiary", on_click=ask_to_forget)
