import io
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import PIL.Image
import pytest

from core.errors import ClipError, ClipProblem
from core.images import Image
from core.video import Clip, ClipWriter, Frame, frames, probe, upright


def picture(level: int, height: int = 120, width: int = 160) -> Image:
    return np.full((height, width, 3), level, np.uint8)


SQUARE = Fraction(1)


def written(*pictures: Frame) -> io.BytesIO:
    clip = io.BytesIO()
    with ClipWriter(clip, rate=10) as writer:
        for frame in pictures:
            writer.write(frame)
    return clip


def recorded(
    kind: str,
    times: list[float],
    sound: float = 0.0,
    shape: Fraction = SQUARE,
    reordered: str = "0",
    title: str = "",
    **options: str,
) -> bytes:
    """A clip as other programs write it: pictures at these times, seconds of silence, a shape of pixels, and a title.

    Up to `reordered` pictures in a row are stored after one that is shown later (B-frames).
    """
    clip = io.BytesIO()
    with av.open(clip, "w", format=kind, options=options) as out:
        out.metadata["title"] = title
        quick = (
            {"deadline": "realtime", "cpu-used": "8"} if kind == "webm" else {"preset": "ultrafast", "bf": reordered}
        )
        video = out.add_stream("libvpx" if kind == "webm" else "libx264", rate=10, options=quick)
        video.width, video.height, video.pix_fmt = 160, 120, "yuv420p"
        video.codec_context.sample_aspect_ratio = shape
        video.codec_context.thread_count = 1
        audio = out.add_stream("libopus", rate=48_000) if sound else None
        for at in times:
            frame = av.VideoFrame.from_ndarray(picture(round(40 + at)), format="rgb24")
            frame.pts, frame.time_base = round(at * 10), Fraction(1, 10)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio is not None:
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 96_000), np.int16), format="s16", layout="stereo")
            silence.sample_rate, silence.time_base = 48_000, Fraction(1, 48_000)
            for second in range(round(sound)):
                silence.pts = 48_000 * second
                out.mux(audio.encode(silence))
            out.mux(audio.encode(None))
    return clip.getvalue()


def steady(seconds: float) -> list[float]:
    return [index / 10 for index in range(round(10 * seconds))]


def read_until_it_breaks(clip: Clip) -> tuple[int, ClipProblem | None]:
    """How many pictures came, and what ended them."""
    count = 0
    try:
        for _ in frames(clip):
            count += 1
    except ClipError as error:
        return count, error.problem
    return count, None


def join(first: io.BytesIO, second: io.BytesIO, clip: Path) -> None:
    """One stream whose pictures change their size half way, as a browser's recordings may."""
    with av.open(str(clip), "w") as out:
        stream = out.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuvj420p"
        for number, source in enumerate((first, second)):
            source.seek(0)
            with av.open(source) as each:
                frame = next(each.decode(video=0)).reformat(format="yuvj420p")
            encoder = av.CodecContext.create("mjpeg", "w")
            encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
            encoder.time_base = Fraction(1, 10)
            frame.pts = number
            frame.time_base = Fraction(1, 10)
            for packet in [*encoder.encode(frame), *encoder.encode(None)]:
                packet.stream, packet.pts, packet.dts, packet.time_base = stream, number, number, Fraction(1, 10)
                out.mux(packet)


def test_what_was_written_is_read_again():
    clip = written(*(Frame(index / 10, picture(20 * index)) for index in range(10)))
    read = list(frames(clip))
    assert [frame.at for frame in read] == pytest.approx([index / 10 for index in range(10)], abs=1e-3)
    assert [frame.image.mean() for frame in read] == pytest.approx([20 * index for index in range(10)], abs=6)
    info = probe(clip)
    assert (info.width, info.height) == (160, 120)
    assert info.seconds == pytest.approx(1.0, abs=0.11)


