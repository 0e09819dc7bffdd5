"""Tables in plain HTML: whatever a cell holds is shown, never run."""

import io

import numpy as np
import PIL.Image
import pytest

from core.images import Image
from ui.tables import Picture, jpeg, picture_tag, table, thumbnail


def test_a_table_has_a_caption_headings_and_cells() -> None:
    html = table(["Face", "Closest"], [[1, "sad"]], "From left to right.")
    assert "<caption>From left to right.</caption>" in html
    assert '<th scope="col" class="figure">Face</th><th scope="col">Closest</th>' in html
    assert '<td class="figure">1</td><td>sad</td>' in html


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        (["45%", "–", "100%"], True),
        (["2.07", "12.4 s", "<1 s", "1,063", "1\u00a0063"], True),
        (["1 · sad", "2 · happy"], False),
        (["12.jpg", "13.jpg"], False),
        (["45%", "sad"], False),
    ],
    ids=["shares", "numbers with units", "names that begin with one", "files", "some"],
)
def test_a_column_of_figures_has_them_below_one_another(cells: list[str], figures: bool) -> None:
    html = table(["Heading"], [[cell] for cell in cells], "")
    assert html.count('class="figure"') == (len(cells) + 1 if figures else 0)


def test_a_table_without_rows_keeps_its_headings() -> None:
    assert '<th scope="col">Face</th>' in table(["Face"], [], "")


def test_markup_in_a_cell_is_text() -> None:
    html = table(["<b>"], [["<script>alert(1)</script>"]], "<i>")
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;" in html


def test_markup_in_a_picture_s_words_is_text() -> None:
    assert 'alt="&quot;&gt;&lt;b&gt;"' in picture_tag(Picture(b"", '"><b>'))


def test_a_thumbnail_is_small_and_keeps_its_shape(astronaut: Image) -> None:
    small = PIL.Image.open(io.BytesIO(thumbnail(astronaut[:256], "face", side=64).jpeg))
    assert small.size == (64, 32)


def test_a_small_picture_is_not_enlarged(astronaut: Image) -> None:
    assert PIL.Image.open(io.BytesIO(thumbnail(astronaut[:10, :10], "face").jpeg)).size == (10, 10)


def test_colours_stay_as_they_are() -> None:
    red = np.full((16, 16, 3), (200, 30, 30), np.uint8)
    assert np.abs(np.asarray(PIL.Image.open(io.BytesIO(jpeg(red)))).astype(int) - red).max() < 8
