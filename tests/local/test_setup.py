"""Set-up: the environment, the front-end files, and what is said when something is missing."""

import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from cmsportal.local import assets, bootstrap, suite
from cmsportal.local.browser import find_chromium
from cmsportal.local.problems import Problem

Version = namedtuple("Version", "major minor micro")


@pytest.fixture
def quiet_log(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "LOG", tmp_path / "setup.log")
    return tmp_path / "setup.log"


def test_an_old_python_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "version_info", Version(3, 9, 2))
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(bootstrap.SetupFailed, match=r"Python 3\.9 is too old: install Python 3\.11 or later"):
        bootstrap.use_new_enough_python()


def test_a_step_that_fails_gives_its_last_line_and_keeps_all_of_it(quiet_log):
    why = bootstrap.attempt([sys.executable, "-c", "print('first'); raise SystemExit('no such package')"])
    assert why == "no such package"
    assert "first" in quiet_log.read_text()
    assert bootstrap.attempt([sys.executable, "-c", "print('fine')"]) is None
    where = "npm error self-signed certificate\\nnpm error A complete log of this run can be found in: x"
    why = bootstrap.attempt([sys.executable, "-c", f"raise SystemExit('{where}')"])
    assert why == "npm error self-signed certificate"


@pytest.mark.parametrize("words", ["No space left on device", "npm error code ENOSPC", "Disk quota exceeded"])
def test_a_full_disk_during_set_up_is_told(quiet_log, words):
    with pytest.raises(bootstrap.SetupFailed, match="The disk is full"):
        bootstrap.attempt([sys.executable, "-c", f"raise SystemExit('{words}')"])


@pytest.mark.parametrize(
    "words",
    [
        "Failed to establish a new connection: [Errno -3]\\nERROR: No matching distribution found for x",
        "cause: client error (Connect)\\n  cause: dns error\\n  cause: failed to lookup address information",
        "npm error code EAI_AGAIN\\nnpm error A complete log of this run can be found in: x",
    ],
)
def test_no_network_is_told_in_place_of_a_line_that_misleads(quiet_log, words):
    why = bootstrap.attempt([sys.executable, "-c", f"raise SystemExit('{words}')"])
    assert why == "the network does not answer"


def test_a_changed_lock_file_asks_for_a_new_installation(tmp_path):
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("one")
    stamp.write_text(bootstrap.fingerprint(lock))
    assert bootstrap.is_current(stamp, bootstrap.fingerprint(lock))
    lock.write_text("two")
    assert not bootstrap.is_current(stamp, bootstrap.fingerprint(lock))


def test_a_program_that_is_there_but_does_not_run_counts_as_missing(monkeypatch, tmp_path):
    broken = tmp_path / "npm"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.working("npm") is None
    assert bootstrap.working("absent") is None


def test_the_copied_style_sheet_stands_alone():
    css = (
        "@font-face{font-family:F;src:url(https://fonts.example/f.woff2)}"
        "a{background:url(/assets/images/arrow.svg)}b{background:url('/assets/x.svg')}\n"
        "/*# sourceMappingURL=x.css.map */\n"
    )
    assert assets.own_css(css) == "a{background:url(assets/images/arrow.svg)}b{background:url('assets/x.svg')}\n"
    assert assets.own_script("export{a};//# sourceMappingURL=x.js.map\n") == "export{a};\n"


def test_the_copy_is_made_once_and_carries_no_logo(tmp_path):
    built = tmp_path / "source/dist/nhsuk"
    (built / "assets/images").mkdir(parents=True)
    (tmp_path / "source/package.json").write_text('{"version": "1.0.0"}')
    for name in assets.FILES:
        (built / name).write_text("")
    for name in ("favicon.svg", "nhsuk-icon-180.png", "nhsuk-icon-arrow.svg"):
        (built / "assets/images" / name).write_text("")
    source, target = tmp_path / "source", tmp_path / "static/vendor/nhsuk-frontend"
    assert not assets.copied(source, target)
    assets.copy(source, target)
    assert assets.copied(source, target)
    assert [path.name for path in (target / "assets/images").iterdir()] == ["nhsuk-icon-arrow.svg"]
    (tmp_path / "source/package.json").write_text('{"version": "1.0.1"}')
    assert not assets.copied(source, target)


def test_without_the_package_the_copy_says_what_to_run(tmp_path):
    with pytest.raises(Problem, match="run 'make setup'"):
        assets.copy(tmp_path, tmp_path / "target")


@pytest.mark.parametrize(("ci", "expected"), [("true", 1), ("", 0)])
def test_without_chromium_the_left_out_tests_are_named(monkeypatch, capsys, ci, expected):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(suite, "find_chromium", lambda: None)
    monkeypatch.setattr(suite, "run", lambda *arguments: 0)
    monkeypatch.setattr(suite, "journeys", lambda: ["test_a_coach_logs_a_visit"])
    assert suite.run_all() == expected
    said = capsys.readouterr().out
    assert "1 tests that walk the portal in a browser" in said
    assert "test_a_coach_logs_a_visit" in said
    assert "apt-get install chromium" in said


def test_a_failure_in_either_part_fails_the_whole(monkeypatch):
    monkeypatch.setattr(suite, "find_chromium", lambda: "/usr/bin/chromium")
    for first, second in ((1, 0), (0, 1)):
        codes, ran = {"not journey": first, "journey": second}, []

        def run(*arguments: str, codes=codes, ran=ran) -> int:
            ran.append(arguments[-1])
            return codes[arguments[-1]]

        monkeypatch.setattr(suite, "run", run)
        assert suite.run_all() == 1
        assert ran == ["not journey", "journey"], "one run shows every slip"


def test_the_journeys_of_a_file_stay_together_on_two_processes(monkeypatch):
    """They go on from each other in one database, which another process would not see."""
    monkeypatch.setattr(suite, "find_chromium", lambda: "/usr/bin/chromium")
    ran = []
    monkeypatch.setattr(suite, "run", lambda *arguments: ran.append(arguments) or 0)
    assert suite.run_all() == 0
    assert ran[1] == ("-n", "auto", "--maxprocesses", "2", "--dist", "loadfile", "-m", "journey")


def test_a_named_chromium_must_be_there(monkeypatch, tmp_path):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "absent"))
    assert find_chromium() is None
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert find_chromium() == sys.executable


def test_set_up_reads_no_installed_package():
    script = Path(bootstrap.__file__)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(script)!r})"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
