"""F13: a crash at every statement, commit and file of what changes much: all is as before or after, never between."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from intake.errors import IntakeError
from intake.services import auditing, reviewing
from intake.services.opening import open_vault
from intake.store.base import Base
from intake.store.engine import engine_of, reading
from tests.clinics import a_world, acting
from tests.databases import Databases
from tests.faults.crash_acts import ACTS, IN_TWO_STEPS, LATER, Act, Place, set_stage
from tests.faults.crash_points import How, crashes_at, points_of
from tests.faults.installations import databases_of
from tests.faults.outcomes import Outcome
from tests.light_argon2 import light_argon2

Rows = dict[str, tuple[str, ...]]
_ALL = {name: f"SELECT * FROM {name}" for name in Base.metadata.tables}  # noqa: S608 - our own tables


@dataclass
class Crashed:
    """`between`: where what was found was neither as before nor as after, or was not finished by doing it again."""

    tried: int = 0
    before: int = 0
    after: int = 0
    between: list[str] = field(default_factory=list)

    @property
    def told(self) -> tuple[str, ...]:
        """Without the points at which it was so, but how many there are."""
        kinds = Counter(re.sub(r", (killed|cut off) at [0-9]+", "", each) for each in self.between)
        return tuple(f"{kind}, at {count} points" for kind, count in kinds.items())


@dataclass(frozen=True)
class Scene:
    """The staged installation, which is copied for each crash."""

    databases: Databases
    folder: Path
    staged: Place

    @contextmanager
    def copy(self, act: Act) -> Iterator[Place]:
        """Prepared for the act, and nothing of it open."""
        made = len(self.databases.made)
        with TemporaryDirectory(dir=self.folder) as folder:
            place = self.staged.copied_to(self.databases.settings(Path(folder) / "data", like=self.staged.settings))
            act.prepares(place)
            place.vault.engine.dispose()
            try:
                yield place
            finally:
                place.vault.engine.dispose()
                self.databases.forget(made)

    def points(self, act: Act) -> list[str]:
        with self.copy(act) as place:
            return points_of(place.settings.data, lambda: act.runs(place))

    def crashes(self, act: Act, points: list[int], how: How, found: Crashed) -> None:
        for point in points:
            with self.copy(act) as place:
                problem = _problem_after(place, act, point, how, found)
            found.tried += 1
            if problem:
                found.between.append(f"{act.name}, {how.value} at {point}: {problem}")


def _problem_after(place: Place, act: Act, point: int, how: How, found: Crashed) -> str:
    """In words, or nothing."""
    before = rows_of(place)
    if not crashes_at(point, place.settings.data, lambda: act.runs(place), how):
        return "it came to its end"
    is_before = rows_of(place) == before
    found.before += is_before
    found.after += not is_before
    if not is_before and not act.is_done(place):
        return "neither as before nor as after"
    try:
        return _problem_of_rerun(place, act, is_before)
    except IntakeError as error:
        return f"what came next ended with {type(error).__name__}"


def _problem_of_rerun(place: Place, act: Act, is_before: bool) -> str:
    if act.starts_between or not is_before:
        open_vault(place.settings, LATER)
    if not act.is_done(place):
        act.runs(place)
    if not act.is_done(place):
        return "doing it again did not finish it"
    return _what_is_not_whole(place.copied_to(place.settings, open_vault(place.settings, LATER)), act)


def _what_is_not_whole(place: Place, act: Act) -> str:
    with reading(place.vault.engine) as session:
        if auditing.verify(session, place.vault.keys).problems:
            return "the audit log is not whole"
    if not act.leaves_all:
        return ""
    anna, other = place.stage.anna, place.stage.other
    opened = reviewing.open_response(acting(place.vault, anna, LATER), anna, other)
    return "" if opened.form and place.draft_of(place.stage.fresh) else "what others sent does not open"


def rows_of(place: Place) -> Rows:
    """All that stands in the database, in words; opening rolls back what a crash left unfinished."""
    engine = engine_of(place.settings.database_url)
    with engine.connect() as connection:
        # As text, for nothing is to be compiled for each of so many engines.
        found = {name: tuple(sorted(map(repr, connection.exec_driver_sql(asked)))) for name, asked in _ALL.items()}
    engine.dispose()
    return found


def every(points: list[str], step: int = 1) -> set[int]:
    """The numbers of all points, or of each so many, to the last."""
    return set(range(len(points), 0, -step))


def at_the_end(points: list[str]) -> set[int]:
    """Where the last transaction would be committed, and the last point of all."""
    return {len(points) - points[::-1].index("COMMIT"), len(points)}


def crashed(
    scene: Scene,
    acts: tuple[Act, ...],
    choose: Callable[[list[str]], set[int]] = every,
    hows: tuple[How, ...] = tuple(How),
) -> Crashed:
    found = Crashed()
    for act in acts:
        points = choose(scene.points(act))
        for how in hows:
            scene.crashes(act, sorted(points), how, found)
    return found


def crashes_inside(scale: float) -> Outcome:
    return _outcome("F13", "sqlite", scale)


def crashes_inside_on_postgresql(scale: float) -> Outcome:
    return _outcome("F13 PostgreSQL", "postgresql", scale)


def _outcome(fault: str, kind: str, scale: float) -> Outcome:
    with scene_on(databases_of(kind)) as scene:
        found = crashed(scene, ACTS, partial(every, step=max(1, round(1 / scale))))
        bad = crashed(scene, (IN_TWO_STEPS,))
    return Outcome(
        fault=fault,
        how="killed (-9), and cut off, at every point of: " + ", ".join(act.name for act in ACTS),
        tried=found.tried,
        lost=0,
        corrupted=len(found.between),
        known_bad="sent and saved in two steps",
        caught=len(bad.between),
        bad_tried=bad.tried,
        not_held=found.told,
        note=f"{found.before} as before, {found.after} as after",
    )


@contextmanager
def scene_on(databases: Databases) -> Iterator[Scene]:
    with TemporaryDirectory(prefix="intake-crashes-") as folder, light_argon2():
        world = a_world(Path(folder) / "staged", databases)
        yield Scene(databases, Path(folder), set_stage(world))
