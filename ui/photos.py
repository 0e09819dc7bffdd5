"""The photos that a person chose: read one after the other, with a way to stop.

Files and readings are kept while they are chosen and their page is open; of their pixels, those of one photo.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.analysis import FaceReading, analyse
from core.emotions import Emotion
from core.errors import ImageError, ImageProblem
from core.images import Image, decode
from core.table import Origin
from core.timeline import Moment, Source
from ui.markdown import escape
from ui.resources import classifier, detector
from ui.texts import counted, text
from ui.uploads import name_of
from ui.visit import visit

MOST = 50

_PHOTOS, _LEFT_OUT, _SHOWN = "photos", "photos-left-out", "photo-shown"


@dataclass(frozen=True, eq=False)
class Photo:
    """One picture that was read: its readings from left to right, or what is wrong with it, and what read it."""

    file: UploadedFile
    name: str
    origin: Origin
    readings: tuple[FaceReading, ...] = ()
    problem: ImageProblem | None = None

    @property
    def id(self) -> str:
        """Unique among the photos of a visit."""
        return str(self.file.file_id)

    def key(self, face: int) -> str:
        """What the visit knows the face at this position by."""
        return f"{self.id}-{face}"

    def answers(self) -> dict[int, Emotion]:
        """The person's own words, by the position of the face."""
        return visit().words({index: self.key(index) for index in range(len(self.readings))})

    def image(self) -> Image:
        """Its upright pixels: decoded anew, because fifty photos would take gigabytes; the last one is at hand."""
        shown: tuple[str, Image] | None = st.session_state.get(_SHOWN)
        if shown is None or shown[0] != self.id:
            shown = st.session_state[_SHOWN] = self.id, decode(self.file.getvalue())
        return shown[1]


def read_photos(files: Sequence[UploadedFile]) -> list[Photo]:
    """The photos among `files` that are read. Those that are not are read now, until the person stops it."""
    known: dict[str, Photo] = st.session_state.setdefault(_PHOTOS, {})
    ids = {file.file_id for file in files}
    for gone in known.keys() - ids:  # what was taken out of the list is forgotten
        del known[gone]
    left_out: frozenset[str] = st.session_state.get(_LEFT_OUT, frozenset()) & ids
    fresh = [file for file in files[:MOST] if file.file_id not in known and file.file_id not in left_out]
    _read(fresh, known)
    if left_out:
        _offer_the_rest(len(left_out))
    if len(files) > MOST:
        st.info(counted("photo.too_many", len(files) - MOST, most=MOST), icon=":material/photo_library:")
    return [known[file.file_id] for file in files if file.file_id in known]


def forget_photos() -> None:
    """None are chosen any more. What they were called stays, as it does in the journey."""
    for name in (_PHOTOS, _LEFT_OUT, _SHOWN):
        st.session_state.pop(name, None)


def forget_clip() -> None:
    """None is chosen any more; a reading under way ends."""
    if "clip-job" in st.session_state:
        from ui import clip  # noqa: PLC0415 - FFmpeg's libraries, which photos do without

        clip.forget_clip()


def _read(fresh: Sequence[UploadedFile], known: dict[str, Photo]) -> None:
    """What is read is in `known` at once: a click on "stop" ends the script between two photos."""
    if len(fresh) < 2:
        for file in fresh:
            known[file.file_id] = _read_photo(file, name_of(file))
        return
    place = st.empty()
    with place.container():
        bar = st.progress(0.0)
        st.button(text("photo.stop"), icon=":material/stop_circle:", on_click=_leave_out, args=(fresh,))
    for done, file in enumerate(fresh):
        name = name_of(file)
        bar.progress(done / len(fresh), text("photo.reading_many", name=escape(name), done=done + 1, total=len(fresh)))
        known[file.file_id] = _read_photo(file, name)
    place.empty()


def _leave_out(fresh: Sequence[UploadedFile]) -> None:
    known = st.session_state[_PHOTOS]
    st.session_state[_LEFT_OUT] = frozenset(file.file_id for file in fresh if file.file_id not in known)


def _offer_the_rest(left: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.write(counted("photo.left_out", left))
        st.button(text("photo.go_on"), icon=":material/play_circle:", on_click=_take_back_in)


def _take_back_in() -> None:
    st.session_state.pop(_LEFT_OUT, None)


def problem_text(photo: Photo, name: str) -> str:
    """Why a photo could not be read; `name` is its name, escaped where Markdown is written."""
    return text(f"image_error.{photo.problem}", name=name)


def _read_photo(file: UploadedFile, name: str) -> Photo:
    finder, network = detector(), classifier()
    origin = Origin.of(network.card, finder.name)
    try:
        image = decode(file.getvalue())
    except ImageError as error:
        return Photo(file, name, origin, problem=error.problem)
    photo = Photo(file, name, origin, analyse(image, finder, network))
    _remember(photo)
    return photo


def _remember(photo: Photo) -> None:
    """Every face becomes a moment of the journey."""
    now, network = datetime.now(UTC), photo.origin.network
    for index, reading in enumerate(photo.readings):
        name = photo.name[:180]
        face = name if len(photo.readings) == 1 else f"{name} · {index + 1}"
        visit().remember(photo.key(index), Moment(now, Source.PHOTO, face, reading.scores, network=network))
