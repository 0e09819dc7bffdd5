"""The command, as people run it."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import PIL.Image
import pytest
from filelock import FileLock

from core.batch.command import main
from core.batch.engines import Result
from core.batch.journal import Journal
from core.batch.plan import Plan
from core.batch.summary import Summary
from core.model_card import ModelCard
from core.table import problem_row
from tests import cloud as play
from tests.cloud import Cloud
from tests.core.batch.pictures import face_jpeg, folder_of_faces

ROOT = Path(__file__).parents[3]
ENVIRONMENT = os.environ | {"KINDMIRROR_DETECTOR": "off", "PYTHONPATH": str(ROOT)}


@pytest.fixture(autouse=True)
def haar_cascade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDMIRROR_DETECTOR", "off")


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "core.batch", *map(str, arguments)]


def hear_interrupts() -> None:
    """For a child process: what runs in the background of a shell is deaf to Ctrl+C, and so are its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def without_root() -> list[str]:
    """What makes a command ask for permission, even where the tests run as root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may read everything, and there is no setpriv to give that up")
    powers = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}"]


def test_a_good_folder_gives_a_table_and_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder_of_faces(tmp_path / "photos", 3)
    assert main([str(tmp_path / "photos"), "--out", str(tmp_path / "readings.csv"), "--processes", "1"]) == 0
    table = pd.read_csv(tmp_path / "readings.csv")
    assert list(table["face"]) == [1, 1, 1]
    assert "3 files: 3 in" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photos", "readings.csv"]


def test_good_files_are_read_and_each_bad_one_is_listed_with_its_reason(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    good = [str(file) for file in folder_of_faces(photos, 200)]
    for name in ("ünï ☕.jpg", "two\nlines.jpg", "=1+1.jpg"):
        (photos / name).write_bytes(face_jpeg())
        good.append(str(photos / name))
    bad = {
        "zero.jpg": "found something else",
        "text.jpg": "found something else",
        "cut.jpg": "cut-off",
        "huge.png": "megapixels",
        "folder.jpg": "found a folder",
        "link.jpg": "a link to nothing",
        "secret.jpg": "Permission denied",
        "locked": "Permission denied",
        "listed/face.jpg": "Permission denied",
        "listed/more": "Permission denied",
    }
    (photos / "zero.jpg").touch()
    (photos / "text.jpg").write_text("hello")
    (photos / "cut.jpg").write_bytes(face_jpeg()[:-500])
    PIL.Image.new("1", (20_000, 20_000)).save(photos / "huge.png")
    (photos / "folder.jpg").mkdir()
    (photos / "link.jpg").symlink_to("nowhere")
    (photos / "secret.jpg").touch(0o000)
    (photos / "locked").mkdir(0o000)
    (photos / "listed" / "more").mkdir(parents=True)
    (photos / "listed" / "face.jpg").touch()
    (photos / "listed").chmod(0o600)  # its names can be seen, and nothing in it opened
    done = subprocess.run(
        [*without_root(), *command(photos, "--out", tmp_path / "readings.parquet", "--processes", "2")],
        check=False,
        env=ENVIRONMENT,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    for name in ("locked", "listed"):
        (photos / name).chmod(0o700)
    assert done.returncode == 1, done.stderr
    table = pd.read_parquet(tmp_path / "readings.parquet")
    assert sorted(table["file"][table["face"] == 1]) == sorted(good)
    problems = table[table["problem"].notna()].set_index("file")["problem"]
    assert sorted(problems.index) == sorted(str(photos / name) for name in bad)
    for name, reason in bad.items():
        assert reason in problems[str(photos / name)]
        assert f"{photos / name}: {problems[str(photos / name)]}" in done.stdout


def test_a_run_that_was_killed_goes_on_and_every_file_comes_once(tmp_path: Path) -> None:
    files = folder_of_faces(tmp_path / "photos", 240)
    out = tmp_path / "readings.jsonl"
    arguments = command(tmp_path / "photos", "--out", out, "--processes", "2")
    first = subprocess.Popen(arguments, env=ENVIRONMENT, cwd=tmp_path, stderr=subprocess.DEVNULL)
    part = tmp_path / "readings.jsonl.part"
    wait_until(lambda: part.exists() and part.read_bytes().count(b"\n") > 30)
    readers = descendants(first.pid)
    assert len(readers) >= 2
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not out.exists()
    wait_until(lambda: not any(is_running(pid) for pid in readers))
    second = subprocess.run(arguments, check=False, env=ENVIRONMENT, cwd=tmp_path, capture_output=True, text=True)
    assert second.returncode == 0, second.stderr
    assert "by an earlier run" in second.stdout
    assert Counter(pd.read_json(out, lines=True)["file"]) == Counter(map(str, files))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photos", "readings.jsonl"]


def test_an_interrupted_run_says_how_to_go_on(tmp_path: Path) -> None:
    folder_of_faces(tmp_path / "photos", 2000)  # more than can be read before a busy machine sends the signal
    arguments = command(tmp_path / "photos", "--out", tmp_path / "readings.csv", "--processes", "1")
    run = subprocess.Popen(
        arguments,
        env=ENVIRONMENT,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_interrupts,  # noqa: PLW1509  # no thread of ours is running
    )
    part = tmp_path / "readings.csv.part"
    wait_until(lambda: part.exists() and part.read_bytes().count(b"\n") > 10)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: its readers, and what starts them, get it too
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "the same command goes on where it was" in errors
    assert "Traceback" not in errors


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which a run over `before` was killed when it had read all and written nothing."""
    folder_of_faces(tmp_path / "before", 2)
    folder_of_faces(tmp_path / "photos", 1)
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as killed:
        killed.setattr("core.batch.command.write", raise_interrupt)
        assert main(["before", "--out", "readings.csv", "--processes", "1"]) == 130
    return tmp_path


