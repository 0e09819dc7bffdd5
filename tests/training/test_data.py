"""Reading FER-2013: two layouts, votes beside the labels, and clear words when something is missing."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.emotions import Emotion
from tests.training.files import write_csv
from training.data import PUBLIC_TEST, TRAINING, FaceSet, load
from training.sample import drawn_faces

HAPPY, SAD = list(Emotion).index(Emotion.HAPPY), list(Emotion).index(Emotion.SAD)


def voted(*rows: list[int], voters: int = 10) -> FaceSet:
    """One drawn face for each row of votes."""
    faces = drawn_faces(len(rows))
    return FaceSet(faces.crops, faces.labels, np.array(rows), np.full(len(rows), voters))


def test_what_the_csv_files_hold_comes_back(tmp_path: Path) -> None:
    faces = drawn_faces(9)
    write_csv(tmp_path, {TRAINING: drawn_faces(3, seed=4), PUBLIC_TEST: faces})
    found = load(tmp_path, PUBLIC_TEST)
    for name in ("crops", "labels", "votes", "voters"):
        np.testing.assert_array_equal(getattr(found, name), getattr(faces, name), err_msg=name)


def test_without_the_votes_file_there_are_labels_only(tmp_path: Path) -> None:
    write_csv(tmp_path, {TRAINING: drawn_faces(7)})
    (tmp_path / "fer2013new.csv").unlink()
    found = load(tmp_path, TRAINING)
    assert len(found) == 7
    assert not found.has_votes
    assert not found.voted.any()


@pytest.mark.parametrize("folder", ["test", "PublicTest", "validation"])
def test_folders_of_pictures_are_read_in_the_order_of_emotion(tmp_path: Path, folder: str) -> None:
    for emotion, grey in ((Emotion.SAD, 200), (Emotion.HAPPY, 100)):
        (tmp_path / folder / emotion).mkdir(parents=True)
        cv2.imwrite(str(tmp_path / folder / emotion / "face.png"), np.full((96, 96), grey, np.uint8))
    found = load(tmp_path, PUBLIC_TEST)
    assert found.labels.tolist() == [HAPPY, SAD]
    assert found.crops[:, 0, 0].tolist() == [100, 200]


def test_what_is_called_validation_is_measured_on_rather_than_what_is_called_test(tmp_path: Path) -> None:
    for folder, grey in (("test", 10), ("validation", 200)):
        (tmp_path / folder / Emotion.SAD).mkdir(parents=True)
        cv2.imwrite(str(tmp_path / folder / Emotion.SAD / "face.png"), np.full((48, 48), grey, np.uint8))
    assert load(tmp_path, PUBLIC_TEST).crops.max() == 200


def test_shares_leave_out_the_words_that_are_not_ours() -> None:
    faces = voted([0, 0, 0, 3, 1, 0, 0])
    assert faces.vote_shares[0].tolist() == [0, 0, 0, 0.75, 0.25, 0, 0]


@pytest.mark.parametrize(
    ("votes", "majority"),
    [
        pytest.param([0, 0, 0, 6, 4, 0, 0], HAPPY, id="six of ten"),
        pytest.param([0, 0, 0, 5, 0, 0, 0], -1, id="five of ten: half is not more than half"),
        pytest.param([0, 0, 0, 5, 5, 0, 0], -1, id="a tie"),
        pytest.param([0, 0, 0, 0, 0, 0, 0], -1, id="nobody"),
    ],
)
def test_a_majority_is_more_than_half_of_all_voters(votes: list[int], majority: int) -> None:
    assert voted(votes).majority.tolist() == [majority]


def test_a_copy_is_found_byte_for_byte() -> None:
    training, other = drawn_faces(4, seed=1), drawn_faces(3, seed=2)
    other.crops[1] = training.crops[3]
    assert other.copied_from(training).tolist() == [False, True, False]


def test_nothing_there_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"expected fer2013\.csv, or a folder"):
        load(tmp_path, TRAINING)


def test_a_split_that_is_not_in_the_file_names_those_that_are(tmp_path: Path) -> None:
    write_csv(tmp_path, {TRAINING: drawn_faces(2)})
    with pytest.raises(FileNotFoundError, match=r"rows of the split PublicTest, found .*Training"):
        load(tmp_path, PUBLIC_TEST)


def test_votes_of_another_set_are_refused(tmp_path: Path) -> None:
    write_csv(tmp_path, {TRAINING: drawn_faces(3)})
    votes = tmp_path / "fer2013new.csv"
    votes.write_text("\n".join(votes.read_text().splitlines()[:-1]) + "\n")
    with pytest.raises(ValueError, match=r"expected 3 rows, as many as fer2013\.csv has; found 2"):
        load(tmp_path, TRAINING)


def test_a_picture_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "train" / "happy" / "face.png"
    file.parent.mkdir(parents=True)
    file.write_text("not a picture")
    with pytest.raises(ValueError, match=r"face\.png: expected a PNG or JPG picture"):
        load(tmp_path, TRAINING)


def test_arrays_that_do_not_fit_together_are_refused() -> None:
    faces = drawn_faces(3)
    with pytest.raises(ValueError, match=r"expected labels of shape \(3,\), found \(2,\)"):
        FaceSet(faces.crops, faces.labels[:2], faces.votes, faces.voters)