def test_frames_may_come_at_any_time():
    times = [0.0, 0.05, 0.4, 0.41, 2.0]
    assert [frame.at for frame in frames(written(*(Frame(at, picture(90)) for at in times)))] == pytest.approx(
        times, abs=1e-3
    )


def test_an_odd_size_loses_a_pixel():
    assert next(frames(written(Frame(0.0, picture(90, 121, 161))))).image.shape == (120, 160, 3)


def test_large_pictures_are_shrunk():
    clip = written(Frame(0.0, picture(90, 480, 640)))
    assert next(frames(clip, longest_side=320)).image.shape == (240, 320, 3)


def test_a_shrunken_picture_knows_how_much_larger_the_clip_is():
    clip = written(Frame(0.0, picture(90, 480, 640)))
    assert [frame.scale for size in (320, 1280) for frame in frames(clip, longest_side=size)] == [2.0, 1.0]


def test_pictures_that_change_their_size_come_in_the_first_ones(tmp_path: Path):
    first, second = written(Frame(0.0, picture(40))), written(Frame(0.0, picture(200, 240, 320)))
    join(first, second, tmp_path / "joined.mkv")
    read = list(frames(tmp_path / "joined.mkv"))
    assert {frame.image.shape for frame in read} == {(120, 160, 3)}
    assert [round(frame.image.mean(), -1) for frame in read] == [40, 200]


def test_a_portrait_that_lies_on_its_side_is_turned():
    lying = np.zeros((2, 3, 3), np.uint8)
    lying[0, 0] = 255
    assert upright(lying, -90).shape == (3, 2, 3)
    assert upright(lying, -90)[0, 1, 0] == 255  # clockwise: the upper left corner goes to the upper right
    assert upright(lying, 180)[1, 2, 0] == 255
    assert (upright(lying, 0) == lying).all()