def raise_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_run_over_other_files_leaves_those_of_an_unfinished_one_out(
    unfinished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["photos", "--out", "readings.csv", "--processes", "1"]) == 0
    assert list(pd.read_csv("readings.csv")["file"]) == ["photos/000.jpg"]
    assert "1 files: 1 in" in capsys.readouterr().out


def test_a_run_that_names_its_files_otherwise_names_them_all_so(unfinished: Path) -> None:
    assert main([str(unfinished / "before"), "--out", "readings.csv", "--processes", "1"]) == 0
    assert list(pd.read_csv("readings.csv")["file"]) == [str(unfinished / f"before/00{n}.jpg") for n in range(2)]


def test_an_unfinished_run_is_not_gone_on_with_otherwise(unfinished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["before", "--out", "readings.csv", "--every", "2", "--annotate", "copies"]) == 2
    assert (
        "readings.csv.part: expected --every 0.5, --annotate none as in the unfinished run, "
        f"found --every 2.0, --annotate {unfinished / 'copies'};"
    ) in capsys.readouterr().err
    assert not Path("readings.csv").exists()


def test_overwrite_reads_anew_and_goes_on_without_it(
    unfinished: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for photo in Path("before").iterdir():
        photo.write_text("another picture since")
    Path("readings.csv").write_text("before")
    arguments = ["before", "--out", "readings.csv", "--processes", "1"]
    with monkeypatch.context() as killed:
        killed.setattr("core.batch.command.write", raise_interrupt)
        assert main([*arguments, "--overwrite"]) == 130
    assert "the same command without --overwrite goes on" in capsys.readouterr().err
    assert Path("readings.csv").read_text() == "before"
    assert main(arguments) == 1
    assert "2 by an earlier run" in capsys.readouterr().out
    assert list(pd.read_csv("readings.csv")["problem"].notna()) == [True, True]


def test_overwrite_that_was_interrupted_before_the_first_file_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "readings.csv"
    out.write_text("before")
    monkeypatch.setattr("core.batch.command._results", raise_interrupt)
    assert main([str(tmp_path), "--out", str(out), "--overwrite"]) == 130
    assert "the same command goes on" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["readings.csv"]
    assert out.read_text() == "before"


def test_annotated_copies_are_not_read_by_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of_faces(tmp_path / "photos", 1)
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        arguments = ["photos/**/*.*", "photos/*", "--out", "readings.csv", "--overwrite", "--annotate", "photos/copies"]
        assert main([*arguments, "--processes", "1"]) == 0
        assert list(pd.read_csv("readings.csv")["file"]) == ["photos/000.jpg"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--out", "readings.xls"], "ends in .parquet, .csv, .jsonl", id="an unknown format"),
        pytest.param(["--out", "there.csv"], "is there already", id="a table that is there"),
        pytest.param(["--out", "folder.csv", "--overwrite"], "found a folder", id="a folder of the table's name"),
        pytest.param(["--out", "pipe.csv", "--overwrite"], "found a device or a pipe", id="a pipe of the table's name"),
        pytest.param(
            ["--out", "readings.csv", "--annotate", "."], "expected another folder than", id="nothing to read"
        ),
        pytest.param(
            ["--out", "missing/readings.csv"], "expected a folder that is there", id="no folder for the table"
        ),
    ],
)
def test_what_cannot_begin_says_why(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("before")
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    assert main([".", *arguments]) == 2
    assert says in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "pipe.csv", "there.csv"]
    assert (tmp_path / "there.csv").read_text() == "before"


