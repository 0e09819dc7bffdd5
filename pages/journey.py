"""What this visit has seen over time, what was offered and what helped; to keep, to load again, or to forget."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from core.errors import JourneyError
from core.journey_file import load, save
from core.table import MOMENT_COLUMNS, moment_rows, to_csv
from core.timeline import CAPACITY, Journey, Moment, Recommended, Verdict
from core.trends import Mix, Spell, by_day, by_hour, faces, held, mix, spells
from ui.charts import describe, share_bars
from ui.markdown import escape
from ui.report import Section, bars, paragraph, report, spell_strip
from ui.shell import require_app
from ui.tables import show_table, table
from ui.texts import emotion_names, language, text
from ui.trend_charts import changes_in_words, duration, period_chart, timeline_chart
from ui.visit import timeline

EVERYBODY = ""
STRIP = 400  # spells that a report draws


def zone() -> tzinfo:
    """The visitor's time zone, as their browser gives it."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def choose_face(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    """The moments of one face, or of everybody."""
    names = faces(moments)
    if len(names) == 1:
        return tuple(moments)
    chosen = st.selectbox(
        text("journey.whose"), [EVERYBODY, *names], format_func=lambda name: name or text("journey.everybody")
    )
    return tuple(moment for moment in moments if chosen in (EVERYBODY, moment.face))


def own_words(moments: Iterable[Moment]) -> None:
    """What the person said, before anything that was read."""
    names = emotion_names()
    said = Counter(moment.answer for moment in moments if moment.answer)
    if said:
        words = ", ".join(
            names[word] if times == 1 else f"{names[word]} ({times})" for word, times in said.most_common()
        )
        st.markdown(text("journey.own_words", words=words))


def over_time(moments: Sequence[Moment], found: Sequence[Spell]) -> None:
    """The timeline, and in words what it shows."""
    st.subheader(text("journey.over_time"), anchor=False)
    sentence = in_words(moments, found)
    timeline_chart(moments, found, zone(), sentence)
    st.caption(f"{sentence} {text('journey.legend')}")


def in_words(moments: Sequence[Moment], found: Sequence[Spell]) -> str:
    """How many moments from when to when, and how often the expression changed."""
    here = zone()
    first, last = (moment.at.astimezone(here) for moment in (moments[0], moments[-1]))
    if len(moments) == 1:
        size = "_one"
    elif f"{first:%F %R}" == f"{last:%F %R}":
        size = "_minute"
    else:
        size = "_day" if first.date() == last.date() else ""
    span = text(f"journey.moments{size}", count=len(moments), first=first, last=last)
    return f"{span} {changes_in_words(found)}"


def shares(moments: Sequence[Moment], found: Sequence[Spell]) -> None:
    """The share of each emotion beside how long each held."""
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


def held_headings() -> list[str]:
    """Of the table of `held_rows`."""
    return [text("chart.emotion"), text("journey.in_all"), text("journey.longest"), text("journey.times")]


def held_rows(found: Sequence[Spell]) -> list[list[str | int]]:
    """How long each emotion held, the longest first; those that were seen for a moment only are left out."""
    names = emotion_names()
    long = [spell for spell in found if spell.length]
    return [
        [
            names[emotion],
            duration(total.total_seconds()),
            duration(max(spell.length for spell in long if spell.emotion is emotion).total_seconds()),
            sum(spell.emotion is emotion for spell in long),
        ]
        for emotion, total in sorted(held(long).items(), key=lambda item: -item[1])
    ]


def by_the_clock(moments: Sequence[Moment]) -> None:
    """By day and by hour, once there is more than one of each."""
    days = {f"{day:%Y-%m-%d}": each for day, each in by_day(moments, zone()).items()}
    hours = {f"{hour:02}:00": each for hour, each in by_hour(moments, zone()).items()}
    for title, mixes in ((text("journey.by_day"), days), (text("journey.by_hour"), hours)):
        if len(days) > 1 and len(mixes) > 1:
            st.subheader(title, anchor=False)
            period_chart(mixes, text("journey.shares_title"), _describe_periods(mixes))


def _describe_periods(mixes: Mapping[str, Mix]) -> str:
    return "; ".join(f"{period}: {describe(each.shares)}" for period, each in mixes.items())


