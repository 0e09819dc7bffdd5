"""A short clip: how far its reading is, then the clip with boxes and words, when each expression led, an offer."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.clip import ClipReading, ClipResult
from core.clip_job import ClipJob, moments_of
from core.errors import ClipError
from core.table import Origin, Row, clip_rows, safe_name, to_csv, to_json
from core.timeline import Moment
from core.trends import faces, mix, spells
from ui.choices import keep_choice
from ui.downloads import download, stem
from ui.fit import ask_whether_it_fits
from ui.group import closest
from ui.markdown import escape
from ui.recommendation import recommendation_card
from ui.resources import classifier, detector
from ui.texts import counted, emotion_names, text
from ui.trend_charts import changes_in_words, timeline_chart
from ui.uploads import name_of
from ui.visit import visit

_JOB, _TOLD = "clip-job", "clip-told"
_START = datetime(2000, 1, 1, tzinfo=UTC)  # what a clip's clock counts from


@dataclass(frozen=True, slots=True)
class _Begun:
    """The reading of a clip, and what reads it."""

    file_id: str
    job: ClipJob
    origin: Origin


def clip_card(file: UploadedFile) -> None:
    """Read the clip aside and show how far it is, or what came of it."""
    try:
        begun = _begun(file)
    except ClipError as error:
        _refused(file, error)
        return
    if begun.job.is_done:
        _show(file, begun)
    else:
        _how_far(begun.job)


def forget_clip() -> None:
    """None is chosen any more; a reading under way ends."""
    begun: _Begun | None = st.session_state.pop(_JOB, None)
    if begun is not None:
        begun.job.stop()


@st.cache_resource(show_spinner=False)
def _pool() -> ThreadPoolExecutor:
    """One clip at a time for the whole server: live pictures go first, and clips can wait."""
    return ThreadPoolExecutor(1, "clip")


def _begun(file: UploadedFile) -> _Begun:
    begun: _Begun | None = st.session_state.get(_JOB)
    if begun is None or begun.file_id != file.file_id:
        forget_clip()
        finder, network = detector(), classifier()
        job = ClipJob(file.getvalue(), finder, network, emotion_names(), _pool())
        begun = st.session_state[_JOB] = _Begun(file.file_id, job, Origin.of(network.card, finder.name))
    return begun


@st.fragment(run_every=0.5)
def _how_far(job: ClipJob) -> None:
    if job.is_done:
        st.rerun()
    st.progress(job.share, text("clip.waiting" if job.is_waiting else "clip.reading", share=f"{job.share:.0%}"))
    st.button(text("photo.stop"), icon=":material/stop_circle:", on_click=job.stop)


def _show(file: UploadedFile, begun: _Begun) -> None:
    try:
        result = begun.job.result()
    except ClipError as error:
        _refused(file, error)
        return
    _remember(file, begun, result)
    if not result.whole:
        st.info(text("clip.part", seconds=result.seconds), icon=":material/content_cut:")
    if result.errors:
        st.info(counted("live.errors", result.errors), icon=":material/broken_image:")
    if not result.frames:
        return
    moments = moments_of(result.readings, name_of(file)[:180], _START, begun.origin.network)
    numbers = _numbers(result.readings, moments)
    picture, words = st.columns([3, 2], gap="large")
    with picture:
        st.video(begun.job.annotated(), muted=True)
    with words:
        _over_time(moments) if moments else st.info(text("clip.no_face"), icon=":material/search:")
        _take_away(file, begun, result, numbers)
    if moments:
        _something_kind(file.file_id, numbers, moments)


def _refused(file: UploadedFile, error: ClipError) -> None:
    st.warning(text(f"clip_error.{error.problem}", name=escape(file.name)), icon=":material/broken_image:")


def _over_time(moments: Sequence[Moment]) -> None:
    found = spells(moments, gap=timedelta(seconds=2))
    seconds = (moments[-1].at - _START).total_seconds()
    seen = counted("clip.faces", len(faces(moments)), seconds=seconds)
    sentence = f"{seen} {changes_in_words(found)}"
    timeline_chart(moments, found, UTC, sentence, "%M:%S")
    st.caption(sentence)


def _something_kind(file_id: str, numbers: Mapping[str, int], moments: Sequence[Moment]) -> None:
    """Ask about one face, all its moments together, and offer something for it."""
    by_face = {face: mix([one for one in moments if one.face == face]).shares for face in numbers}
    labels = {
        face: text("photo.face_option", number=numbers[face], emotion=closest(scores))
        for face, scores in by_face.items()
    }
    face = _choose_face(file_id, labels)
    with st.container(border=True):
        st.caption(text("clip.whole"))
        ask_whether_it_fits(by_face[face], _key(file_id, face))
    recommendation_card(by_face[face], _key(file_id, face))


def _choose_face(file_id: str, labels: Mapping[str, str]) -> str:
    first, key = next(iter(labels)), f"{file_id}-whose"
    if len(labels) == 1:
        return first
    keep_choice(key, labels, first)
    chosen = st.pills(
        text("clip.faces_found", count=len(labels)),
        list(labels),
        format_func=labels.__getitem__,
        required=True,
        wrap=True,
        key=key,
    )
    return chosen or first


def _numbers(readings: Sequence[ClipReading], moments: Sequence[Moment]) -> Mapping[str, int]:
    """The number that each face of the journey has in the clip."""
    return dict(zip(faces(moments), dict.fromkeys(reading.face.number for reading in readings), strict=True))


def _key(file_id: str, face: str) -> str:
    """What the visit knows a face of a clip by."""
    return f"{file_id}-{face}"


def _take_away(file: UploadedFile, begun: _Begun, result: ClipResult, numbers: Mapping[str, int]) -> None:
    job, name = begun.job, name_of(file)

    # Files are made when they are asked for, and then nothing can be asked of the session any more.
    answers = visit().words({number: _key(file.file_id, face) for face, number in numbers.items()})

    def rows() -> Iterator[Row]:
        return clip_rows(name, result.readings, begun.origin, answers)

    with st.container(horizontal=True):
        download(text("clip.annotated"), job.annotated, safe_name(stem(name), "-annotated.mp4"), ":material/movie:")
        download(text("take.csv"), lambda: to_csv(rows()), safe_name(stem(name), "-readings.csv"), ":material/table:")
        download(text("take.json"), lambda: to_json(rows()), safe_name(stem(name), "-readings.json"), ":material/code:")
    st.caption(text("take.made_with", network=begun.origin.network))


def _remember(file: UploadedFile, begun: _Begun, result: ClipResult) -> None:
    """Once for each clip, its moments become a part of the journey; what is answered for a face goes to its last."""
    told: set[str] = st.session_state.setdefault(_TOLD, set())
    name = name_of(file)[:180]
    here = visit()  # a click ends the script where it asks for anything of the session, and not between here ...
    if file.file_id not in told:
        for moment in moments_of(result.readings, name, begun.job.began, begun.origin.network):
            here.tie(_key(file.file_id, moment.face), here.timeline.add(moment))
        told.add(file.file_id)  # ... and here
