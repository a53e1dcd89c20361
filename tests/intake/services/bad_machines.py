"""Machines that are prepared badly, each in one way, with what the doctor is to say of it."""

import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from socketserver import BaseServer, StreamRequestHandler, TCPServer
from threading import Thread
from unittest.mock import patch

from flask import Flask
from sqlalchemy import text
from werkzeug.serving import make_server

from forms.ketamine import INTAKE
from intake import create_app
from intake.config import Settings, settings_from
from intake.keys.master import make_key_file
from intake.services import serving_diagnosis
from intake.services.backups import LAST_BACKUP
from intake.services.opening import open_vault
from intake.store.engine import engine_of, write_lock, writing
from intake.store.standing import Mark, Standing, set_mark
from intake.web.product import EXTENSION
from tests.live.ports import free_port


@dataclass
class Machine:
    """An installation as it should be, and the settings that an operator gave it."""

    folder: Path
    now: datetime
    held: ExitStack
    said: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "keys").mkdir()
        self.said |= {
            "INTAKE_DATA": str(self.folder / "data"),
            "INTAKE_KEY_FILE": str(self.folder / "keys" / "master.key"),
            "INTAKE_PORT": str(free_port()),
        }

    def begins(self) -> "Machine":
        open_vault(self.settings, self.now)
        return self

    @property
    def settings(self) -> Settings:
        return settings_from(self.said)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def runs(self, statement: str) -> None:
        engine = engine_of(self.settings.database_url)
        with writing(engine) as session:
            session.execute(text(statement))
        engine.dispose()

    def secret(self, name: str, mode: int) -> str:
        file = self.folder / name
        file.write_text("0123456789abcdef" * 2)
        file.chmod(mode)
        return str(file)


def folder_open_to_others(machine: Machine) -> None:
    machine.data.chmod(0o755)


def key_beside_the_data(machine: Machine) -> None:
    machine.settings.key_file.rename(machine.data / "master.key")
    del machine.said["INTAKE_KEY_FILE"]


def key_open_to_others(machine: Machine) -> None:
    machine.settings.key_file.chmod(0o640)


def key_lost(machine: Machine) -> None:
    machine.settings.key_file.unlink()


def another_key(machine: Machine) -> None:
    machine.settings.key_file.unlink()
    make_key_file(machine.settings.key_file)


def folder_that_is_a_file(machine: Machine) -> None:
    file = machine.folder / "taken"
    file.write_text("")
    machine.said["INTAKE_DATA"] = str(file)


def database_spoilt(machine: Machine) -> None:
    (machine.data / "intake.db").write_bytes(b"not a database" * 1000)


def database_moved_elsewhere(machine: Machine) -> None:
    engine = engine_of(machine.settings.database_url)
    with write_lock(engine) as connection:
        set_mark(connection, Mark(Standing.MOVED, "postgresql://db.example.org/intake"))
    engine.dispose()


def tables_of_an_older_version(machine: Machine) -> None:
    machine.runs("UPDATE alembic_version SET version_num = '0001'")


def journal_that_cannot_be_set(machine: Machine) -> None:
    """Whoever has the database open holds it in the other kind of journal."""
    other = sqlite3.connect(machine.data / "intake.db", isolation_level=None)
    machine.held.callback(other.close)
    (now,) = other.execute("PRAGMA journal_mode").fetchone()
    other.execute(f"PRAGMA journal_mode = {'delete' if now == 'wal' else 'wal'}")
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM installation").fetchone()


def database_in_memory(machine: Machine) -> None:
    """There no journal can be kept."""
    machine.said["INTAKE_DATABASE_URL"] = "sqlite:///:memory:"


def clock_far_ahead(machine: Machine) -> None:
    machine.now += timedelta(days=3)


def proxy_not_named(machine: Machine) -> None:
    machine.said["INTAKE_PUBLIC_URL"] = "https://form.example.org"


def past_the_proxy(machine: Machine) -> None:
    machine.said |= {"INTAKE_PUBLIC_URL": "https://form.example.org", "INTAKE_TRUSTED_PROXIES": "1"}
    machine.said["INTAKE_HOST"] = "0.0.0.0"  # noqa: S104


def password_open_to_others(machine: Machine) -> None:
    machine.said |= {"INTAKE_SMTP_HOST": "localhost", "INTAKE_SMTP_FROM": "a@example.org", "INTAKE_SMTP_USER": "a"}
    machine.said["INTAKE_SMTP_PASSWORD_FILE"] = machine.secret("mail", 0o644)


