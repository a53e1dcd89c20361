"""The log of deleted drafts: a line each, on the disk, and readable after a crash in the middle of one."""

import stat
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from intake.errors import StoreUnavailable
from intake.store.deletion_log import DeletionLog

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_each_deletion_is_a_line_with_its_moment(tmp_path):
    log, one, other = DeletionLog(tmp_path / "log"), uuid4(), uuid4()
    log.append([one, other], NOW)
    log.append([one], NOW + timedelta(days=1))

    assert log.path.read_text().splitlines()[0] == f"2026-11-23T12:00:00+00:00 {one}"
    assert log.entries() == {one: NOW + timedelta(days=1), other: NOW}
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_nothing_deleted_is_nothing_written(tmp_path):
    log = DeletionLog(tmp_path / "log")
    log.append([], NOW)

    assert not log.path.exists()
    assert log.entries() == {}


def test_a_line_cut_short_is_passed_over_and_spoils_no_other(tmp_path):
    log, one, other = DeletionLog(tmp_path / "log"), uuid4(), uuid4()
    log.append([one], NOW)
    log.path.write_text(log.path.read_text() + "2026-11-23T12:0")
    log.append([other], NOW)

    assert set(log.entries()) == {one, other}


def test_a_log_that_cannot_be_written_stops_the_deletion(tmp_path):
    with pytest.raises(StoreUnavailable):
        DeletionLog(tmp_path / "nowhere" / "log").append([uuid4()], NOW)
