"""Every run of `make faults`, in the order of the table. A new fault is one import and one line."""

from tests.faults import (
    clocks,
    crashes_inside,
    failover,
    full_disk,
    hung_workers,
    kills,
    late_presses,
    locked_database,
    lost_replies,
    migration_crashes,
    postgres_crashes,
    postgres_stalls,
    power_cuts,
    refusals,
)
from tests.faults.outcomes import FaultRun

RUNS: dict[str, FaultRun] = {
    "kills": kills.kills,
    "kills-postgresql": kills.kills_on_postgresql,
    "power-cuts": power_cuts.power_cuts,
    "power-cuts-wal": power_cuts.power_cuts_wal,
    "syncs": power_cuts.syncs,
    "full-disk": full_disk.full_disk,
    "short-locks": locked_database.short_locks,
    "long-locks": locked_database.long_locks,
    "lost-replies": lost_replies.lost_replies,
    "workers": hung_workers.workers,
    "late-presses": late_presses.late_presses,
    "clocks": clocks.clock_jumps,
    "refusals": refusals.refusals,
    "postgres-crashes": postgres_crashes.crashes,
    "postgres-stalls": postgres_stalls.stalls,
    "failover": failover.failover,
    "crashes-inside": crashes_inside.crashes_inside,
    "crashes-inside-postgresql": crashes_inside.crashes_inside_on_postgresql,
    "migrations": migration_crashes.migrations,
    "migrations-postgresql": migration_crashes.migrations_on_postgresql,
}