def token_open_to_others(machine: Machine) -> None:
    machine.said["INTAKE_METRICS_TOKEN_FILE"] = machine.secret("token", 0o644)


def country_unknown(machine: Machine) -> None:
    machine.said["INTAKE_COUNTRY"] = "ZZ"


def backup_old(machine: Machine) -> None:
    (machine.data / LAST_BACKUP).write_text(f"{(machine.now - timedelta(days=3)).isoformat()}\n")


def backup_never_made(machine: Machine) -> None:
    machine.said["INTAKE_BACKUP_DAYS"] = "30"


def forwarded_headers(machine: Machine) -> None:
    """They arrive at a running server, and nobody said that there is a proxy."""
    serving(machine).test_client().get("/help", headers={"X-Forwarded-For": "192.0.2.1"})


def something_else_at_the_port(machine: Machine) -> None:
    machine.held.enter_context(_served(_speaks(b'["not", "ours"]'), machine))


def a_server_that_is_stuck(machine: Machine) -> None:
    machine.held.enter_context(patch.object(serving_diagnosis, "SECONDS", 0.2))
    machine.held.enter_context(socket.create_server(("127.0.0.1", machine.settings.port)))


class _Greeting(StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 mail.example.org\r\n")
        self.request.recv(10_000)


def a_mail_server_at_the_port(machine: Machine) -> None:
    machine.held.enter_context(_running(TCPServer(("127.0.0.1", machine.settings.port), _Greeting)))


def a_website_at_the_port(machine: Machine) -> None:
    machine.held.enter_context(_served(_speaks(b"<h1>Not ours</h1>"), machine))


def serving(machine: Machine) -> Flask:
    """The product itself, at the port of the settings; it is no server of many processes."""
    app = create_app(machine.settings, INTAKE, clock=lambda: machine.now)
    machine.held.callback(app.extensions[EXTENSION].vault.engine.dispose)
    machine.held.enter_context(_served(app, machine))
    return app


def _speaks(words: bytes) -> Callable[..., list[bytes]]:
    def stranger(_environ: object, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [words]

    return stranger


def _served(app: Callable[..., object], machine: Machine) -> AbstractContextManager[None]:
    return _running(make_server("127.0.0.1", machine.settings.port, app))  # type: ignore[arg-type]


@contextmanager
def _running(server: BaseServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


BAD: Mapping[Callable[[Machine], None], Mapping[str, str]] = {
    folder_open_to_others: {"data folder": "chmod 700"},
    folder_that_is_a_file: {"data folder": "name another place in INTAKE_DATA", "database": "intake run makes it"},
    key_beside_the_data: {"key apart from the data": "INTAKE_KEY_FILE"},
    key_open_to_others: {"key file": "chmod 600", "key of this database": "chmod 600"},
    key_lost: {"key file": "bring the key file back", "key of this database": "bring the key file back"},
    another_key: {"key of this database": "bring that key back"},
    database_spoilt: {"database": "INTAKE_DATABASE_URL"},
    database_moved_elsewhere: {"database": "it was moved to postgresql://db.example.org/intake, which is served now"},
    tables_of_an_older_version: {"tables": "intake run"},
    journal_that_cannot_be_set: {"database": "locked"},
    database_in_memory: {"database, durable settings": "journal_mode is memory"},
    clock_far_ahead: {"clock": "--clock-is-right"},
    proxy_not_named: {"trusted proxies: 0": "INTAKE_TRUSTED_PROXIES"},
    past_the_proxy: {"trusted proxies: 1": "only the proxy"},
    password_open_to_others: {"mail server localhost": "chmod 600"},
    token_open_to_others: {"token of the metrics": "chmod 600"},
    country_unknown: {"country": "ZZ"},
    backup_old: {"backup": "intake backup"},
    backup_never_made: {"backup": "INTAKE_BACKUP_DAYS"},
    forwarded_headers: {"running server, proxies": "INTAKE_TRUSTED_PROXIES"},
    something_else_at_the_port: {"server": "INTAKE_PORT"},
    a_website_at_the_port: {"server": "INTAKE_PORT"},
    a_mail_server_at_the_port: {"server": "INTAKE_PORT"},
    a_server_that_is_stuck: {"server": "start it again"},
}
"""What is bad, and of each finding that is not well: how it begins, and what its mend holds."""