def offered(recommended: Sequence[Recommended]) -> None:
    """What helped, first; then the rest of what was offered."""
    if not recommended:
        return
    st.subheader(text("journey.helped"), anchor=False)
    helped = distinct(each for each in recommended if each.verdict is Verdict.HELPED)
    others = distinct(each for each in recommended if each.verdict is not Verdict.HELPED)
    if helped:
        st.markdown(bullets(helped))
    else:
        st.caption(text("journey.helped_nothing"))
    if rest := [title for title in others if title not in helped]:
        with st.expander(text("journey.also_offered", count=len(rest))):
            st.markdown(bullets(rest))


def bullets(titles: Iterable[str]) -> str:
    """A list in Markdown."""
    return "\n".join(f"- {escape(title)}" for title in titles)


def distinct(recommended: Iterable[Recommended]) -> list[str]:
    """Their titles, the latest first, each once."""
    return list(dict.fromkeys(each.title for each in reversed(list(recommended))))


def take_away(journey: Journey, moments: Sequence[Moment], found: Sequence[Spell]) -> None:
    """The whole journey to load again; what is shown as a table and as a report."""
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
        st.download_button(
            text("journey.csv"),
            lambda: to_csv(moment_rows(moments), MOMENT_COLUMNS),
            f"kindmirror-moments-{day}.csv",
            "text/csv",
            icon=":material/table:",
            on_click="ignore",
        )
        st.download_button(
            text("journey.report"),
            as_report(journey, moments, found),
            f"kindmirror-journey-{day}.html",
            "text/html",
            icon=":material/description:",
            on_click="ignore",
        )


def as_report(journey: Journey, moments: Sequence[Moment], found: Sequence[Spell]) -> str:
    """What the page shows, on one page of HTML."""
    names, words = emotion_names(), in_words(moments, found)
    longest = sorted(sorted(found, key=lambda spell: spell.length)[-STRIP:], key=lambda spell: spell.start)
    sections = [
        Section(text("journey.over_time"), spell_strip(longest, names, zone(), words) + paragraph(words)),
        Section(text("journey.shares"), bars(mix(moments).shares, names)),
    ]
    if rows := held_rows(found):
        sections.append(Section(text("journey.held"), table(held_headings(), rows, text("journey.held_caption"))))
    if helped := distinct(each for each in journey.recommended if each.verdict is Verdict.HELPED):
        sections.append(Section(text("journey.helped"), "".join(map(paragraph, helped))))
    return report(language(), text("journey.title"), text("report.intro"), sections, text("footer.care"))


def load_again() -> None:
    """Add a journey that was saved before."""
    turn = st.session_state.setdefault("journey-turn", 0)  # a fresh uploader after each file
    file = st.file_uploader(text("journey.load"), ["json"], key=f"journey-file-{turn}", help=text("journey.load_help"))
    if file is None:
        return
    try:
        loaded = load(file.getvalue())
    except JourneyError as error:
        st.error(text("journey.not_a_journey", name=file.name), icon=":material/broken_image:")
        st.caption(str(error))
        return
    timeline().merge(loaded)
    st.session_state["journey-turn"] = turn + 1
    st.toast(text("journey.loaded", count=len(loaded.moments)), icon=":material/bookmark_added:")
    st.rerun()


@st.dialog(text("journey.forget_title"))
def ask_to_forget() -> None:
    """Nothing is forgotten by a slip of the finger."""
    st.write(text("journey.forget_ask"))
    with st.container(horizontal=True):
        if st.button(text("journey.forget_yes"), type="primary"):
            timeline().clear()
            st.rerun()
        if st.button(text("journey.forget_no")):
            st.rerun()


def show(journey: Journey) -> None:
    """The page, once there is something to show."""
    moments = choose_face(journey.moments)
    found = spells(moments)
    if timeline().forgotten:
        st.info(text("journey.forgotten", capacity=CAPACITY, count=timeline().forgotten), icon=":material/history:")
    own_words(moments)
    over_time(moments, found)
    shares(moments, found)
    by_the_clock(moments)
    offered(journey.recommended)
    take_away(journey, moments, found)


require_app()

st.title(text("journey.title"), anchor=False)
st.caption(text("journey.privacy"))
journey = timeline().journey()
if journey.moments:
    show(journey)
else:
    st.info(text("journey.empty"), icon=":material/timeline:")
    offered(journey.recommended)
load_again()
if journey != Journey():
    st.button(text("journey.forget"), icon=":material/delete:", type="tertiary", on_click=ask_to_forget)
