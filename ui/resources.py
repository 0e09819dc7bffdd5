"""What every page shares, made once for the whole server and read-only."""

import os
from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from core import model_store
from core.classifier import EmotionClassifier
from core.faces import FaceDetector, HaarDetector, YuNetDetector
from core.model_store.delivery import Delivery
from core.table import Origin
from recommendations.catalogue import Catalogue, load
from ui.texts import language


def catalogue() -> Catalogue:
    """Everything that can be recommended, in the visitor's language."""
    return _catalogue(language())


@st.cache_resource(show_spinner=False)
def _catalogue(code: str) -> Catalogue:
    return load(language=code)


@st.cache_resource(show_spinner=False)
def settings() -> model_store.Settings:
    """The deployment's settings, from `.streamlit/secrets.toml` and the environment."""
    return model_store.Settings.read(os.environ, _secrets())


def _secrets() -> dict[str, object]:
    try:
        return dict(st.secrets)
    except FileNotFoundError:  # no secrets file is the usual case
        return {}


@st.cache_resource(show_spinner=False)
def delivery() -> Delivery:
    """Brings what the settings ask for, in the background, from the moment that a page first needs it."""
    return Delivery(settings())


def classifier() -> EmotionClassifier:
    """The network to use now. Raises ModelError when not even the bundled one can be opened."""
    return delivery().classifier()


def detector() -> FaceDetector:
    """YuNet where its file is at hand, the Haar cascade otherwise."""
    return delivery().detector()


def origin() -> Origin:
    """What readings are made with now; in a moment it may be another network."""
    return Origin.of(classifier().card, detector().name)


def live_detector() -> FaceDetector:
    """As `detector`, on a smaller picture: quick enough for a stream, and a face before a camera is large."""
    return _live_detector(detector().name)


@st.cache_resource(show_spinner=False)
def _live_detector(name: str) -> FaceDetector:
    file = model_store.yunet_file(settings()) if name == YuNetDetector.name else None
    if file is None:
        return HaarDetector(320, smallest=0.15)
    return YuNetDetector(file, (320,), min_confidence=0.5)  # tracking asks more of a face that it does not know


@st.cache_resource(show_spinner=False)
def reading_pool() -> ThreadPoolExecutor:
    """The threads that read everybody's frames; more than there are cores would only slow each other down."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="reading")
