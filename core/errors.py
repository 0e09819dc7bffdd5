"""What can go wrong, on one screen.

KindmirrorError
├── ImageError          the bytes are not a picture that we can or want to read
├── ModelError          the network's file or its card cannot be used
└── DetectorError       the face detector's file cannot be used

Each message is a sentence for the person who meets it: what was expected, what was found, what happens next.
"""


class KindmirrorError(Exception):
    """Anything that this project raises on purpose."""


class ImageError(KindmirrorError):
    """The bytes are not a picture that we can or want to read."""


class ModelError(KindmirrorError):
    """The network's file or its card cannot be used."""


class DetectorError(KindmirrorError):
    """The face detector's file cannot be used."""
