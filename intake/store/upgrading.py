"""Runs the migrations with Alembic. Only `migrating` loads this module, and only where tables are to be brought up."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, folder: Path) -> None:
    """`folder`: that of the migrations."""
    command.upgrade(_config(connection, folder), "head")


def _config(connection: Connection, folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