@pytest.mark.parametrize(
    "content",
    [b"", b"hello, I am a text", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile a.mp4\n"],
    ids=["empty", "text", "playlist", "script"],
)
def test_what_is_not_a_video_is_refused(content: bytes):
    with pytest.raises(ClipError):
        probe(io.BytesIO(content))


@pytest.mark.parametrize("look", [probe, lambda clip: next(frames(clip))], ids=["probe", "frames"])
def test_a_file_that_is_not_there_is_not_called_something_else(look: Callable[[Clip], object], tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        look(tmp_path / "none.mp4")


@pytest.mark.parametrize("look", [probe, lambda clip: next(frames(clip))], ids=["probe", "frames"])
def test_a_format_that_nobody_can_decode_is_refused(look: Callable[[Clip], object]):
    strange = written(Frame(0.0, picture(90))).getvalue().replace(b"avc1", b"zzz1")
    with pytest.raises(ClipError, match="one that FFmpeg cannot read") as refused:
        look(io.BytesIO(strange))
    assert refused.value.problem is ClipProblem.NOT_A_CLIP


def test_a_name_may_look_like_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    clip = Path("12:30 party.mp4")
    with ClipWriter(clip) as writer:
        writer.write(Frame(0.0, picture(90)))
    assert (probe(clip).width, len(list(frames(clip)))) == (160, 1)


def test_a_picture_is_not_a_video(tmp_path: Path, astronaut: Image):
    PIL.Image.fromarray(astronaut).save(tmp_path / "photo.png")
    with pytest.raises(ClipError):
        probe(tmp_path / "photo.png")


def test_a_writer_without_frames_can_be_closed():
    with ClipWriter(io.BytesIO()):
        pass


def test_a_title_in_another_encoding_than_utf_8_is_no_reason_to_refuse_a_clip():
    clip = recorded("matroska", [0.0], title="cafe!").replace(b"cafe!", b"caf\xe9!")
    assert b"caf\xe9!" in clip
    assert (probe(io.BytesIO(clip)).width, read_until_it_breaks(io.BytesIO(clip))) == (160, (1, None))


@pytest.mark.parametrize(
    ("times", "reordered"),
    [
        pytest.param(steady(2), "3", id="pictures that are stored in another order"),
        pytest.param([0.0, 0.1, 0.2, 7.0, 7.1], "0", id="a long pause"),
    ],
)
def test_pictures_of_an_avi_come_at_their_times(times: list[float], reordered: str):
    clip = io.BytesIO(recorded("avi", times, reordered=reordered))
    assert [frame.at for frame in frames(clip)] == pytest.approx(times)


# Clips that end too early, and such as only seem to


def test_a_clip_that_ends_before_its_first_picture_is_broken():
    whole = recorded("mp4", steady(1), movflags="frag_keyframe+empty_moov")
    header = whole[: whole.index(b"moof") - 4]
    assert read_until_it_breaks(io.BytesIO(header)) == (0, ClipProblem.BROKEN)


@pytest.mark.parametrize("kind", ["webm", "matroska"])
@pytest.mark.parametrize("sound", [0, 3], ids=["silent", "with sound"])
def test_a_clip_that_was_cut_off_keeps_what_is_there_and_says_so(kind: str, sound: int):
    whole = recorded(kind, steady(6), sound)
    count, problem = read_until_it_breaks(io.BytesIO(whole[: 2 * len(whole) // 3]))
    assert 0 < count < 60
    assert problem is ClipProblem.BROKEN


@pytest.mark.parametrize("kind", ["webm", "matroska", "mp4"])
@pytest.mark.parametrize(
    ("times", "sound"),
    [
        pytest.param(steady(2), 9, id="sound that is longer"),
        pytest.param(steady(2), 1, id="sound that is shorter"),
        pytest.param([0.0, 5.0, 10.0, 15.0], 0, id="pictures that stay long"),
        pytest.param([0.0, 0.1, 0.2, 7.0], 0, id="a long pause"),
        pytest.param([0.0], 0, id="one picture"),
    ],
)
def test_a_whole_clip_is_whole(kind: str, times: list[float], sound: int):
    assert read_until_it_breaks(io.BytesIO(recorded(kind, times, sound))) == (len(times), None)


def test_where_a_disk_fails_what_came_before_is_kept():
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 100_000:
                raise OSError("Input/output error")
            return super().read(size)

    noise = np.random.default_rng(0).integers(0, 256, (30, 120, 160, 3), np.uint8)
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as out:
        stream = out.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuvj420p"
        for each in noise:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(each, format="rgb24")))
        out.mux(stream.encode(None))
    count, problem = read_until_it_breaks(Failing(file.getvalue()))
    assert 0 < count < 30
    assert problem is ClipProblem.BROKEN


# What else a clip may be


@pytest.mark.parametrize(
    ("pixels", "side", "size", "scale"),
    [
        pytest.param(Fraction(64, 45), 1280, (228, 120), 1.0, id="wide"),
        pytest.param(Fraction(1, 2), 1280, (80, 120), 1.0, id="narrow"),
        pytest.param(Fraction(2), 160, (160, 60), 2.0, id="wide, and shrunk"),
        pytest.param(SQUARE, 1280, (160, 120), 1.0, id="square"),
    ],
)
def test_faces_have_their_true_shape_whatever_the_shape_of_the_pixels(
    pixels: Fraction, side: int, size: tuple[int, int], scale: float
):
    clip = io.BytesIO(recorded("mp4", [0.0], shape=pixels, movflags="frag_keyframe+empty_moov"))
    frame = next(frames(clip, longest_side=side))
    assert (frame.image.shape[1::-1], frame.scale) == (size, scale)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs a list of the process's threads")
def test_a_clip_takes_one_core():
    def threads() -> int:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - names alone

    before, most, clip = threads(), 0, io.BytesIO()
    with ClipWriter(clip) as writer:
        for index in range(3):
            writer.write(Frame(index / 10, picture(90, 480, 640)))
            most = max(most, threads())
    for _ in frames(clip, longest_side=320):
        most = max(most, threads())
    assert most == before
