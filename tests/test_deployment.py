"""What docs/deploy ships fits the product: its settings, its limits, its pages; and holds no secret."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from intake import create_app
from intake.config import Settings, settings_from
from intake.keys.master import read_key_file
from intake.store.postgresql import SAFE
from intake.web.forms_guard import MOST_BYTES
from intake.web.serving import options_of
from tests.checkout import ROOT
from tests.databases import ON_SQLITE
from tests.small import THREE

DEPLOY = ROOT / "docs" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVERS = ("app1", "app2")
NGINX = (DEPLOY / "nginx" / "intake.conf").read_text(encoding="utf-8")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def lines_of(unit: Path) -> list[tuple[str, str]]:
    """Each directive with its value; one may stand there more than once."""
    return [
        (name, value)
        for name, is_there, value in (line.partition("=") for line in unit.read_text(encoding="utf-8").splitlines())
        if is_there and not name.startswith("#")
    ]


def settings_in(environment: list[str], **places: str) -> Settings:
    """Raises SettingsInvalid for a setting that does not exist or a value that cannot be."""
    return settings_from({name: value for name, _, value in (each.partition("=") for each in environment)} | places)


def directive(name: str, text: str = NGINX) -> list[str]:
    return re.findall(rf"^\s*{name}\s+(.+?);", text, re.MULTILINE)


@pytest.mark.parametrize("name", [*SERVERS, "migrate"])
def test_containers_have_settings_that_the_product_takes(name):
    settings = settings_from(SERVICES[name]["environment"])

    assert settings.trusted_proxies == 1
    assert settings.public_url == f"https://{directive('server_name')[0]}"
    # Neither the key nor a password lies in the folder that is backed up, or in a variable that `docker inspect` shows.
    assert not settings.key_file.is_relative_to(settings.data)
    assert re.search(r"//\w+@", settings.database_url)


def test_servers_serve_by_a_role_that_owns_nothing_and_only_after_its_tables_are_brought_up():
    migrate = SERVICES["migrate"]

    for name in SERVERS:
        assert "//serving@" in SERVICES[name]["environment"]["INTAKE_DATABASE_URL"]
        assert "owner.pgpass" not in SERVICES[name]["secrets"]
        assert SERVICES[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert "//owner@" in migrate["environment"]["INTAKE_DATABASE_URL"]
    assert migrate["command"] == ["intake", "migrate", "--serving-role", "serving"]


def test_containers_are_closed_to_all_but_the_proxy():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert [name for name, network in COMPOSE["networks"].items() if not network.get("internal")] == ["outside"]
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["proxy"]
    for name in (*SERVERS, "migrate"):
        assert SERVICES[name]["read_only"]
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert SERVICES[name]["ulimits"] == {"core": 0}


def test_secrets_are_files_and_lie_in_no_volume():
    mounted = [volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())]

    assert {secret["file"] for secret in COMPOSE["secrets"].values()} == {
        f"./secrets/{name}" for name in COMPOSE["secrets"]
    }
    assert [place for place in mounted if "secret" in place] == []
    assert {"master.key", "serving.pgpass", "owner.pgpass"} <= set(COMPOSE["secrets"])


def test_database_in_the_container_keeps_what_it_was_told_to_keep():
    command = SERVICES["db"]["command"]

    assert [name for name, values in SAFE.items() if not any(f"-c{name}={value}" in command for value in values)] == []
    assert "--data-checksums" in SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"]


@pytest.mark.parametrize("upstream", ["nginx/upstream.conf", "compose/upstream.conf"])
def test_proxy_knows_each_server_for_pages_and_for_tries(upstream):
    text = (DEPLOY / upstream).read_text(encoding="utf-8")
    groups = re.findall(r"^upstream (\w+) \{(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    servers = {name: [each.split()[0] for each in directive("server", inner)] for name, inner in groups}

    assert servers["intake"] == servers["intake_tries"] != []
    assert set(re.findall(r"(?:POST|default) (intake\w*)", NGINX)) == set(servers)
    if "compose" in upstream:
        assert servers["intake"] == [f"{name}:8000" for name in SERVERS]


def test_proxy_takes_the_body_that_the_product_takes_and_writes_none_to_a_disk():
    assert directive("client_max_body_size") == directive("client_body_buffer_size") == [f"{MOST_BYTES // 1024}k"]
    assert directive("proxy_request_buffering") == ["on"]
    assert directive("proxy_max_temp_file_size") == ["0"]


def test_proxy_keeps_no_log_of_visits_and_sends_on_the_headers_of_the_product_as_they_are():
    assert NGINX.count("server {") == len(directive("access_log")) == 2
    assert set(directive("access_log")) == {"off"}
    assert directive("error_log") == ["stderr crit"]
    assert directive("gzip") == ["off"]
    assert re.findall(r"add_header (\S+)", NGINX) == ["Retry-After"]
    assert directive("proxy_hide_header") == ["Server"]


def test_proxy_says_whose_request_it_is_and_believes_nobody_else():
    said = dict(line.split(maxsplit=1) for line in directive("proxy_set_header"))

    assert said["X-Forwarded-For"] == "$remote_addr"
    assert (said["X-Forwarded-Proto"], said["X-Forwarded-Host"], said["Host"]) == ("$scheme", "$host", "$host")
    assert said["Forwarded"] == '""'


@ON_SQLITE
def test_pages_where_secrets_are_typed_are_the_ones_that_the_proxy_slows_down(settings):
    app = create_app(settings, THREE)
    found = re.search(r"location ~ \^/\(([^)]+)\)\$", NGINX)
    slowed = {f"/{path}" for path in found[1].split("|")}
    taking = {"patient.come_back_with_code", "clinic.signed_in", "clinic.access_recovered"}

    assert slowed == {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in taking}


@ON_SQLITE
def test_what_is_for_operators_is_not_public(settings):
    paths = {rule.rule for rule in create_app(settings, THREE).url_map.iter_rules()}
    closed = re.findall(r"location = (\S+) \{ return 404; \}", NGINX)

    assert closed == ["/readyz", "/metrics"]
    assert set(closed) <= paths


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_unit_has_settings_that_the_product_takes_and_a_key_that_root_keeps(unit):
    said = lines_of(unit)
    settings = settings_in([value for name, value in said if name == "Environment"])

    assert ("LoadCredential", "master.key:/etc/intake/master.key") in said
    assert settings.key_file.name == "master.key"
    assert str(settings.key_file).endswith("%d/master.key")
    assert not settings.key_file.is_relative_to(settings.data)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
@pytest.mark.parametrize(
    "line",
    [
        ("User", "intake"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("LimitCORE", "0"),
        ("UMask", "0077"),
    ],
    ids=lambda line: line[0],
)
def test_unit_lets_the_server_do_no_more_than_it_has_to(unit, line):
    assert line in lines_of(unit)


@ON_SQLITE
def test_nobody_kills_a_server_that_finishes_what_it_has_in_hand(settings):
    patience = options_of(settings)["graceful_timeout"]
    unit = dict(lines_of(DEPLOY / "systemd" / "intake.service"))

    assert int(unit["TimeoutStopSec"]) > patience
    assert unit["KillMode"] == "mixed"
    assert all(int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > patience for name in SERVERS)


def test_port_that_systemd_holds_is_the_one_that_the_proxy_asks():
    socket = dict(lines_of(DEPLOY / "systemd" / "intake.socket"))
    upstream = (DEPLOY / "nginx" / "upstream.conf").read_text(encoding="utf-8")

    assert {each.split()[0] for each in directive("server", upstream)} == {socket["ListenStream"]}


def test_secrets_are_made_once_for_their_readers_alone_and_the_key_is_one_of_the_product(tmp_path):
    folder = tmp_path / "compose"
    folder.mkdir()
    (folder / "secrets.sh").write_bytes((DEPLOY / "compose" / "secrets.sh").read_bytes())
    # Who runs the tests may not give files away.
    (tmp_path / "chown").write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/given\n')
    (tmp_path / "chown").chmod(0o755)
    environ = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = ["sh", str(folder / "secrets.sh")]
    made = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    again = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    files = sorted((folder / "secrets").iterdir())
    assert {path.name for path in files} == set(COMPOSE["secrets"]) - {"fullchain.pem", "privkey.pem"}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert read_key_file(folder / "secrets" / "master.key").fingerprint
    assert again.returncode == 1
    given = (tmp_path / "given").read_text().split()
    assert {path.name for path in files} == {Path(each).name for each in given if "/" in each}
    # Each password stands in two files and in nothing that was printed.
    for role in ("owner", "serving"):
        word = (folder / "secrets" / f"{role}.pgpass").read_text().strip().rpartition(":")[2]
        assert len(word) > 30
        assert f"CREATE ROLE {role} LOGIN PASSWORD '{word}'" in (folder / "secrets" / "roles.sql").read_text()
        assert word not in made.stdout + made.stderr
