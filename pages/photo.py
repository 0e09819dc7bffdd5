"""Photos in; for each face a reading, and something kind for the one that is chosen."""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.analysis import FaceReading, analyse
from core.annotate import draw
from core.errors import ImageError
from core.images import Image, decode
from ui.delivery import delivery_notice
from ui.reading import reading_card
from ui.recommendation import recommendation_card
from ui.resources import classifier, detector
from ui.shell import require_app
from ui.texts import emotion_names, text

UPLOAD, SNAPSHOT = "upload", "snapshot"


@dataclass(frozen=True, eq=False)
class Photo:
    """One picture that was read: its upright pixels and its readings from left to right, or what is wrong with it."""

    id: str
    name: str
    image: Image | None = None
    readings: tuple[FaceReading, ...] = ()
    problem: str = ""


def choose_files() -> list[UploadedFile]:
    """The pictures that the person chose or took just now."""
    source = st.segmented_control(
        text("photo.source"),
        [UPLOAD, SNAPSHOT],
        format_func=lambda name: text(f"photo.{name}"),
        default=UPLOAD,
        required=True,
        label_visibility="collapsed",
        key="photo-source",
    )
    if source == SNAPSHOT:
        shot = st.camera_input(text("photo.camera_label"))
        return [shot] if shot else []
    return st.file_uploader(text("photo.upload_label"), ["jpg", "jpeg", "png"], accept_multiple_files=True)


def read_photos(files: list[UploadedFile]) -> list[Photo]:
    """A reading of each file; a file that was read before in this visit is not read again."""
    known: dict[str, Photo] = st.session_state.get("photos", {})
    fresh = [file for file in files if file.file_id not in known]
    bar = st.progress(0.0) if len(fresh) > 1 else None
    for done, file in enumerate(fresh):
        if bar:
            bar.progress(done / len(fresh), text("photo.reading_many", name=file.name, done=done + 1, total=len(fresh)))
        known[file.file_id] = read_photo(file)
    if bar:
        bar.empty()
    photos = {file.file_id: known[file.file_id] for file in files}
    st.session_state["photos"] = photos  # what was taken out of the list is forgotten
    return list(photos.values())


def read_photo(file: UploadedFile) -> Photo:
    """Decode and analyse one file."""
    name = text("photo.snapshot_name") if file.name == "camera_input" else file.name
    try:
        image = decode(file.getvalue())
    except ImageError as error:
        return Photo(file.file_id, name, problem=text(f"image_error.{error.problem}", name=name))
    return Photo(file.file_id, name, image, analyse(image, detector(), classifier()))


def choose_photo(photos: list[Photo]) -> Photo:
    """The one photo to look at."""
    if len(photos) == 1:
        return photos[0]
    by_id = {photo.id: photo for photo in photos}
    chosen = st.selectbox(text("photo.pick_photo"), list(by_id), format_func=lambda id_: by_id[id_].name)
    return by_id[chosen]


def choose_face(photo: Photo) -> int:
    """The position of the one face to look at."""
    if len(photo.readings) == 1:
        return 0
    names = emotion_names()
    return st.pills(
        text("photo.faces_found", count=len(photo.readings)),
        range(len(photo.readings)),
        format_func=lambda index: text(
            "photo.face_option", number=index + 1, emotion=names[photo.readings[index].scores.top]
        ),
        default=0,
        required=True,
        wrap=True,
        key=f"{photo.id}-face",
    )


def show_photo(photo: Photo) -> None:
    """The annotated picture beside the chosen face's reading, and a recommendation below."""
    if photo.image is None:
        return
    if not photo.readings:
        st.info(f"{text('photo.no_face', name=photo.name)} {text('photo.no_face_help')}", icon=":material/search:")
        st.image(photo.image, width=420, alt=photo.name)
        return
    picture, card = st.columns([3, 2], gap="large")
    with card:
        chosen = choose_face(photo)
        reading = photo.readings[chosen]
        key = f"{photo.id}-{chosen}"
        reading_card(photo.image, reading, key)
    with picture:
        show_picture(photo, photo.image, chosen)
    recommendation_card(reading.scores, key)


def show_picture(photo: Photo, image: Image, chosen: int) -> None:
    """The picture with a box around every face."""
    names = emotion_names()
    several = len(photo.readings) > 1
    annotated = draw(image, photo.readings, names, selected=chosen if several else None)
    faces = ", ".join(names[reading.scores.top] for reading in photo.readings)
    alt = text(
        "photo.picture_alt" if several else "photo.picture_alt_one",
        name=photo.name,
        count=len(photo.readings),
        faces=faces,
    )
    st.image(annotated, width="stretch", alt=alt)


require_app()

st.title(text("photo.title"))
st.caption(text("photo.privacy"))
delivery_notice()
files = choose_files()
if files:
    photos = read_photos(files)
    for photo in photos:
        if photo.problem:
            st.warning(photo.problem, icon=":material/broken_image:")
    readable = [photo for photo in photos if photo.image is not None]
    if readable:
        show_photo(choose_photo(readable))
else:
    st.session_state.pop("photos", None)
    st.info(text("photo.empty"), icon=":material/add_photo_alternate:")
    st.page_link("pages/mood.py", label=text("photo.no_picture"), icon=":material/chat_bubble:")
