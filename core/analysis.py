"""A picture in, a reading for every face out."""

from dataclasses import dataclass, replace

from core.classifier import ActivationMap, EmotionClassifier
from core.emotions import EmotionScores
from core.faces import Face, FaceDetector
from core.images import Image


@dataclass(frozen=True, eq=False)
class FaceReading:
    """One face and what its expression looks closest to.

    `activation`, float32 (rows, columns, 7) over `face.frame`, says which places spoke for each emotion.
    """

    face: Face
    scores: EmotionScores
    activation: ActivationMap | None = None

    def scaled(self, factor: float) -> "FaceReading":
        """The same reading in a picture that is `factor` times as large."""
        return replace(self, face=self.face.scaled(factor))


def analyse(image: Image, detector: FaceDetector, classifier: EmotionClassifier) -> tuple[FaceReading, ...]:
    """A reading for every face of the picture, from left to right; all faces are classified in one batch."""
    return read(image, detector.detect(image), classifier)


def read(image: Image, faces: tuple[Face, ...], classifier: EmotionClassifier) -> tuple[FaceReading, ...]:
    """A reading for each of these faces, in their order."""
    answers = classifier.classify([face.crop(image) for face in faces])
    return tuple(
        FaceReading(face, answer.scores, answer.activation) for face, answer in zip(faces, answers, strict=True)
    )
