"""The camera as a kind mirror: what it sees now, what the last minute was like, and something kind when it is sure."""

import time

import streamlit as st

from core.live import LiveSession, Snapshot
from ui.camera import Facing, camera
from ui.camera_check import Arrivals, Obstacle, browser_report, obstacle
from ui.choices import keep_choice
from ui.fit import ask_whether_it_fits
from ui.live_offers import LiveOffers, Shown
from ui.live_panel import live_panel
from ui.recommendation import recommendation_card
from ui.resources import classifier, live_detector, origin, reading_pool
from ui.shell import require_app
from ui.texts import emotion_names, text
from ui.visit import visit

REFRESH = 0.5  # seconds


def session() -> LiveSession:
    """This visit's session, with the best there is to see with; it outlives a look at another page."""
    if "live" not in st.session_state:
        st.session_state["live"] = LiveSession(live_detector(), classifier(), pool=reading_pool())
    kept: LiveSession = st.session_state["live"]
    kept.equip(live_detector(), classifier(), emotion_names())
    return kept


def live_offers() -> LiveOffers:
    """What this visit's session has led to."""
    if "live-offers" not in st.session_state:
        st.session_state["live-offers"] = LiveOffers(visit())
    kept: LiveOffers = st.session_state["live-offers"]
    return kept


def arrivals() -> Arrivals:
    """Whether this visit's pictures arrive."""
    if "live-arrivals" not in st.session_state:
        st.session_state["live-arrivals"] = Arrivals()
    kept: Arrivals = st.session_state["live-arrivals"]
    return kept


def choose_camera(active: bool) -> Facing:
    """Front or back; it cannot change while the camera runs."""
    return Facing(
        st.segmented_control(
            text("live.camera"),
            list(Facing),
            format_func=lambda facing: text(f"live.{facing}"),
            required=True,
            disabled=active,
            label_visibility="collapsed",
            key="live-facing",
        )
        or Facing.FRONT
    )


def way_out(reason: Obstacle) -> None:
    """Say why there is no picture, and offer a photo instead."""
    st.warning(text(f"live.obstacle.{reason}"), icon=":material/videocam_off:")
    # Without a network path a snapshot still works; without a camera only an upload does.
    source = "snapshot" if reason is Obstacle.NETWORK else "upload"
    if st.button(text(f"live.instead_{source}"), icon=":material/photo_camera:"):
        st.session_state["photo-source"] = source
        st.switch_page("pages/photo.py")


def controls(live: LiveSession, offers: LiveOffers, snapshot: Snapshot, active: bool) -> None:
    """Pause, reset, and the reading of this moment for a recommendation; without a camera there is only reset."""
    with st.container(horizontal=True):
        if active:
            label, icon = ("resume", "play_arrow") if snapshot.paused else ("pause", "pause")
            st.button(
                text(f"live.{label}"), icon=f":material/{icon}:", on_click=live.pause, args=(not snapshot.paused,)
            )
        if st.button(text("live.reset"), icon=":material/restart_alt:"):
            live.reset()
            offers.clear()
            st.rerun()  # what was offered stands outside of what is drawn anew by itself
        if not active:
            return
        face = snapshot.focused
        if st.button(text("live.use"), icon=":material/check:", disabled=face is None) and face is not None:
            offers.ask_for(face, snapshot.at or 0.0)
            st.rerun()


def choose_face(live: LiveSession, snapshot: Snapshot) -> None:
    """Whom the dashboard follows, where there are several. Only what the person presses is a choice."""
    numbers = {face.number for face in snapshot.faces}
    if snapshot.focus is not None:
        numbers.add(snapshot.focus)  # missed for a moment, it stays where it can be pressed
    if len(numbers) < 2:
        return
    if st.session_state.get("live-face") != snapshot.focus:
        st.session_state["live-face"] = snapshot.focus
    st.pills(
        text("live.faces"),
        sorted(numbers),
        format_func=lambda number: text("live.face", number=number),
        key="live-face",
        on_change=lambda: live.select(st.session_state["live-face"]),
    )


def dashboard(live: LiveSession, active: bool) -> None:
    """Everything that moves, drawn anew twice a second while the camera is on."""
    snapshot, offers, watched = live.snapshot(), live_offers(), arrivals()
    before = watched.stuck
    watched.watch(active, snapshot.frames, time.monotonic())
    if active:
        offers.note(snapshot, origin().network)
    if watched.stuck != before or offers.follow(snapshot):
        st.rerun()  # the way out and the recommendation stand outside, where they hold still
    if not active and not snapshot.frames:
        st.info(text("live.before"), icon=":material/insights:")
        return
    choose_face(live, snapshot)
    live_panel(snapshot, active)
    controls(live, offers, snapshot, active)
    show_newer(offers, snapshot)


def show_newer(offers: LiveOffers, snapshot: Snapshot) -> None:
    """While the person keeps what is shown, a new offer waits behind a quiet button."""
    offer = offers.newer(snapshot)
    if offer and st.button(text("live.newer"), icon=":material/spa:", type="tertiary"):
        offers.take(offer)
        st.rerun()


def recommend(shown: Shown | None) -> None:
    """Something kind: for the reading that the person asked for, or for an expression that was steady and sure."""
    if shown is None:
        st.info(text("live.empty"), icon=":material/hourglass_empty:")
        return
    with st.container(border=True):
        ask_whether_it_fits(shown.scores, shown.key)
    recommendation_card(shown.scores, shown.key)


require_app()

st.title(text("live.title"), anchor=False)
st.caption(text("live.privacy"))
live = session()
picture, figures = st.columns([3, 2], gap="large")
offer, foot = st.container(), st.container()
with foot:  # it is invisible, and further up it would leave a gap
    report = browser_report()
with picture:
    choosing = st.empty()
    keep_choice("live-facing", list(Facing), Facing.FRONT)
    facing = Facing(st.session_state["live-facing"])
    active = camera(live, facing).active
    live.rest(not active)
    with choosing:
        choose_camera(active)
    reason = obstacle(report) or (Obstacle.NETWORK if arrivals().stuck else None)
    if reason is not None:
        way_out(reason)
with figures:
    st.fragment(dashboard, run_every=REFRESH if active else None)(live, active)
with offer:
    recommend(live_offers().shown)
