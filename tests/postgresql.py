"""A PostgreSQL server as Debian packages it, in a folder of its own and on a free port of this machine."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "ada", "love%40lace"  # as an address has it: there is an @ in the password
NOT_WAITED_FOR = "fsync=off", "synchronous_commit=off", "full_page_writes=off"  # nothing has to outlive a crash
SECONDS = 60


def programs():
    """The folder of initdb and postgres, of the newest version that there is; None where there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    return max(found, key=lambda path: float(path.parent.name), default=on_path and Path(on_path).resolve().parent)


def missing():
    """Say why there is no server to test with; empty when there is one."""
    return "" if programs() else "needs PostgreSQL; on Debian or Ubuntu: sudo apt install postgresql"


@contextmanager
def server():
    """Start a server; it ends with the block.

    Returns    str         its address, with user and password; the name of a database is to be put behind it
    """
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))  # pytest's own folders are closed to other users
    somebody = _somebody_else(folder)
    secret, data, log = folder / "secret", folder / "data", folder / "log"
    try:
        secret.write_text(PASSWORD.replace("%40", "@"), encoding="utf-8")
        who = ("--username", USER, "--pwfile", secret, "--auth", "scram-sha-256")
        with log.open("wb") as file:
            quiet = {"stdin": subprocess.DEVNULL, "stdout": file, "stderr": file, "cwd": folder, **somebody}
            make = [programs() / "initdb", "-D", data, *who, "--encoding", "UTF8", "--locale", "C", "--no-sync"]
            subprocess.run(make, check=True, **quiet)
            port = _free_port()
            settings = ("listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", *NOT_WAITED_FOR)
            options = [word for setting in settings for word in ("-c", setting)]
            process = subprocess.Popen([programs() / "postgres", "-D", data, *options], **quiet)
        try:
            _wait(process, port, log)
            yield f"postgresql+psycopg://{USER}:{PASSWORD}@127.0.0.1:{port}/"
        finally:
            process.send_signal(signal.SIGINT)  # without waiting for those who are connected
            process.wait(timeout=SECONDS)
    finally:
        shutil.rmtree(folder)


def _somebody_else(folder):
    """Give a folder to an ordinary user, as PostgreSQL does not run as root; return how a program starts as her."""
    if os.geteuid():
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def _wait(process, port, log):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8')}")
