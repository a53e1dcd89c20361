"""Every run of `make faults`, in the order of the table. A new fault is one import and one line."""

from tests.faults import kills, power_cuts
from tests.faults.outcomes import FaultRun

RUNS: dict[str, FaultRun] = {
    "kills": kills.kills,
    "kills-postgresql": kills.kills_on_postgresql,
    "power-cuts": power_cuts.power_cuts,
    "power-cuts-wal": power_cuts.power_cuts_wal,
    "syncs": power_cuts.syncs,
}
