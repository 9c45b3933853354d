"""What is deployed: the files agree with the project and with each other, as far as they can be checked here."""

import ast
import os
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import yaml
from distributed import Client

from playground import host
from playground.training.shared_runs import code_version
from tests.server import ROOT, served

DEPLOY = ROOT / "deploy"
CLOUD = DEPLOY / "community-cloud"
HEALTH = "/_stcore/health"


def requirements(file: Path) -> list[str]:
    return [line for line in file.read_text().splitlines() if line and not line.startswith("#")]


def test_community_cloud_gets_the_same_packages_but_for_the_cpu_build():
    own, cloud = requirements(ROOT / "requirements.txt"), requirements(CLOUD / "requirements.txt")
    [torch] = [line for line in own if line.startswith("torch==")]
    assert [line for line in cloud if not line.startswith("torch")] == [line for line in own if line != torch]
    version = torch.partition("==")[2]
    builds = [line for line in cloud if line.startswith("torch")]
    assert len(builds) == 4
    for build in builds:
        [(tag, python)] = re.findall(r'-(cp\d+)-cp\d+-manylinux\S+ ; python_version == "([\d.]+)"', build)
        assert f"/whl/cpu/torch-{version}%2Bcpu-" in build and tag == f"cp{python.replace('.', '')}"


def test_the_entry_for_community_cloud_serves_the_app():
    with served(str(CLOUD / "streamlit_app.py")) as server:
        assert urllib.request.urlopen(server.url + HEALTH, timeout=5).status == 200


def test_compose_has_the_pages_that_nginx_knows():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    pages = {name for name in compose["services"] if name.startswith("page")}
    assert pages == set(re.findall(r"server (\S+):8501", (DEPLOY / "nginx.conf").read_text()))
    for page in pages:
        build = compose["services"][page]["build"]
        assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()


def test_the_container_holds_what_the_app_needs():
    copied = re.findall(r"^COPY (\S+) ", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(copied) == sorted(let_in)
    assert all((ROOT / name).exists() for name in copied)
    imported = [
        node.module for node in ast.walk(ast.parse((ROOT / "app.py").read_text())) if isinstance(node, ast.ImportFrom)
    ]
    assert {name.partition(".")[0] for name in imported if name} <= {"collections", "contextlib", "playground"}


def manifests() -> list[dict]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))


def test_the_manifest_asks_the_page_whether_it_is_well():
    deployment, service, *_ = manifests()
    template = deployment["spec"]["template"]
    assert (
        deployment["spec"]["selector"]["matchLabels"] == template["metadata"]["labels"] == service["spec"]["selector"]
    )
    [container] = template["spec"]["containers"]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"] == {"path": HEALTH, "port": container["ports"][0]["containerPort"]}
    assert service["spec"]["ports"][0]["targetPort"] == container["ports"][0]["containerPort"]
    assert set(container["resources"]) == {"requests", "limits"}


def test_the_pages_know_the_scheduler_by_its_name():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    by_name = {(one["kind"], one["metadata"]["name"]): one["spec"] for one in manifests()}
    [page] = by_name["Deployment", "first-layer-playground"]["template"]["spec"]["containers"]
    in_manifest = {setting["name"]: setting.get("value") for setting in page["env"]}
    for address, known in (
        (services["page-1"]["environment"][host.CLUSTER], services),
        (in_manifest[host.CLUSTER], {name for kind, name in by_name if kind == "Service"}),
    ):
        name, port = address.removeprefix("tcp://").split(":")
        assert name in known and port == "8786"
    for what in ("scheduler", "worker"):
        spec = by_name["Deployment", f"first-layer-{what}"]
        assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
        [container] = spec["template"]["spec"]["containers"]
        command = services[what]["command"].replace("//scheduler", "//first-layer-scheduler")
        assert container["command"] == command.split()
    allowed = by_name["NetworkPolicy", "first-layer-cluster"]
    assert allowed["podSelector"] == allowed["ingress"][0]["from"][0]["podSelector"]
    assert "ports" not in services["scheduler"] and "ports" not in services["worker"]


def test_scheduler_and_worker_start_with_the_commands_of_compose():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    started = []
    try:
        for what in ("scheduler", "worker"):
            command = services[what]["command"].replace("scheduler:8786", f"127.0.0.1:{port}").replace("8786", port)
            command = [sys.executable, *command.split()[1:], "--host", "127.0.0.1"]
            started.append(subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd="/"))
        with Client(f"tcp://127.0.0.1:{port}", timeout=60, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
            assert client.submit(code_version).result(60) == code_version()
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
