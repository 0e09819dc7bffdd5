"""What can go wrong, on one screen.

KindmirrorError
├── ImageError          the bytes are not a picture that we can or want to read
├── ClipError           the file is not a video that we can read
├── ModelError          the network's file or its card cannot be used
│   └── DeliveryError   a file could not be brought here and made ready
├── DetectorError       the face detector's file cannot be used
├── JourneyError        the file is not a journey that was saved here
└── BatchError          many files cannot be read with what the command was told

Each message is a sentence for the person who meets it: what was expected, what was found, what happens next.
"""

from enum import StrEnum


class KindmirrorError(Exception):
    """Anything that this project raises on purpose."""


class ImageProblem(StrEnum):
    """Why a picture was refused; a page has a sentence for each."""

    NOT_A_PICTURE = "not_a_picture"
    BROKEN = "broken"
    FILE_TOO_BIG = "file_too_big"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_FEW_PIXELS = "too_few_pixels"


class ImageError(KindmirrorError):
    """The bytes are not a picture that we can or want to read; `problem` says why."""

    def __init__(self, problem: ImageProblem, message: str) -> None:
        super().__init__(message)
        self.problem = problem


class ClipProblem(StrEnum):
    """Why a clip was refused; a page has a sentence for each."""

    NOT_A_CLIP = "not_a_clip"
    BROKEN = "broken"
    FILE_TOO_BIG = "file_too_big"
    TOO_LONG = "too_long"
    TOO_MANY_PIXELS = "too_many_pixels"
    UNREAD = "unread"  # its pictures are there, and reading them failed


class ClipError(KindmirrorError):
    """The file is not a video that we can read; `problem` says why."""

    def __init__(self, problem: ClipProblem, message: str) -> None:
        super().__init__(message)
        self.problem = problem


class ModelError(KindmirrorError):
    """The network's file or its card cannot be used."""


class DeliveryProblem(StrEnum):
    """Why a file is not here; a page has a sentence for each, and what to do about it."""

    SETTINGS = "settings"  # incomplete, or they contradict each other
    CARD = "card"  # the network is not what its card says
    NOT_SHARED = "not_shared"  # nothing at this address for us
    QUOTA = "quota"  # asked for too often
    UNREACHABLE = "unreachable"  # no answer, or none to work with
    TOO_SLOW = "too_slow"
    TOO_BIG = "too_big"
    NOT_THE_FILE = "not_the_file"  # a web page, another file, another version
    NO_ROOM = "no_room"  # the cache folder is full or read-only
    CONVERSION = "conversion"
    UNEXPECTED = "unexpected"


class DeliveryError(ModelError):
    """A file could not be brought here and made ready; `problem` says why.

    `passing` is whether the same address may well answer in a moment.
    """

    def __init__(self, problem: DeliveryProblem, message: str, passing: bool = False) -> None:
        super().__init__(message)
        self.problem = problem
        self.passing = passing


class DetectorError(KindmirrorError):
    """The face detector's file cannot be used."""


class JourneyError(KindmirrorError):
    """The file is not a journey that was saved here."""


class BatchError(KindmirrorError):
    """Many files cannot be read with what the command was told."""
