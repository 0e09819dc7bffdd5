"""The app's classifier as it would be with Keras in the app's process."""

from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from core.classifier import MAPS, SCORES, EmotionClassifier
from core.emotions import Emotion
from core.model_card import ModelCard
from core.model_store import bundled


class KerasClassifier(EmotionClassifier):
    """Answers as `EmotionClassifier` does, from the network's file of record."""

    def __init__(self, file: Path, card: ModelCard, threads: int = 1) -> None:
        self.card = card
        self._model = keras.saving.load_model(bundled().keras, compile=False, safe_mode=True)
        self._order = [card.labels.index(emotion) for emotion in Emotion]

    def _run(self, batch: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32] | None]:
        answer = self._model.predict_on_batch(batch)  # as a graph: a plain call takes twenty times as long for one face
        return np.asarray(answer[SCORES]), np.asarray(answer[MAPS])