def test_a_journal_in_which_nothing_is_done_is_no_leave_to_write_over_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "readings.csv"
    out.write_text("before")
    with Journal(out, Plan().decides):  # as it stays where a run is killed that has just begun
        assert main([str(tmp_path), "--out", str(out)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert out.read_text() == "before"


@pytest.fixture
def own_network(tmp_path: Path, model_folder: Path) -> Path:
    """A folder with another network than the bundled one, by its card."""
    folder = shutil.copytree(model_folder, tmp_path / "own")
    card = folder / "model_card.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | {"version": "99.0"}))
    return folder


def test_a_network_of_ones_own_reads_and_is_named_in_every_row(tmp_path: Path, own_network: Path) -> None:
    folder_of_faces(tmp_path / "photos", 2)
    out = tmp_path / "readings.csv"
    arguments = [str(tmp_path / "photos"), "--out", str(out), "--processes", "1"]
    assert main([*arguments, "--model", str(own_network)]) == 0
    assert list(pd.read_csv(out)["model_version"].astype(str)) == ["99.0", "99.0"]


def test_readers_that_work_in_another_folder_are_told_whole_paths(
    tmp_path: Path, own_network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans: list[Plan] = []

    def results(_: object, plan: Plan, *__: object) -> list[Result]:
        plans.append(plan)
        return []

    monkeypatch.setattr("core.batch.on_ray.results", results)
    monkeypatch.chdir(tmp_path)
    assert main([".", "--out", "readings.csv", "--model", "own", "--annotate", "copies", "--engine", "ray"]) == 0
    assert (plans[0].network.tflite.parent, plans[0].annotate) == (own_network, tmp_path / "copies")


def test_the_network_that_the_app_is_set_to_reads(
    tmp_path: Path, own_network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = own_network / "model_card.json"
    folder_of_faces(tmp_path / "photos", 1)
    monkeypatch.setenv("KINDMIRROR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KINDMIRROR_MODEL_CARD", str(card))
    monkeypatch.setenv("KINDMIRROR_MODEL_SHA256", ModelCard.read(card).keras_sha256)
    out = tmp_path / "readings.csv"
    with Cloud() as cloud:
        keras = (own_network / "emotion_cnn.keras").read_bytes()
        monkeypatch.setenv("KINDMIRROR_MODEL_URL", cloud.serve("/own.keras", play.whole(keras)))
        assert main([str(tmp_path / "photos"), "--out", str(out), "--processes", "1"]) == 0
    assert list(pd.read_csv(out)["model_version"].astype(str)) == ["99.0"]


def test_a_folder_without_a_network_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--out", str(tmp_path / "readings.csv"), "--model", str(tmp_path)]) == 2
    assert "model_card.json" in capsys.readouterr().err


def test_readers_that_cannot_start_say_why_once_and_leave_nothing(
    tmp_path: Path, own_network: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    card = own_network / "model_card.json"
    content = json.loads(card.read_text())
    card.write_text(json.dumps(content | {"input": content["input"] | {"size": 64}}))
    folder_of_faces(tmp_path / "photos", 20)
    out = tmp_path / "readings.csv"
    assert main([str(tmp_path / "photos"), "--out", str(out), "--model", str(own_network), "--processes", "1"]) == 2
    said = capfd.readouterr().err
    assert said.count("expected ('n', 64, 64, 1)") == 1
    assert "Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own", "photos"]


def test_a_name_that_the_terminal_cannot_show_is_written_in_ascii(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = Summary()
    summary.count([problem_row("日本.jpg", "expected a picture", Plan().origin)])
    shown = io.BytesIO()
    monkeypatch.setattr("core.batch.command._run", lambda _: summary)
    with io.TextIOWrapper(shown, encoding="cp1252") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        assert main([str(tmp_path), "--out", str(tmp_path / "readings.csv")]) == 1
        terminal.flush()
        assert b"\\u65e5\\u672c.jpg: expected a picture" in shown.getvalue()


def test_the_lock_is_removed_while_it_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    class Watched(FileLock):
        def _release(self) -> None:
            seen.append(Path(self.lock_file).exists())
            super()._release()

    monkeypatch.setattr("core.batch.command.FileLock", Watched)
    monkeypatch.setattr("core.batch.command._run", lambda _: Summary())
    assert main([str(tmp_path), "--out", str(tmp_path / "readings.csv")]) == 0
    assert seen == [False], "after its release it may be another run's"
    assert list(tmp_path.iterdir()) == []


def test_two_runs_do_not_write_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "readings.csv"
    with FileLock(f"{out}.lock"):
        assert main([str(tmp_path), "--out", str(out)]) == 2
    assert "another run is writing it" in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["--processes", "--every"])
def test_a_number_has_to_be_positive(flag: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path), "--out", "readings.csv", flag, "0"])


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, "waited for a minute"
        time.sleep(0.05)


def descendants(pid: int) -> list[int]:
    """The processes that it started, and those that they started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [each for child in found for each in descendants(child)]


def is_running(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")
