"""`make scaling`: measures one to four processes on both databases, fits the law, and simulates what is larger."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import cycle

from tests.checkout import ROOT
from tests.load.capacity import Capacity, capacities
from tests.load.figures import machine
from tests.load.pace import Heard, Load
from tests.load.patients import SAVE, TURN
from tests.load.picture import svg_of
from tests.load.scalability import law_of
from tests.load.service_times import ServiceTime, service_times
from tests.load.simulation import Kind, Place, simulated, summary
from tests.load.stage import DATABASES, POSTGRESQL, SQLITE, stage
from tests.measured_pages import put_into

DOCS = ROOT / "docs"
PAGE, PICTURES = DOCS / "scaling.md", DOCS / "images" / "scaling"
WORKERS = (1, 2, 3, 4)
L2_RATE, L2_PATIENTS = 60, 50
# 10,000 patients who each save and turn a page every ten seconds, as those of L1 do.
MANY_PATIENTS, ACTS_OF_PATIENT = 10_000, 0.2
PLACES = (2, 4, 6, 8, 12)
CORES = 4
Times = dict[str, ServiceTime]


def main() -> int:
    asked = _parser().parse_args()
    measured = [
        each for database in DATABASES for workers in WORKERS for each in _told(database, workers, asked.seconds)
    ]
    parts = [machine(), "", *capacity_table(measured), "", *law_table(measured), ""]
    pictures: dict[str, str] = {}
    for database in DATABASES:
        with stage(database) as put_on:
            times = service_times(put_on)
        times = _with_server(times, measured, database)
        heard = _measured_l2(database, asked.seconds)
        parts += ["", *service_table(database, times), "", *comparison(database, times, heard)]
        if database == SQLITE:
            pictures["one-server.svg"] = one_server(times, heard)
        else:
            table, pictures["many-servers.svg"] = many_servers(times)
            parts += ["", *table]
    parts += ["", *(f"![The simulation, as a picture](images/scaling/{name})" for name in pictures)]
    text = "\n".join(parts)
    sys.stdout.write(f"{text}\n")
    if asked.write:
        _draw(pictures)
        put_into(PAGE, text)
    return 0


def capacity_table(measured: list[Capacity]) -> Iterator[str]:
    yield "| Database | Processes | What | A second | Intake's CPU | PostgreSQL's CPU | Memory |"
    yield "|---|---:|---|---:|---:|---:|---:|"
    for each in measured:
        own = f"{each.database_cpu:.1f} ms" if each.database == POSTGRESQL else "–"
        figures = f"{each.rate:.0f} | {each.cpu:.1f} ms | {own} | {each.memory:.0f} MB"
        yield f"| {each.database} | {each.workers} | {each.what} | {figures} |"


def law_table(measured: list[Capacity]) -> Iterator[str]:
    yield "| Database | What | One process | Queueing (σ) | Crosstalk (κ) | The law says of 4 | Measured with 4 |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for database in DATABASES:
        for what in (SAVE, TURN):
            points = [(each.workers, each.rate) for each in measured if (each.database, each.what) == (database, what)]
            law = law_of(points)
            cells = [f"{law.one:.0f}/s", f"{law.queueing:.2f}", f"{law.crosstalk:.3f}", f"{law.rate(4):.0f}/s"]
            yield f"| {database} | {what} | {' | '.join(cells)} | {dict(points)[4]:.0f}/s |"


def service_table(database: str, times: Times) -> Iterator[str]:
    yield f"| {database}, alone | Processor | Processor, writing | Waiting, writing | Waiting besides |"
    yield "|---|---:|---:|---:|---:|"
    for what, each in times.items():
        yield f"| {what} | {' | '.join(f'{value:.2f} ms' for value in asdict(each).values())} |"


def comparison(database: str, times: Times, heard: Heard) -> Iterator[str]:
    """The simulation of L2 beside L2 as it was measured in the same minute."""
    found = summary(simulated(_here(database), _saves(times), L2_RATE, 120))
    yield f"| L2 on {database} | p50 | p95 | p99 |"
    yield "|---|---:|---:|---:|"
    yield f"| measured | {' | '.join(f'{heard.milliseconds(percent):.0f} ms' for percent in (50, 95, 99))} |"
    yield f"| simulated | {' | '.join(f'{found[percent]:.0f} ms' for percent in (50, 95, 99))} |"


def one_server(times: Times, heard: Heard) -> str:
    """Saves at one SQLite of two cores, until it can take no more; the rings are L2 as measured."""
    rates = [10 * step for step in range(1, 31)]
    found = {rate: summary(simulated(_here(SQLITE), _saves(times), rate, 40)) for rate in rates}
    most = next((rate for rate in rates if found[rate][99] > 5000), rates[-1])
    lines = {
        f"p{percent}": [(rate, found[rate][percent]) for rate in rates if rate <= most] for percent in (50, 95, 99)
    }
    rings = [(L2_RATE, heard.milliseconds(percent)) for percent in (50, 95, 99)]
    return svg_of("Saves at one server, SQLite, 2 cores: simulated, and measured", "saves a second", lines, rings)


def many_servers(times: Times) -> tuple[list[str], str]:
    """10,000 patients at once at so many machines of four cores, PostgreSQL elsewhere."""
    rate = MANY_PATIENTS * ACTS_OF_PATIENT
    table = ["| Machines of 4 cores | p50 | p95 | p99 |", "|---:|---:|---:|---:|"]
    lines: dict[str, list[tuple[float, float]]] = {}
    for machines in PLACES:
        place = Place(cores=CORES, workers=CORES, threads=8, machines=machines, one_writer=False)
        found = summary(simulated(place, _both(times), rate, 20))
        table.append(f"| {machines} | {' | '.join(_shown(found[percent]) for percent in (50, 95, 99))} |")
        for percent, value in found.items():
            lines.setdefault(f"p{percent}", []).append((machines, value))
    return table, svg_of("10,000 patients at once, simulated", "machines of 4 cores", lines)


def _shown(milliseconds: float) -> str:
    return "cannot keep up" if milliseconds > 2000 else f"{milliseconds:.0f} ms"


def _told(database: str, workers: int, seconds: float) -> list[Capacity]:
    sys.stderr.write(f"{database}, {workers} processes …\n")
    return capacities(database, workers, seconds)


def _with_server(times: Times, measured: list[Capacity], database: str) -> Times:
    """With the processor that reading and answering HTTP takes, which a request through the application has not."""
    one = {each.what: each.cpu for each in measured if (each.database, each.workers) == (database, 1)}
    return {
        what: ServiceTime(each.before + max(0.0, one[what] - each.cpu), each.locked_cpu, each.locked_wait, each.wait)
        for what, each in times.items()
    }


def _measured_l2(database: str, seconds: float) -> Heard:
    with stage(database) as put_on:
        those = put_on.patients(L2_PATIENTS)
        for patient in those:
            patient.acts = cycle((SAVE,))
        return Load().add([patient.acts_once for patient in those], L2_RATE, seconds).start().heard()


def _here(database: str) -> Place:
    return Place(cores=2, workers=2, one_writer=database == SQLITE)


def _saves(times: Times) -> list[Kind]:
    return [_kind(times[SAVE], 1)]


def _both(times: Times) -> list[Kind]:
    return [_kind(times[SAVE], 0.5), _kind(times[TURN], 0.5)]


def _kind(each: ServiceTime, share: float) -> Kind:
    before, locked_cpu, locked_wait, wait = (value / 1000 for value in asdict(each).values())
    return Kind(share, before, locked_cpu, locked_wait, wait)


def _draw(pictures: dict[str, str]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, svg in pictures.items():
        (PICTURES / name).write_text(svg, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.load.scaling", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="for each measurement (10)")
    parser.add_argument("--write", action="store_true", help="into docs/scaling.md too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
