import gc
import socket
import sys

import pytest

from cmsportal import gunicorn
from cmsportal.local import demo
from cmsportal.local.problems import Problem
from cmsportal.local.servers import hold


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_that_was_asked_for_is_told(monkeypatch, taken):
    monkeypatch.setenv("PORT", str(taken))
    with pytest.raises(Problem, match=f"Port {taken} is taken: choose another one, for example PORT={taken + 1}"):
        demo.choose_port()


def test_without_a_wish_the_next_free_port_is_used_and_told(monkeypatch, taken, capsys):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(demo, "USUAL_PORT", taken)
    chosen = demo.choose_port()
    assert chosen > taken
    assert capsys.readouterr().out == f"Port {taken} is taken: using port {chosen}.\n"


@pytest.mark.parametrize("wish", ["web", "80", "70000"])
def test_a_port_that_is_none_is_told(monkeypatch, wish):
    monkeypatch.setenv("PORT", wish)
    with pytest.raises(Problem, match=f"PORT is '{wish}': set it to a number from 1024 to 65535"):
        demo.choose_port()


def test_a_second_demo_is_told_where_the_first_one_runs(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "VAR", tmp_path)
    with hold(tmp_path / "demo.lock") as lock:
        lock.write("http://127.0.0.1:8123")
        lock.flush()
        with pytest.raises(Problem, match=r"already runs at http://127.0.0.1:8123: open it, or stop it"):
            demo.run()


def test_a_nearly_full_disk_is_told_before_anything_starts(monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "ROOM_NEEDED", 10**9)
    with pytest.raises(Problem, match=r"The disk is nearly full: .* are needed"):
        demo.check_room(tmp_path)


def test_nothing_is_written_outside_the_checkout(monkeypatch, tmp_path):
    """The library that draws keeps its list of fonts in var; the web server opens no socket in the home folder."""

    class Servers:
        postgres = None

        def start(self):
            return {}

    monkeypatch.setattr(demo, "VAR", tmp_path)
    assert demo.demo_environment(Servers(), 8123)["MPLCONFIGDIR"] == str(tmp_path / "matplotlib")
    assert gunicorn.control_socket_disable


def test_a_worker_loads_every_page_and_spares_it_the_garbage_collector():
    gunicorn.post_worker_init(None)
    try:
        assert gc.get_freeze_count() > 100_000
        assert "toolkit.walls.views" in sys.modules
    finally:
        gc.unfreeze()
