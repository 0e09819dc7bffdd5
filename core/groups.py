"""Several faces in one picture, taken together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from core.emotions import Emotion, EmotionScores


@dataclass(frozen=True, slots=True)
class GroupMood:
    """How many faces look closest to each emotion, and how many are mixed: two leaders are no coin toss.

    `leading` names the emotions that lead on at least one face, the most frequent first; `shares` is the mean over
    the faces.
    """

    leading: Mapping[Emotion, int]
    mixed: int
    shares: EmotionScores

    @property
    def faces(self) -> int:
        """How many there are."""
        return sum(self.leading.values()) + self.mixed


def group_mood(faces: Sequence[EmotionScores], answers: Mapping[int, Emotion] = MappingProxyType({})) -> GroupMood:
    """The mood of a group. `answers` are people's own words, by position: they count before the scores.

    Raises ValueError where there is nobody.
    """
    if not faces:
        raise ValueError("expected a face at least, found none")
    counted = [
        EmotionScores.certain(answers[index]) if index in answers else scores for index, scores in enumerate(faces)
    ]
    leading = Counter(scores.top for scores in counted if not scores.is_uncertain())
    total = {emotion: sum(scores[emotion] for scores in counted) for emotion in Emotion}
    mixed = len(counted) - leading.total()
    return GroupMood(dict(leading.most_common()), mixed, EmotionScores.from_mapping(total))
