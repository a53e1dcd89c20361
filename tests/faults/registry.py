"""Every run of `make faults`, in the order of the table. A new fault is one import and one line."""

from tests.faults import kills
from tests.faults.outcomes import FaultRun

RUNS: dict[str, FaultRun] = {
    "kills": kills.kills,
    "kills-postgresql": kills.kills_on_postgresql,
}
