"""Photos or a clip in; for each face a reading, and something kind for the one that is chosen."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.annotate import draw
from core.images import MAX_BYTES, Image
from ui.choices import keep_choice
from ui.delivery import delivery_notice
from ui.group import closest, group_card
from ui.markdown import escape
from ui.photos import MOST, Photo, forget_clip, forget_photos, problem_text, read_photos
from ui.reading import reading_card
from ui.recommendation import recommendation_card
from ui.shell import require_app
from ui.tables import Cell, show_table
from ui.takeaway import take_away
from ui.texts import counted, emotion_names, text

UPLOAD, SNAPSHOT, CLIP = SOURCES = "upload", "snapshot", "clip"
CLIP_ENDINGS = ["mp4", "webm", "mov"]
SOURCE, CHOSEN = "photo-source", "photo-chosen"


def choose_source() -> str:
    """Photos, a snapshot or a clip."""
    keep_choice(SOURCE, SOURCES, UPLOAD)
    chosen = st.segmented_control(
        text("photo.source"),
        SOURCES,
        format_func=lambda name: text(f"photo.{name}"),
        required=True,
        label_visibility="collapsed",
        key=SOURCE,
    )
    return chosen or UPLOAD


def choose_files(source: str) -> list[UploadedFile]:
    """The pictures that the person chose or took just now."""
    if source == SNAPSHOT:
        shot = st.camera_input(text("photo.camera_label"), key="snapshot-file")
        return [shot] if shot else []
    return st.file_uploader(
        text("photo.upload_label", most=MOST),
        ["jpg", "jpeg", "png"],
        accept_multiple_files=True,
        max_upload_size=MAX_BYTES // 1_000_000,
        key="photo-files",  # without, another language would be another uploader, and an empty one
    )


def choose_clip() -> UploadedFile | None:
    """The clip that the person chose."""
    return st.file_uploader(text("clip.upload_label"), CLIP_ENDINGS, key="clip-file")


def choose_photo(photos: list[Photo]) -> Photo:
    """The one photo to look at."""
    if len(photos) == 1:
        return photos[0]
    by_id = {photo.id: photo for photo in photos}
    keep_choice(CHOSEN, by_id, photos[0].id)
    chosen = st.selectbox(text("photo.pick_photo"), list(by_id), format_func=lambda id_: by_id[id_].name, key=CHOSEN)
    return by_id[chosen]


def choose_face(photo: Photo) -> int:
    """The position of the one face to look at."""
    if len(photo.readings) == 1:
        return 0
    places, key = range(len(photo.readings)), f"{photo.id}-face"
    keep_choice(key, places, 0)
    chosen = st.pills(
        text("photo.faces_found", count=len(places)),
        places,
        format_func=lambda index: text(
            "photo.face_option", number=index + 1, emotion=closest(photo.readings[index].scores)
        ),
        required=True,
        wrap=True,
        key=key,
    )
    return chosen or 0


def offer_words() -> None:
    """The way to the page that needs no picture."""
    st.page_link("pages/mood.py", label=text("photo.no_picture"), icon=":material/chat_bubble:")


def show_photo(photo: Photo) -> None:
    """The annotated picture beside the chosen face's reading, everyone in it, and a recommendation below."""
    image = photo.image()
    if not photo.readings:
        st.info(
            f"{text('photo.no_face', name=escape(photo.name))} {text('photo.no_face_help')}", icon=":material/search:"
        )
        st.image(image, width=420, alt=photo.name)
        offer_words()
        return
    picture, card = st.columns([3, 2], gap="large")
    with card:
        chosen = choose_face(photo)
        reading = photo.readings[chosen]
        reading_card(image, reading, photo.key(chosen))
    with picture:
        show_picture(photo, image, chosen)
    if len(photo.readings) > 1:
        group_card(photo, image)
    recommendation_card(reading.scores, photo.key(chosen))


def show_picture(photo: Photo, image: Image, chosen: int) -> None:
    """The picture with a box around every face."""
    several = len(photo.readings) > 1
    annotated = draw(image, photo.readings, emotion_names(), selected=chosen if several else None)
    faces = ", ".join(closest(reading.scores) for reading in photo.readings)
    alt = counted("photo.picture_alt", len(photo.readings), name=photo.name, faces=faces)
    st.image(annotated, width="stretch", alt=alt)


def show_photos(photos: list[Photo]) -> None:
    """What is wrong with some, the one that is chosen of the others, and all of them to take away."""
    for photo in photos:
        if photo.problem:
            st.warning(problem_text(photo, escape(photo.name)), icon=":material/broken_image:")
    readable = [photo for photo in photos if not photo.problem]
    if len(readable) > 1:
        show_album(readable)
    if readable:
        show_photo(choose_photo(readable))
    if photos:
        take_away(photos)


def show_album(photos: list[Photo]) -> None:
    """All photos in one table, on request."""
    rows: list[list[Cell]] = [
        [photo.name, len(photo.readings), ", ".join(closest(reading.scores) for reading in photo.readings)]
        for photo in photos
    ]
    with st.expander(text("album.title", count=len(photos)), icon=":material/photo_library:"):
        show_table([text("album.photo"), text("album.faces"), text("group.closest")], rows, text("album.caption"))


def show_clip(clip: UploadedFile) -> None:
    """The clip's reading."""
    from ui.clip import clip_card  # noqa: PLC0415 - FFmpeg's libraries, which photos do without

    clip_card(clip)


require_app()

st.title(text("photo.title"), anchor=False)
st.caption(text("photo.privacy"))
delivery_notice()
source = choose_source()
if source == CLIP:
    forget_photos()
    if clip := choose_clip():
        show_clip(clip)
    else:
        forget_clip()
        st.info(text("clip.empty"), icon=":material/movie:")
elif files := choose_files(source):
    forget_clip()
    show_photos(read_photos(files))
else:
    forget_clip()
    forget_photos()
    st.info(text("photo.empty"), icon=":material/add_photo_alternate:")
    offer_words()
