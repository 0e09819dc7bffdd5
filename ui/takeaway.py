"""What a person takes home of their photos: annotated pictures, readings, a report. Made when it is asked for."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import PIL.Image
import streamlit as st

from core.analysis import FaceReading
from core.annotate import draw
from core.emotions import Emotion
from core.groups import group_mood
from core.images import Image, decode
from core.table import Row, problem_row, rows_of, safe_name, to_csv, to_json
from ui.choices import keep_choice
from ui.downloads import download, stem
from ui.group import alts, face_cells, headings, in_words, with_thumbnails
from ui.photos import Photo, problem_text
from ui.report import Section, paragraph, report
from ui.tables import Cell, Picture, jpeg, picture_tag, shrunk, table
from ui.texts import emotion_names, language, text

ZIPPED_SIDE = 1600  # pixels; fifty pictures as they come from a phone would fill the server's memory
REPORT_SIDE = 640
WITH_PICTURES = "report-with-pictures"


@dataclass(frozen=True, eq=False)
class Taken:
    """A photo apart from the page, with its words: a download is made in a thread that knows of no page."""

    name: str
    data: bytes
    readings: tuple[FaceReading, ...]
    rows: tuple[Row, ...]
    words: str
    headings: Sequence[str]
    cells: Sequence[Sequence[Cell]]
    alts: Sequence[str]

    def annotated(self, names: Mapping[Emotion, str], longest_side: int | None = None) -> Image:
        """The picture with a box around every face."""
        image = draw(decode(self.data), self.readings, names)
        return image if longest_side is None else shrunk(image, longest_side)


def take_away(photos: Sequence[Photo]) -> None:
    """The buttons."""
    # The network can change while photos come: one's own may still be on its way when the first is read.
    networks = ", ".join(dict.fromkeys(photo.origin.network for photo in photos))
    taken = [_take(photo) for photo in photos]
    rows = [row for photo in taken for row in photo.rows]
    with st.popover(text("take.open"), icon=":material/download:"):
        _pictures([photo for photo in taken if photo.readings])
        download(text("take.csv"), lambda: to_csv(rows), "kindmirror-readings.csv", ":material/table:", width="stretch")
        download(
            text("take.json"), lambda: to_json(rows), "kindmirror-readings.json", ":material/code:", width="stretch"
        )
        keep_choice(WITH_PICTURES, (True, False), True)
        with_pictures = st.toggle(text("take.with_pictures"), key=WITH_PICTURES)
        made = report_maker(taken, networks, with_pictures)
        download(text("take.report"), made, "kindmirror-report.html", ":material/description:", width="stretch")
        st.caption(text("take.made_with", network=networks))


def report_maker(taken: Sequence[Taken], networks: str, with_pictures: bool) -> Callable[[], str]:
    """What makes a report of these photos, on one page of HTML; its words are chosen now."""
    code, title, intro = language(), text("take.report_title"), text("report.intro")
    ending = f"{text('take.made_with', network=networks)} {text('footer.care')}"
    picture, names = text("group.picture"), emotion_names()
    if with_pictures:
        return lambda: report(code, title, intro, (_illustrated(photo, picture, names) for photo in taken), ending)
    return lambda: report(code, title, intro, (_in_words(photo) for photo in taken), ending)


def zipped(taken: Iterable[Taken], names: Mapping[Emotion, str]) -> bytes:
    """Every annotated picture in one ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, photo in enumerate(taken, 1):  # the number keeps photos of one name apart
            picture = png(photo.annotated(names, ZIPPED_SIDE))
            archive.writestr(safe_name(f"{number:02} {stem(photo.name)}", ".png"), picture)
    return file.getvalue()


def png(image: Image) -> bytes:
    """The picture as a PNG file."""
    file = io.BytesIO()
    PIL.Image.fromarray(image).save(file, "PNG", compress_level=3)
    return file.getvalue()


def _take(photo: Photo) -> Taken:
    if photo.problem:
        words = problem_text(photo, photo.name)
        rows = [problem_row(photo.name, words, photo.origin)]
    else:
        rows = rows_of(photo.name, photo.readings, photo.origin, answers=photo.answers())
        words = _words(photo)
    table_of_faces = headings(photo), face_cells(photo), alts(photo)
    return Taken(photo.name, photo.file.getvalue(), photo.readings, tuple(rows), words, *table_of_faces)


def _words(photo: Photo) -> str:
    if not photo.readings:
        return text("photo.no_face", name=photo.name)
    return in_words(group_mood([reading.scores for reading in photo.readings], photo.answers()))


def _in_words(photo: Taken) -> Section:
    faces = table(photo.headings, photo.cells, "") if photo.readings else ""
    return Section(photo.name, paragraph(photo.words) + faces)


def _illustrated(photo: Taken, picture: str, names: Mapping[Emotion, str]) -> Section:
    if not photo.readings:
        return _in_words(photo)
    image = decode(photo.data)
    drawn = Picture(jpeg(shrunk(draw(image, photo.readings, names), REPORT_SIDE)), photo.words)
    faces = with_thumbnails(image, photo.readings, photo.cells, photo.alts)
    return Section(
        photo.name, picture_tag(drawn) + paragraph(photo.words) + table([picture, *photo.headings], faces, "")
    )


def _pictures(taken: Sequence[Taken]) -> None:
    names = emotion_names()
    if len(taken) == 1:
        (photo,) = taken
        name = safe_name(stem(photo.name), "-annotated.png")
        download(text("take.png"), lambda: png(photo.annotated(names)), name, ":material/image:", width="stretch")
    elif taken:
        label = text("take.zip", count=len(taken), side=ZIPPED_SIDE)
        download(
            label, lambda: zipped(taken, names), "kindmirror-annotated.zip", ":material/folder_zip:", width="stretch"
        )
