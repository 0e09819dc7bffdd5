"""The card's pictures: readable without colour, and the same for the same figures."""

from pathlib import Path

import numpy as np

from core.emotions import Emotion
from training import plots
from training.answers import Answers
from training.data import PUBLIC_TEST
from training.evaluate import evaluate
from training.metrics import vote_reliability
from training.sample import drawn_faces

FACES = drawn_faces(21)


def texts(figure: plots.Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_the_training_curve_has_a_line_for_each_head_that_was_measured() -> None:
    log = [{"epoch": 1.0, "labels_accuracy": 0.3}, {"epoch": 2.0, "labels_accuracy": 0.5}]
    (axes,) = plots.training_curve(log).axes
    (line,) = axes.lines
    assert line.get_xydata().tolist() == [[1.0, 30.0], [2.0, 50.0]]
    assert len(plots.training_curve([row | {"majority_accuracy": 0.6} for row in log]).axes[0].lines) == 2


def test_every_cell_of_a_confusion_matrix_carries_its_number() -> None:
    perfect = np.eye(7)[FACES.labels]
    answers = Answers(perfect, perfect, perfect)
    shown = evaluate(answers, FACES, np.zeros(21, bool), 1.0, PUBLIC_TEST).shown
    written = texts(plots.confusion_matrices(shown))
    assert len(written) == 2 * 49
    assert written[-49:] == ["100" if row == column else "0" for row in range(7) for column in range(7)]


def test_the_reliability_diagram_leaves_empty_bins_out() -> None:
    shares = FACES.vote_shares.astype(np.float64)
    found = vote_reliability(shares, shares)
    _, line = plots.reliability_diagram(found).axes[0].lines
    assert len(line.get_xdata()) == (found.counts > 0).sum() < len(found.counts)


def test_a_heat_map_is_named_by_its_emotion() -> None:
    figure = plots.heat_maps(FACES.crops[0][..., None] / np.float32(255), {Emotion.FEAR: np.ones((3, 3), np.float32)})
    assert [axes.get_title() for axes in figure.axes] == ["fear"]


def test_faces_are_laid_out_in_rows() -> None:
    assert sum(bool(axes.images) for axes in plots.faces(FACES.crops[:9]).axes) == 9


def test_the_same_figures_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first.png", "second.png"):
        plots.save(plots.faces(FACES.crops), tmp_path / name)
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()
