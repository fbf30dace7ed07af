import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from cmsportal.local import servers as servers_module
from cmsportal.local.ports import RESERVED
from cmsportal.local.problems import Problem
from cmsportal.local.process import command_line, server_account
from cmsportal.local.servers import Servers, ThrowAway, hold, sweep
from tests.servers import own_redis_database

ROOT = Path(__file__).resolve().parents[2]


def make(home, **given):
    return Servers(home, given, account=server_account(), durable=True)


def test_servers_start_from_a_path_with_a_space_and_stop(home_with_a_space):
    servers = make(home_with_a_space)
    found = servers.start()
    try:
        with psycopg.connect(found["DATABASE_URL"]) as link:
            extensions = "select name from pg_available_extensions where name = any(%s) order by name"
            wanted = ["btree_gist", "pg_trgm", "unaccent"]
            assert [name for (name,) in link.execute(extensions, [wanted])] == wanted
        with redis.Redis.from_url(found["REDIS_URL"]) as link:
            assert link.ping()
        assert not {servers.postgres.port, servers.valkey.port} & RESERVED
        pids = [servers.postgres.child.pid, servers.valkey.child.pid]
        assert servers.died() is None
    finally:
        servers.stop()
    assert [command_line(pid) for pid in pids] == ["", ""]


def test_data_survives_and_a_pid_file_of_a_killed_run_does_no_harm(home_with_a_space):
    servers = make(home_with_a_space, REDIS_URL="redis://elsewhere/0")
    with psycopg.connect(servers.start()["DATABASE_URL"]) as link:
        link.execute("create table kept (word text)")
    servers.stop()
    pid_file = servers.postgres.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{servers.postgres.data}\n")  # a process that lives, but is no server
    again = make(home_with_a_space, REDIS_URL="redis://elsewhere/0")
    try:
        with psycopg.connect(again.start()["DATABASE_URL"]) as link:
            assert link.execute("select count(*) from kept").fetchone() == (0,)
    finally:
        again.stop()


def test_a_password_is_needed(home_with_a_space):
    servers = make(home_with_a_space)
    servers.start()
    try:
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgres://cmsportal:guess@127.0.0.1:{servers.postgres.port}/postgres")
        with (
            redis.Redis(port=servers.valkey.port, retry=None) as link,
            pytest.raises(redis.AuthenticationError),
        ):
            link.ping()
    finally:
        servers.stop()


def test_servers_named_in_the_environment_are_used_and_left_alone(tmp_path):
    given = {"DATABASE_URL": "postgres://db.example/x", "REDIS_URL": "redis://cache.example/3"}
    servers = make(tmp_path, **given)
    assert servers.start() == given
    servers.stop()
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_stops_by_itself_is_named(home_with_a_space):
    servers = make(home_with_a_space, DATABASE_URL="postgres://db.example/x")
    servers.start()
    servers.valkey.child.terminate()
    servers.valkey.child.wait(60)
    assert servers.died() == "Valkey"
    servers.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent was killed")
def test_servers_end_when_the_run_is_killed_and_the_next_run_cleans_up():
    code = (
        "import time; from cmsportal.local.servers import ThrowAway; t = ThrowAway({}); t.start();"
        "print(t.home, t.servers.postgres.child.pid, t.servers.valkey.child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        home, *pids = run.stdout.readline().split()
        run.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 60
    while any(command_line(int(pid)) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(command_line(int(pid)) for pid in pids)
    sweep(Path(home).parent, older_than=0)
    assert not Path(home).exists()


def test_sweep_leaves_a_run_that_still_lives(tmp_path):
    folder = tmp_path / f"{servers_module.PREFIX}{os.getuid()}-busy"
    folder.mkdir()
    with hold(folder / "lock"):
        sweep(tmp_path, older_than=0)
        assert folder.exists()
    sweep(tmp_path, older_than=0)
    assert not folder.exists()


def test_sweep_leaves_a_run_that_is_just_starting(tmp_path):
    folder = tmp_path / f"{servers_module.PREFIX}{os.getuid()}-new"
    folder.mkdir()
    (folder / "lock").touch()  # made, and not yet held
    sweep(tmp_path)
    assert folder.exists()


def test_nothing_is_left_where_no_server_program_is_found(monkeypatch, tmp_path):
    def none(*_):
        raise Problem("A Redis server is missing: set REDIS_URL.")

    monkeypatch.setattr("cmsportal.local.valkey.reachable_valkey", none)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(servers_module, "temporary_base", lambda account: tmp_path)
    with pytest.raises(Problem, match="REDIS_URL"):
        ThrowAway({"DATABASE_URL": "postgres://db.example/x"})
    assert list(tmp_path.iterdir()) == []


def test_each_worker_has_a_redis_database_of_its_own():
    assert own_redis_database("redis://:pw@127.0.0.1:7000/0", "gw0") == "redis://:pw@127.0.0.1:7000/1"
    assert own_redis_database("redis://127.0.0.1:7000", "gw3") == "redis://127.0.0.1:7000/4"
