"""Two pages and nginx on this machine, as compose.yaml has them in containers: python deploy/two_replicas.py

Needs nginx (Debian: apt install nginx). The pages stop with the script.
"""

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder};
    proxy_temp_path {folder};
    fastcgi_temp_path {folder};
    uwsgi_temp_path {folder};
    scgi_temp_path {folder};
    {site}
}}
"""


@contextlib.contextmanager
def nginx(port: int, pages: Sequence[int]) -> Iterator[str]:
    """nginx.conf at work on this port of the machine itself, before pages on these two; gives its address."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/usr/local/sbin:/opt/homebrew/bin")
    if program is None:
        raise FileNotFoundError("nginx is not installed")
    site = (_HERE / "nginx.conf").read_text().replace("listen 80;", f"listen 127.0.0.1:{port};")
    for number, page in enumerate(pages, 1):
        site = site.replace(f"page-{number}:8501", f"127.0.0.1:{page}")
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "nginx.conf"
        written.write_text(_NGINX.format(folder=folder, site=site))
        subprocess.run([program, "-t", "-q", "-c", written], check=True)
        process = subprocess.Popen([program, "-c", written])
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    ports = [free_port(), free_port()]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port"]
    pages = [subprocess.Popen([*command, str(port)], cwd=_HERE.parent) for port in ports]
    try:
        with nginx(8501, ports) as address:
            print(f"The pages are at {address}. Ctrl+C ends them.")
            signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        for page in pages:
            page.terminate()


if __name__ == "__main__":
    main()
