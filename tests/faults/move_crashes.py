"""F13 of a move: killed at every statement, commit and file, of either database, on the way to the other one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from intake.config import Settings
from intake.services import moving
from tests.backups import nothing_said
from tests.clinics import a_sent_draft, a_world
from tests.databases import Databases, opened_databases
from tests.faults.crash_points import How, crashes_at, points_of
from tests.faults.outcomes import Outcome, scaled
from tests.light_argon2 import light_argon2
from tests.moves import OPEN, opens_new_place_first, problem_of, state_of


@dataclass(frozen=True)
class Scene:
    """An installation with a clinic and what it received, which is copied for each crash."""

    folder: Path
    staged: Settings
    old: Databases
    new: Databases

    @contextmanager
    def copy(self) -> Iterator[tuple[Settings, str]]:
        """Nothing of it open, and an empty place to move it to."""
        made = len(self.old.made), len(self.new.made)
        with TemporaryDirectory(dir=self.folder) as folder:
            yield self.old.settings(Path(folder) / "data", like=self.staged), self.new.empty_url(Path(folder) / "new")
        self.old.forget(made[0])
        self.new.forget(made[1])

    def points(self) -> list[str]:
        with self.copy() as (settings, to):
            return points_of(self.folder, lambda: moving.move(settings, to, nothing_said))

    def problem_at(self, point: int) -> str:
        """What is wrong after a crash there, or after doing it again then; "" for nothing."""
        with self.copy() as (settings, to):
            _, rows = state_of(settings.database_url)
            if not crashes_at(point, self.folder, lambda: moving.move(settings, to, nothing_said), How.KILLED):
                return f"point {point}: it came to its end"
            if problem := problem_of(settings.database_url, to, rows):
                return f"point {point}: {problem}"
            moving.move(settings, to, nothing_said)
            if state_of(to)[0] != OPEN or (problem := problem_of(settings.database_url, to, rows)):
                return f"point {point}: doing it again did not finish it: {problem}"
        return ""


def moves_to_postgresql(scale: float) -> Outcome:
    """Each point has its turn at scale 1."""
    with light_argon2(), opened_databases("sqlite") as old, opened_databases("postgresql") as new:
        return _outcome("F13 move to PG", scale, old, new)


def moves_to_sqlite(scale: float) -> Outcome:
    with light_argon2(), opened_databases("postgresql") as old, opened_databases("sqlite") as new:
        return _outcome("F13 move to SQLite", scale, old, new)


def _outcome(fault: str, scale: float, old: Databases, new: Databases) -> Outcome:
    with TemporaryDirectory(prefix="intake-moves-") as folder:
        world = a_world(Path(folder) / "world", old)
        a_sent_draft(world.vault, world.north)
        world.vault.engine.dispose()
        scene = Scene(Path(folder), world.settings, old, new)
        points = scene.points()
        step = max(1, round(len(points) / scaled(len(points), scale)))
        problems = [problem for point in range(1, len(points) + 1, step) if (problem := scene.problem_at(point))]
        commits = [number for number, point in enumerate(points, 1) if point == "COMMIT"]
        with pytest.MonkeyPatch.context() as patched:
            opens_new_place_first(patched)
            caught = sum(bool(scene.problem_at(point)) for point in commits)
    return Outcome(
        fault=fault,
        how="kill -9 at every statement, commit and file of intake move, which is then done again",
        tried=len(range(1, len(points) + 1, step)),
        lost=len(problems),
        known_bad="the new place is opened before the old one is closed",
        caught=caught,
        bad_tried=len(commits),
        not_held=tuple(problems[:3]),
        note=f"{len(points)} points",
    )
