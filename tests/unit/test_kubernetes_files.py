"""The Kubernetes manifests agree with the image, with one another and with the app."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.counter.counter import DRAIN_SECONDS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def manifest(kind: str) -> dict[str, Any]:
    found = [yaml.safe_load(path.read_text("utf-8")) for path in FOLDER.glob("*.yaml")]
    (one,) = [each for each in found if each["kind"] == kind]
    return dict(one)


@pytest.fixture
def pod() -> dict[str, Any]:
    return dict(manifest("Deployment")["spec"]["template"])


@pytest.fixture
def web(pod: dict[str, Any]) -> dict[str, Any]:
    (container,) = pod["spec"]["containers"]
    return dict(container)


def test_the_kustomization_lists_every_manifest():
    listed = set(manifest("Kustomization")["resources"])
    assert listed == {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}


def test_all_of_them_mean_the_pods_of_the_deployment(pod: dict[str, Any]):
    labels = pod["metadata"]["labels"]
    assert manifest("Deployment")["spec"]["selector"]["matchLabels"] == labels
    assert manifest("Service")["spec"]["selector"] == labels
    assert manifest("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
    target = manifest("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", "isotherm")


def test_it_runs_as_the_images_user_on_a_root_that_cannot_be_written(
    pod: dict[str, Any], web: dict[str, Any]
):
    user, group = re.search(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE).groups()
    security = pod["spec"]["securityContext"]
    assert security["runAsNonRoot"] is True
    assert (security["runAsUser"], security["runAsGroup"]) == (int(user), int(group))
    assert security["fsGroup"] == int(group)
    assert web["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_what_the_image_writes_to_is_mounted(pod: dict[str, Any], web: dict[str, Any]):
    volumes = re.findall(r"^VOLUME (\S+)$", DOCKERFILE, re.MULTILINE)
    mounted = {mount["mountPath"]: mount["name"] for mount in web["volumeMounts"]}
    assert {*volumes, "/tmp"} == set(mounted)
    assert {volume["name"] for volume in pod["spec"]["volumes"]} == set(mounted.values())


def test_the_last_counts_are_sent_before_it_is_killed(pod: dict[str, Any], web: dict[str, Any]):
    (sleep, seconds) = web["lifecycle"]["preStop"]["exec"]["command"]
    assert sleep == "sleep"
    assert pod["spec"]["terminationGracePeriodSeconds"] > int(seconds) + 2 * DRAIN_SECONDS


def test_ports_and_probes_are_those_of_the_app(web: dict[str, Any]):
    (generator,) = manifest("Kustomization")["configMapGenerator"]
    config = dict(literal.split("=", 1) for literal in generator["literals"])
    (port,) = web["ports"]
    assert str(port["containerPort"]) == config["PORT"]
    assert manifest("Service")["spec"]["ports"][0]["targetPort"] == port["name"]
    probes = {name: web[name]["httpGet"] for name in web if name.endswith("Probe")}
    assert {name: probe["path"] for name, probe in probes.items()} == {
        "startupProbe": "/healthz",
        "livenessProbe": "/healthz",
        "readinessProbe": "/readyz",
    }
    assert {probe["port"] for probe in probes.values()} == {port["name"]}
    assert "/healthz" in re.search(r"HEALTHCHECK.*\n.*", DOCKERFILE)[0]


def test_the_settings_come_from_a_map_that_is_made_and_a_secret_that_is_not(web: dict[str, Any]):
    kustomization = manifest("Kustomization")
    assert web["envFrom"] == [
        {"configMapRef": {"name": kustomization["configMapGenerator"][0]["name"]}},
        {"secretRef": {"name": "isotherm"}},
    ]
    assert "secretGenerator" not in kustomization
    assert "create secret generic isotherm" in (FOLDER / "README.md").read_text("utf-8")
    assert kustomization["images"][0]["name"] == web["image"]


def test_a_client_stays_with_its_pod_and_a_rollout_leaves_none_without():
    assert manifest("Service")["spec"]["sessionAffinity"] == "ClientIP"
    assert manifest("Deployment")["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert manifest("HorizontalPodAutoscaler")["spec"]["minReplicas"] >= 2
