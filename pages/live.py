"""The camera as a kind mirror: what it sees now, what the last minute was like, and something kind when it is sure."""

import time
from datetime import UTC, datetime
from typing import NamedTuple

import streamlit as st

from core.emotions import EmotionScores
from core.live import LiveSession, Offer, Snapshot
from core.timeline import Moment, Source
from ui.camera import Facing, camera
from ui.camera_check import Arrivals, Obstacle, browser_report, obstacle
from ui.choices import keep_choice
from ui.fit import ask_whether_it_fits
from ui.live_panel import live_panel
from ui.player import is_guided
from ui.recommendation import recommendation_card
from ui.resources import classifier, live_detector, origin, reading_pool
from ui.shell import require_app
from ui.texts import emotion_names, text
from ui.visit import timeline, visit

REFRESH = 0.5  # seconds
NOTE_EVERY = 1.0  # seconds between two moments of a face in the journey


class Noted(NamedTuple):
    """When a face was noted, in the session's seconds, and the moment's number in the timeline."""

    at: float
    moment: int


def session() -> LiveSession:
    """This visit's session, with the best there is to see with; it outlives a look at another page."""
    if "live" not in st.session_state:
        st.session_state["live"] = LiveSession(live_detector(), classifier(), pool=reading_pool())
    kept: LiveSession = st.session_state["live"]
    kept.equip(live_detector(), classifier(), emotion_names())
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


def controls(live: LiveSession, snapshot: Snapshot, active: bool) -> None:
    """Pause, reset, and the reading of this moment for a recommendation; without a camera there is only reset."""
    with st.container(horizontal=True):
        if active:
            label, icon = ("resume", "play_arrow") if snapshot.paused else ("pause", "pause")
            st.button(
                text(f"live.{label}"), icon=f":material/{icon}:", on_click=live.pause, args=(not snapshot.paused,)
            )
        if st.button(text("live.reset"), icon=":material/restart_alt:"):
            forget(live)
            st.rerun()  # what was offered stands outside of what is drawn anew by itself
        if not active:
            return
        face = snapshot.focused
        if st.button(text("live.use"), icon=":material/check:", disabled=face is None) and face is not None:
            # A key of its own for each reading: what is answered for one says nothing of the next.
            key = f"live-chosen-{snapshot.at}"
            ask_about(key, face.number)
            if earlier := st.session_state.get("live-chosen"):
                visit().let_go(earlier[0])
            st.session_state["live-chosen"] = key, face.scores
            st.rerun()


def forget(live: LiveSession) -> None:
    """Start anew. What the journey has noted stays there, where it has a reset of its own."""
    live.reset()
    for key in ("live-chosen", "live-offered", "live-kept", "live-tied"):
        st.session_state.pop(key, None)


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


def note(snapshot: Snapshot) -> None:
    """Write the faces that are there into the journey, each once a second at most."""
    if snapshot.at is None or snapshot.paused:
        return
    known = noted()
    for face in snapshot.faces:
        last = known.get(face.number)
        if last is None or not 0.0 <= snapshot.at - last.at < NOTE_EVERY:
            moment = Moment(datetime.now(UTC), Source.LIVE, str(face.number), face.scores, network=origin().network)
            known[face.number] = Noted(snapshot.at, timeline().add(moment))


def noted() -> dict[int, Noted]:
    """The last moment of each face that the journey has."""
    kept: dict[int, Noted] = st.session_state.setdefault("live-noted", {})
    return kept


def ask_about(key: str, face: int) -> None:
    """What the person answers for `key` is their word for the moment noted last of this face, and for no later one."""
    tied: set[str] = st.session_state.setdefault("live-tied", set())
    last = noted().get(face)
    if last and key not in tied:
        visit().tie(key, last.moment)
        tied.add(key)


def dashboard(live: LiveSession, active: bool) -> None:
    """Everything that moves, drawn anew twice a second while the camera is on."""
    snapshot = live.snapshot()
    watched = arrivals()
    before = watched.stuck
    watched.watch(active, snapshot.frames, time.monotonic())
    if active:
        note(snapshot)
        if offer := snapshot.offer:  # now, whenever it is shown: by then somebody else may have the number
            ask_about(key_of(offer), offer.number)
    if watched.stuck != before or offered(snapshot):
        st.rerun()  # the way out and the recommendation stand outside, where they hold still
    if not active and not snapshot.frames:
        st.info(text("live.before"), icon=":material/insights:")
        return
    choose_face(live, snapshot)
    live_panel(snapshot, active)
    controls(live, snapshot, active)
    show_newer(snapshot)


def offered(snapshot: Snapshot) -> bool:
    """Take over a new offer, unless the person keeps the one that is shown; whether the recommendation changes."""
    offer = new_offer(snapshot)
    if offer is None or is_kept():
        return False
    take_over(offer)
    return True


def new_offer(snapshot: Snapshot) -> Offer | None:
    """An offer that is not shown yet, and may be: a reading that the person asked for gives way to none."""
    offer = snapshot.offer
    known = "live-chosen" in st.session_state or offer == st.session_state.get("live-offered")
    return None if known else offer


def take_over(offer: Offer) -> None:
    """Show this offer from now on."""
    earlier: Offer | None = st.session_state.get("live-offered")
    st.session_state["live-offered"] = offer
    if earlier:
        visit().let_go(key_of(earlier))


def show_newer(snapshot: Snapshot) -> None:
    """While the person keeps what is shown, a new offer waits behind a quiet button."""
    offer = new_offer(snapshot)
    if offer and st.button(text("live.newer"), icon=":material/spa:", type="tertiary"):
        take_over(offer)
        st.rerun()


def is_kept() -> bool:
    """Whether the shown offer is the person's own, since they did something about it, or opened its guide.

    It stays so from then on.
    """
    shown: Offer | None = st.session_state.get("live-offered")
    if shown is None:
        return False
    key = key_of(shown)
    if visit().is_own(key) or is_guided(key):
        st.session_state["live-kept"] = key
    return bool(st.session_state.get("live-kept") == key)


def key_of(offer: Offer) -> str:
    """What the visit knows an offer by."""
    return f"live-{offer.number}-{offer.at}"


def recommend() -> None:
    """Something kind: for the reading that the person chose, or for an expression that was steady and sure."""
    chosen: tuple[str, EmotionScores] | None = st.session_state.get("live-chosen")
    offer: Offer | None = st.session_state.get("live-offered")
    if chosen:
        key, scores = chosen
    elif offer:
        key, scores = key_of(offer), offer.scores
    else:
        st.info(text("live.empty"), icon=":material/hourglass_empty:")
        return
    with st.container(border=True):
        ask_whether_it_fits(scores, key)
    recommendation_card(scores, key)


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
    recommend()
