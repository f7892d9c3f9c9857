"""A server for caches: nginx with its DAV module, on a free port of the loopback, with all that it writes in one folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import missing

TRIES = 5
SECONDS_TO_START = 20

# The bodies wait beside what is served: from another file system they would be copied and not renamed.
CONFIGURATION = """\
{user}daemon off;
pid "{folder}/pid";
error_log "{folder}/errors";
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000;
  client_max_body_size 0;
  client_body_temp_path "{folder}/bodies";
  proxy_temp_path "{folder}/proxy";
  fastcgi_temp_path "{folder}/fastcgi";
  uwsgi_temp_path "{folder}/uwsgi";
  scgi_temp_path "{folder}/scgi";
  server {{
    listen 127.0.0.1:{port};
    root "{folder}/served";
    location / {{
      dav_methods PUT DELETE;
      create_full_put_path on;
    }}
  }}
}}
"""


def find() -> str | None:
    """Debian has it where only root's PATH looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")


@contextmanager
def serving(folder: Path) -> Iterator[str | None]:
    """Its address while it runs; none, with a word why, where it is not there or has no DAV module."""
    program = find()
    if program is None:
        missing.note("nginx", "there is none in PATH or /usr/sbin (Debian: nginx-light)")
        yield None
        return
    (folder / "served").mkdir(parents=True)
    for _ in range(TRIES):
        port = free_port()
        words = configured(program, folder, port)
        test = subprocess.run([*words, "-t"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if "unknown directive" in test.stdout:
            missing.note("nginx", "it was built without its DAV module")
            yield None
            return
        # A group of its own: Ctrl+C is the bench's, which stops it when what uses it has ended.
        server = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            if listens(server, folder):
                yield f"http://127.0.0.1:{port}"
                return
        finally:
            server.terminate()
            server.wait()
    raise SystemExit(f"{program} did not start:\n{(folder / 'errors').read_text()[-4000:]}")


def configured(program: str, folder: Path, port: int) -> list[str]:
    # As root it would give its workers to a user that may not write here.
    user = "user root;\n" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(user=user, folder=folder, port=port))
    return [program, "-p", str(folder), "-c", str(file), "-e", str(folder / "errors")]


def free_port() -> int:
    """Somebody else may take it before it is used: then there is another try."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def listens(server: subprocess.Popen[bytes], folder: Path) -> bool:
    """It writes its number down once it has the port. Where somebody else has it, it ends."""
    end = time.monotonic() + SECONDS_TO_START
    file = folder / "pid"
    while server.poll() is None and time.monotonic() < end:
        if file.exists() and file.read_text().strip() == str(server.pid):
            return True
        time.sleep(0.01)
    return False
