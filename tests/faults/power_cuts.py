"""F2 and F3: the power is cut at any moment of what the product writes, and what it acknowledged is looked for."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.checkout import ROOT
from tests.clinics import NOW, World, a_world, comes_in
from tests.faults.acknowledged import Acknowledged, ClinicKeys, clinic_keys, loss_in
from tests.faults.disk_model import Disk
from tests.faults.outcomes import Outcome, scaled
from tests.faults.sqlite_modes import SOUND, chosen_here, sqlite_in
from tests.faults.strace_log import Kind, Operation, operations_in, strace

ROUNDS = 60


@dataclass
class Trace:
    """What one run of the product did to the disk. `start`: what lay there before, by path from the folder."""

    mode: str
    start: dict[str, bytes]
    operations: list[Operation]
    keys: ClinicKeys | None = None


@dataclass
class Found:
    """What was missing after so many cuts; a sample says what, for whoever looks into it."""

    tried: int = 0
    lost: int = 0
    corrupted: int = 0
    samples: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Found") -> "Found":
        self.tried, self.lost = self.tried + other.tried, self.lost + other.lost
        self.corrupted, self.samples = self.corrupted + other.corrupted, self.samples + other.samples
        return self


def power_cuts(scale: float) -> Outcome:
    """With the rollback journal, which the product chooses where SQLite's write-ahead log has its bug."""
    return _outcome("DELETE+EXTRA", "DELETE+FULL", scale)


def power_cuts_wal(scale: float) -> Outcome:
    return _outcome("WAL+FULL", "WAL+NORMAL", scale)


def syncs(scale: float) -> Outcome:
    """F3, in both modes."""
    rounds = scaled(ROUNDS, scale, 6)
    counts = [count for mode in SOUND for count in syncs_of_saves(traced_alone(mode, rounds))]
    bad = syncs_of_saves(traced_alone("DELETE+OFF", rounds))
    return Outcome(
        fault="F3",
        how="syncs between the begin of a save and its acknowledgement, as strace counts them",
        tried=len(counts),
        lost=counts.count(0),
        known_bad="synchronous=OFF",
        caught=bad.count(0),
        bad_tried=len(bad),
        note=f"{sum(counts) / len(counts):.1f} syncs a save, {min(counts)} at least",
    )


def traced_alone(mode: str, rounds: int) -> Trace:
    """From an empty folder: the first start, and patients without a clinic."""
    with _folder() as folder:
        return _trace(folder, mode, rounds, "")


def traced_at_clinic(mode: str, rounds: int) -> Trace:
    """In an installation with clinics, to which the patients send."""
    with _folder() as folder:
        world = a_world(folder / "data")
        trace = _trace(folder, mode, rounds, world.north.many_link)
        trace.keys = _keys_of(world)
        return trace


def cut(trace: Trace, points: int, seed: int) -> Found:
    """At so many moments by chance, each with its own chance of what survives."""
    chance, found = Random(seed), Found()  # noqa: S311 - chance that comes back
    at = sorted(chance.randrange(1, len(trace.operations) + 1) for _ in range(points))
    disk, known, done = Disk.holding(trace.start), Acknowledged(), 0
    with tempfile.TemporaryDirectory(prefix="intake-cuts-", dir=_fast_folder()) as folder, sqlite_in(trace.mode):
        for point in at:
            for operation in trace.operations[done:point]:
                disk.does(operation)
                if operation.kind is Kind.MARK:
                    known.hears(operation.data)
            done = point
            _judge(Path(folder) / "after", disk.after_cut(chance), trace, known, found)
    return found


def syncs_of_saves(trace: Trace) -> list[int]:
    """How often anything was synced between each try and its acknowledgement."""
    counts: list[int] = []
    count = 0
    for operation in trace.operations:
        if operation.kind is Kind.MARK:
            if b'"tried"' in operation.data:
                count = 0
            elif b'"kept"' in operation.data and b'"token"' not in operation.data:
                counts.append(count)
        count += operation.kind is Kind.SYNC
    return counts


def _outcome(mode: str, bad_mode: str, scale: float) -> Outcome:
    points, found, bad = scaled(500, scale, 10), Found(), Found()
    rounds = scaled(ROUNDS, scale, 24)
    for number, traced in enumerate((traced_alone, traced_at_clinic)):
        found += cut(traced(mode, rounds), points, number)
        bad += cut(traced(bad_mode, rounds), points // 2, number)
    return Outcome(
        fault=f"F2 {mode}",
        how="power cut at a moment by chance, what was not synced kept or dropped by sectors",
        tried=found.tried,
        lost=found.lost,
        corrupted=found.corrupted,
        known_bad=bad_mode,
        caught=bad.lost,
        bad_tried=bad.tried,
        not_held=tuple(found.samples[:3]),
        note=f"the product chooses {chosen_here()} here",
    )


def _judge(folder: Path, image: Mapping[str, bytes], trace: Trace, known: Acknowledged, found: Found) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True, mode=0o700)
    for path, content in image.items():
        (folder / path).write_bytes(content)
        (folder / path).chmod(0o600)
    loss = loss_in(folder / "data", known, trace.keys)
    found.tried += 1
    found.lost += loss.lost
    found.corrupted += loss.corrupted
    found.samples += [loss.what] if loss.what else []


def _trace(folder: Path, mode: str, rounds: int, link: str) -> Trace:
    start = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    log = folder / "strace.log"
    program = (sys.executable, "-m", "tests.faults.traced_saves", str(folder), mode, str(rounds), link)
    command = (*strace(log), *program, NOW.isoformat())
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    operations = [_within(folder, operation) for operation in operations_in(log, folder)]
    assert operations, "strace wrote nothing down"
    return Trace(mode, start, operations)


def _within(folder: Path, operation: Operation) -> Operation:
    """With paths from the folder; the folder itself is "."."""

    def short(path: str) -> str:
        return str(Path(path).relative_to(folder)) if path else ""

    other = short(operation.other)
    return Operation(operation.kind, short(operation.path), operation.data, operation.offset, other)


def _keys_of(world: World) -> ClinicKeys:
    member = comes_in(world.vault, world.north.reviewer, NOW)
    world.vault.engine.dispose()
    return clinic_keys(world.vault, member)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="intake-traced-") as folder:
        yield Path(folder).resolve()


def _fast_folder() -> str | None:
    """In memory where that is possible: what the checker itself syncs is of no interest."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
