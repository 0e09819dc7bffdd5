import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import PIL.Image
import pytest

from core.errors import ClipError
from core.images import Image
from core.video import ClipWriter, Frame, frames, probe, upright


def picture(level: int, height: int = 120, width: int = 160) -> Image:
    return np.full((height, width, 3), level, np.uint8)


def written(*pictures: Frame) -> io.BytesIO:
    clip = io.BytesIO()
    with ClipWriter(clip, rate=10) as writer:
        for frame in pictures:
            writer.write(frame)
    return clip


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


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(ClipError):
        next(frames(tmp_path / "none.mp4"))


def test_a_picture_is_not_a_video(tmp_path: Path, astronaut: Image):
    PIL.Image.fromarray(astronaut).save(tmp_path / "photo.png")
    with pytest.raises(ClipError):
        probe(tmp_path / "photo.png")


def test_a_writer_without_frames_can_be_closed():
    with ClipWriter(io.BytesIO()):
        pass
