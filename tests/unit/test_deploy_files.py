"""The files that build, run and release the image: what their checkers say, and that they agree."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.config import SECRET_KEYS
from dashboard.counter.counter import DRAIN_SECONDS

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests" / "schemas"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PINNED_ACTION = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
OUR_WORKFLOW = re.compile(r"uses: \./\.github/workflows/\w+\.yml( #.*)?$")


def scripts() -> list[Path]:
    """Return our shell scripts, which their first line tells."""
    folders = [ROOT / ".ci", ROOT / "deploy", ROOT / "tests"]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    first = {path: path.read_bytes().partition(b"\n")[0] for path in files}
    return [path for path, line in first.items() if re.match(rb"#!.*\b(ba|da)?sh\b", line)]


def schema(builtin: str) -> str:
    return f"check-jsonschema --builtin-schema {builtin}"


# For each checker: the command, what it looks at, and a name and text that it must refuse.
CHECKS: dict[str, tuple[str, list[Path], str, str]] = {
    "Dockerfile": (
        "hadolint",
        [ROOT / "Dockerfile", ROOT / "deploy" / "tests.Dockerfile"],
        "Dockerfile",
        "FROM debian\nRUN cd /tmp && sudo ls\n",
    ),
    "shell": ("shellcheck", scripts(), "script", "#!/bin/sh\nrm $1\n"),
    "workflows": (schema("vendor.github-workflows"), WORKFLOWS, "ci.yml", "on: push\njobs: 1\n"),
    "timeouts": (
        schema("custom.github-workflows-require-timeout"),
        WORKFLOWS,
        "ci.yml",
        "on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [run: ls]}}\n",
    ),
    "secure workflows": (
        "zizmor --offline --quiet",
        [*WORKFLOWS, ROOT / ".github" / "dependabot.yml"],
        "ci.yml",
        "on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [uses: actions/checkout@v4]}}\n",
    ),
    "dependabot": (
        schema("vendor.dependabot"),
        [ROOT / ".github" / "dependabot.yml"],
        "dependabot.yml",
        "version: 2\nupdates: [{package-ecosystem: punchcards}]\n",
    ),
    "compose": (
        schema("vendor.compose-spec"),
        [ROOT / "compose.yaml"],
        "compose.yaml",
        "services: {web: {image: 1}}\n",
    ),
    "heroku.yml": (
        f"check-jsonschema --schemafile {SCHEMAS / 'heroku.yml.json'}",
        [ROOT / "heroku.yml"],
        "heroku.yml",
        "build: {docker: {web: Dockerfile}}\nruns: {web: deploy/start}\n",
    ),
    "app.json": (
        f"check-jsonschema --schemafile {SCHEMAS / 'app.json.json'}",
        [ROOT / "app.json"],
        "app.json",
        '{"name": "Isotherm", "stack": "heroku-24", "env": {}}',
    ),
    "schemas": (
        "check-jsonschema --check-metaschema",
        sorted(SCHEMAS.glob("*.json")),
        "schema.json",
        '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "banana"}',
    ),
}


def check(command: str, files: list[Path]) -> subprocess.CompletedProcess[str]:
    program, *options = shlex.split(command)
    return subprocess.run(
        [Path(sys.executable).with_name(program), *options, *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", CHECKS)
def test_its_checker_finds_nothing(name: str):
    command, files, _, _ = CHECKS[name]
    assert files
    done = check(command, files)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", CHECKS)
def test_its_checker_finds_what_is_wrong(name: str, tmp_path: Path):
    command, _, broken, text = CHECKS[name]
    (tmp_path / broken).write_text(text, encoding="utf-8")
    done = check(command, [tmp_path / broken])
    assert done.returncode != 0
    assert broken in done.stdout + done.stderr


def test_the_scripts_that_are_checked_are_all_there_are():
    names = {str(path.relative_to(ROOT)) for path in scripts()}
    assert names >= {".ci/run", "deploy/start", "deploy/release.sh", "tests/system-packages"}


# Workflows


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{path.stem}.{name}", job)
        for path in WORKFLOWS
        for name, job in loaded(path)["jobs"].items()
    ]


def steps() -> list[dict[str, Any]]:
    return [step for _, job in jobs() for step in job.get("steps", [])]


def test_every_action_is_pinned_by_its_commit_with_its_version_beside_it():
    used = [
        line.strip().removeprefix("- ")
        for path in WORKFLOWS
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*(- )?uses:", line)
    ]
    assert len(used) > 10
    assert [
        line for line in used if not (PINNED_ACTION.match(line) or OUR_WORKFLOW.match(line))
    ] == []
    of_action = {line.partition("@")[0]: line for line in used}
    assert set(used) == set(of_action.values()), "one action, one version"


def test_a_tag_is_no_pin():
    assert not PINNED_ACTION.match("uses: actions/checkout@v6")
    assert not PINNED_ACTION.match(f"uses: actions/checkout@{'0' * 39} # v6.0.2")
    assert not PINNED_ACTION.match(f"uses: actions/checkout@{'0' * 40}")


def test_each_job_asks_for_the_permissions_that_it_needs_and_few_may_write():
    assert {json.dumps(loaded(path)["permissions"]) for path in WORKFLOWS} == {"{}"}
    writing = {
        name: sorted(scope for scope, right in job["permissions"].items() if right == "write")
        for name, job in jobs()
    }
    assert {name: scopes for name, scopes in writing.items() if scopes} == {
        "ci.publish": ["packages"],
        "refresh.propose": ["actions", "contents", "pull-requests"],
    }


def test_only_the_protected_release_knows_a_secret():
    knowing = {name for name, job in jobs() if "secrets." in json.dumps(job)}
    assert knowing == {"release.heroku"}
    assert dict(jobs())["release.heroku"]["environment"] == "production"


def test_no_script_of_a_step_holds_an_expression_that_could_become_a_command():
    scripted = [step["run"] for step in steps() if "run" in step]
    assert len(scripted) > 10
    assert [script for script in scripted if "${{" in script] == []


def test_the_script_of_each_step_passes_shellcheck(tmp_path: Path):
    files = []
    for number, step in enumerate(step for step in steps() if "run" in step):
        files.append(tmp_path / f"{number}.sh")
        files[-1].write_text(f"#!/bin/bash\nset -e\n{step['run']}\n", encoding="utf-8")
    done = check("shellcheck", files)
    assert done.returncode == 0, done.stdout


def test_what_is_released_was_tested_and_pushed_before():
    ci = loaded(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]
    assert ci["publish"]["needs"] == ["checks", "tests", "image"]
    assert "refs/heads/main" in ci["publish"]["if"]
    assert ci["release"]["needs"] == "publish"
    assert ci["release"]["with"] == {"image": "${{ needs.publish.outputs.image }}"}
    builds = [step["with"] for step in steps() if "build-push-action" in step.get("uses", "")]
    assert {str(build["provenance"]) for build in builds} == {"False"}


def test_pre_commit_runs_what_make_check_runs():
    hooks = loaded(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    unit = re.search(r"^UNIT := (.*)$", makefile, re.MULTILINE)[1]
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1]
    commands = [line.strip() for line in lint.splitlines()] + [unit]
    assert [hook["entry"] for hook in hooks] == [
        command.replace("$(BIN)", ".venv/bin") for command in commands
    ]


# Compose


def services() -> dict[str, dict[str, Any]]:
    return dict(loaded(ROOT / "compose.yaml")["services"])


def test_redis_can_be_reached_by_the_app_alone_and_keeps_what_it_counts():
    compose, redis = loaded(ROOT / "compose.yaml"), services()["redis"]
    assert "ports" not in redis
    assert [compose["networks"][name] for name in redis["networks"]] == [{"internal": True}]
    assert redis["volumes"] == ["counts:/data"]
    assert "--appendonly yes" in " ".join(redis["command"])
    for name in ("web", "replica"):
        assert services()[name]["depends_on"]["redis"] == {"condition": "service_healthy"}


def test_the_last_counts_are_sent_before_compose_kills_the_app():
    for name in ("web", "replica"):
        assert int(services()[name]["stop_grace_period"].removesuffix("s")) > 2 * DRAIN_SECONDS


def test_the_app_runs_without_rights_that_it_does_not_need():
    for name in ("web", "replica", "balancer"):
        service = services()[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_compose_publishes_to_this_machine_alone_and_holds_no_secret():
    published = [port for service in services().values() for port in service.get("ports", [])]
    assert len(published) == 2
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []
    for name in ("web", "replica"):
        assert services()[name]["environment"]["BOKEH_SECRET_KEY"] == "${BOKEH_SECRET_KEY:-}"


def test_the_tests_of_the_stack_take_the_options_that_pytest_has():
    tests, conftest = services()["tests"], (ROOT / "tests" / "conftest.py").read_text()
    assert tests["profiles"] == ["testing"]
    options = [word.partition("=")[0] for word in tests["command"] if word.startswith("--")]
    assert options == ["--app-url", "--redis-url"]
    assert [option for option in options if f'"{option}"' not in conftest] == []


def test_images_are_of_a_named_version():
    compose = [
        service["image"] for service in services().values() if "local" not in service["image"]
    ]
    bases = re.findall(r"^(?:ARG \w+_BASE=|FROM )(\S+:\S+)$", DOCKERFILE, re.MULTILINE)
    assert len(compose) == 2
    assert len(bases) == 2
    assert [name for name in (*compose, *bases) if not re.search(r":\d+\.\d+\S*$", name)] == []


# Heroku


def test_heroku_runs_what_the_image_runs():
    heroku = loaded(ROOT / "heroku.yml")
    command = json.loads(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1])
    assert heroku["run"] == {"web": shlex.join(command)}
    assert (ROOT / heroku["build"]["docker"]["web"]).is_file()


def test_heroku_is_told_of_variables_that_the_app_reads():
    app = json.loads((ROOT / "app.json").read_text(encoding="utf-8"))
    read = (ROOT / "dashboard" / "config.py").read_text(encoding="utf-8")
    assert [name for name in app["env"] if f'"{name}"' not in read] == []
    generated = [name for name, of in app["env"].items() if of.get("generator") == "secret"]
    assert set(generated) < set(SECRET_KEYS)
    assert app["addons"] == loaded(ROOT / "heroku.yml")["setup"]["addons"]
