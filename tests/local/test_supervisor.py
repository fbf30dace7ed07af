import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cmsportal.local.problems import Problem, in_words
from cmsportal.local.process import command_line
from cmsportal.local.supervisor import Service, Supervisor

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)")
DEAF = (
    sys.executable,
    "-c",
    "import signal, time\nfor n in (15, 3): signal.signal(n, signal.SIG_IGN)\n"
    "print('up', flush=True); time.sleep(60)",
)


@pytest.fixture
def supervisor(tmp_path):
    made = Supervisor(dict(os.environ), tmp_path, tmp_path / "log")
    yield made
    made.stop()


def wait_for_word(supervisor, name, word="up"):
    deadline = time.monotonic() + 60
    while word not in supervisor.log_of(name).read_text() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_stop_ends_every_child_also_one_that_does_not_listen(supervisor):
    supervisor.start([Service("kind", SLEEPER), Service("deaf", DEAF, patience=0.2)])
    wait_for_word(supervisor, "deaf")
    pids = [child.pid for _, child in supervisor.children]
    assert all(command_line(pid) for pid in pids)
    supervisor.check()
    supervisor.stop()
    assert [command_line(pid) for pid in pids] == ["", ""]


def test_a_child_that_ends_is_named_with_its_last_words(supervisor):
    ends = (sys.executable, "-c", "import sys; print('no post today'); sys.exit(3)")
    supervisor.start([Service("kind", SLEEPER), Service("worker", ends)])
    with pytest.raises(Problem, match=r"The worker stopped \(exit code 3\): no post today"):
        supervisor.watch(lambda: None)


def test_a_killed_child_is_named_with_the_signal(supervisor):
    supervisor.start([Service("web", SLEEPER)])
    supervisor.children[0][1].kill()
    with pytest.raises(Problem, match=r"The web stopped \(killed by SIGKILL\)"):
        supervisor.watch(lambda: None)


def test_a_step_returns_its_words_and_a_failed_one_tells_why(supervisor):
    assert supervisor.run_step("greet", (sys.executable, "-c", "print('hello')")) == "hello\n"
    with pytest.raises(Problem, match=r"The step 'fail' failed: .*no such thing"):
        supervisor.run_step("fail", (sys.executable, "-c", "raise LookupError('no such thing')"))
    full = "import sys; print('OSError: [Errno 28] No space left on device'); sys.exit(1)"
    with pytest.raises(Problem, match="the disk is full"):
        supervisor.run_step("full", (sys.executable, "-c", full))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_stop_the_children_and_the_exit_is_clean(tmp_path, number):
    code = f"""
import os, sys
from pathlib import Path
from cmsportal.local.supervisor import Service, Supervisor, on_stop_signals_interrupt
on_stop_signals_interrupt()
supervisor = Supervisor(dict(os.environ), Path({str(tmp_path)!r}), Path({str(tmp_path)!r}) / "log")
try:
    supervisor.start([Service("kind", {SLEEPER!r})])
    print(supervisor.children[0][1].pid, flush=True)
    supervisor.watch(lambda: None)
except KeyboardInterrupt:
    pass
finally:
    supervisor.stop()
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        child = int(run.stdout.readline())
        run.send_signal(number)
        assert run.wait(60) == 0
    assert command_line(child) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [(28, "The disk is full at /here: free some space"), (13, "not allowed at /here"), (5, "The machine refused")],
)
def test_faults_of_the_machine_are_put_in_words(number, words):
    assert words in in_words(OSError(number, os.strerror(number), "/here"))
