"""Other networks' answers as part of what a network is taught (Hinton et al. 2015, arXiv:1503.02531).

A label is one word and ten votes are few; what earlier networks say of the same face, averaged, tells which of the
other emotions are near.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.preprocess import preprocess
from training.answers import Answers, answer
from training.batches import Targets
from training.data import FaceSet


def teacher_files(listed: str) -> list[Path]:
    """The files of a list that commas part."""
    return [Path(file) for file in listed.split(",") if file]


def taught(targets: Targets, faces: FaceSet, teachers: Sequence[Path], share: float) -> Targets:
    """The targets, of which `share` in [0, 1] comes from the teachers: exported files, who all count the same."""
    if not share:
        return targets
    said = _mean_answers(faces, teachers)
    return replace(
        targets,
        labels=np.float32(1 - share) * targets.labels + np.float32(share) * said.labels,
        votes=np.float32(1 - share) * targets.votes + np.float32(share) * said.votes,
    )


def _mean_answers(faces: FaceSet, teachers: Sequence[Path]) -> Answers:
    inputs = preprocess(list(faces.crops))
    said = [answer(file, inputs) for file in teachers]
    heads = ([getattr(each, name) for each in said] for name in ("labels", "votes", "scores"))
    return Answers(*(np.asarray(np.mean(head, axis=0), np.float32) for head in heads))
