"""Batches and targets: soft, weighted, and the same for the same seed."""

import numpy as np
import pytest

from core.emotions import Emotion
from training.augment import AugmentConfig
from training.batches import Batches, targets
from training.data import FaceSet
from training.sample import drawn_faces

FACES = drawn_faces(28)


def batches(seed: int = 1, config: AugmentConfig | None = None, size: int = 8) -> Batches:
    return Batches(FACES, targets(FACES, 0.0), size, config or AugmentConfig().scaled(0), seed)


def without_votes(faces: FaceSet) -> FaceSet:
    return FaceSet(faces.crops, faces.labels, np.zeros_like(faces.votes), np.zeros_like(faces.voters))


def test_label_targets_are_smoothed_towards_uniform() -> None:
    row = targets(FACES, smoothing=0.7).labels[0]
    np.testing.assert_allclose(row, [0.4] + [0.1] * 6, atol=1e-6)


def test_vote_targets_are_the_shares_of_votes() -> None:
    np.testing.assert_array_equal(targets(FACES, smoothing=0.1).votes, FACES.vote_shares)


def test_a_face_without_votes_does_not_count_for_the_votes_head() -> None:
    one_empty = FaceSet(FACES.crops, FACES.labels, FACES.votes.copy(), FACES.voters)
    one_empty.votes[3] = 0
    found = targets(one_empty, smoothing=0.0)
    assert found.votes_weight[3] == 0
    assert found.votes_weight.sum() == len(FACES) - 1
    assert found.labels_weight.sum() == len(FACES)


def test_without_any_votes_the_labels_stand_in() -> None:
    found = targets(without_votes(FACES), smoothing=0.1)
    np.testing.assert_array_equal(found.votes, found.labels)
    assert found.votes_weight.min() == 1


def test_with_class_weights_every_emotion_counts_the_same() -> None:
    uneven = FACES[np.r_[0:28, 0, 7, 14]]
    found = targets(uneven, smoothing=0.0, class_weights=True)
    totals = np.bincount(uneven.labels, found.labels_weight, minlength=len(Emotion))
    np.testing.assert_allclose(totals, len(uneven) / len(Emotion), rtol=1e-5)


def test_an_epoch_deals_each_face_at_most_once_and_leaves_out_the_remainder() -> None:
    deal = batches(size=8)
    seen = np.concatenate([deal[index][0] for index in range(len(deal))])
    assert len(deal) == 3
    assert len(np.unique(seen.reshape(len(seen), -1), axis=0)) == 24


def test_fewer_faces_than_a_batch_are_one_batch() -> None:
    deal = batches(size=64)
    assert (len(deal), len(deal[0][0])) == (1, len(FACES))


def test_the_same_seed_and_epoch_give_the_same_batch() -> None:
    first, second = (batches(config=AugmentConfig()) for _ in range(2))
    first.start_epoch(4)
    second.start_epoch(2)
    second.start_epoch(4)
    np.testing.assert_array_equal(first[1][0], second[1][0])


@pytest.mark.parametrize(("seed", "epoch"), [(2, 0), (1, 1)], ids=["another seed", "another epoch"])
def test_otherwise_the_faces_come_in_another_order(seed: int, epoch: int) -> None:
    other = batches(seed)
    other.start_epoch(epoch)
    assert not np.array_equal(batches(seed=1)[0][0], other[0][0])


def test_targets_go_with_their_faces() -> None:
    inputs, goals, _ = batches()[0]
    whole = {crop.tobytes(): label for crop, label in zip(FACES.crops, FACES.labels, strict=True)}
    crops = np.round(inputs[..., 0] * 255).astype(np.uint8)
    assert [whole[crop.tobytes()] for crop in crops] == goals["labels"].argmax(1).tolist()


def test_the_sample_is_the_epochs_first_inputs() -> None:
    deal = batches()
    sample = deal.sample(2)
    assert len(sample) == 2
    np.testing.assert_array_equal(sample[1], deal[1][0])


def test_smaller_faces_are_the_same_faces() -> None:
    whole, small = batches(), batches()
    small.start_epoch(0, side=24)
    expected = whole[1][0].reshape(-1, 24, 2, 24, 2, 1).mean((2, 4))
    np.testing.assert_allclose(small[1][0], expected, atol=1e-6)
    assert small.sample(1)[0].shape[1:] == (48, 48, 1)


def test_faces_of_an_epoch_are_changed_as_strongly_as_is_asked() -> None:
    changing = batches(config=AugmentConfig())
    changing.start_epoch(3, strength=0.0)
    unchanged, _, _ = changing[0]
    changing.start_epoch(3, strength=0.5)
    changed, _, _ = changing[0]
    as_they_are = batches()
    as_they_are.start_epoch(3)
    np.testing.assert_array_equal(unchanged, as_they_are[0][0])
    assert not np.array_equal(changed, unchanged)


def mixed_and_whole(faces: FaceSet = FACES) -> tuple[tuple, tuple]:
    deal = Batches(faces, targets(faces, 0.0), 28, AugmentConfig().scaled(0), seed=1)
    deal.start_epoch(3)
    whole = deal[0]
    deal.start_epoch(3, mixing=1.0)
    return deal[0], whole


def test_a_mixed_face_lies_between_two_of_its_batch_and_so_does_its_target() -> None:
    (inputs, goals, _), (faces, wholes, _) = mixed_and_whole()
    told = 0
    for face, label, vote in zip(inputs, goals["labels"], goals["votes"], strict=True):
        first, second = label.argsort()[:-3:-1]
        share = label[first]
        if share > 0.999:
            continue  # both have one label, which does not tell how much there is of each
        told += 1
        assert any(
            np.allclose(face, share * faces[one] + (1 - share) * faces[other], atol=1e-5)
            and np.allclose(vote, share * wholes["votes"][one] + (1 - share) * wholes["votes"][other], atol=1e-5)
            for one in np.flatnonzero(wholes["labels"][:, first])
            for other in np.flatnonzero(wholes["labels"][:, second])
        )
    assert told > 14
    np.testing.assert_allclose(goals["labels"].sum(1), 1, atol=1e-5)


def test_a_face_without_votes_adds_nothing_to_the_votes_that_it_is_mixed_with() -> None:
    half = FaceSet(FACES.crops, FACES.labels, FACES.votes.copy(), FACES.voters)
    half.votes[::2] = 0
    (_, goals, weights), (_, wholes, _) = mixed_and_whole(half)
    counted = weights["votes"] > 0
    np.testing.assert_allclose(goals["votes"][counted].sum(1), 1, atol=1e-5)
    with_an_empty_one = counted & (weights["votes"] < 0.999)
    assert with_an_empty_one.sum() > 5
    assert all(
        any(np.allclose(vote, whole, atol=1e-5) for whole in wholes["votes"])
        for vote in goals["votes"][with_an_empty_one]
    )


def test_mixing_comes_from_the_seed_and_leaves_the_sample_alone() -> None:
    first, second = batches(), batches()
    for deal in (first, second):
        deal.start_epoch(2, mixing=0.4)
    np.testing.assert_array_equal(first[1][0], second[1][0])
    first.start_epoch(2)
    np.testing.assert_array_equal(first.sample(1)[0], second.sample(1)[0])
    assert not np.array_equal(first[0][0], second[0][0])
