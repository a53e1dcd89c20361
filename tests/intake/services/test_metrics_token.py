"""The token of the metrics: one line, in a file that only the server's user reads."""

import pytest

from intake.errors import SettingsInvalid
from intake.services.metrics_token import LEAST_LENGTH, read_token

GOOD = "0123456789abcdef" * 2


@pytest.fixture
def written(tmp_path):
    def written(content: bytes, mode: int = 0o600):
        file = tmp_path / "token"
        file.write_bytes(content)
        file.chmod(mode)
        return file

    return written


def mend_of(path) -> str:
    with pytest.raises(SettingsInvalid) as raised:
        read_token(path)
    (problem,) = raised.value.problems
    assert (problem.setting, problem.value) == ("INTAKE_METRICS_TOKEN_FILE", str(path))
    return problem.mend


@pytest.mark.parametrize("around", ["{}", "{}\n", " {}\r\n"])
def test_what_stands_around_the_line_is_not_part_of_it(written, around):
    assert read_token(written(around.format(GOOD).encode())) == GOOD


@pytest.mark.parametrize(
    "content",
    [
        b"",
        GOOD[:-1].encode(),
        f"{GOOD} {GOOD}".encode(),
        f"{GOOD}\n{GOOD}".encode(),
        b"\xff" * 40,
        GOOD.encode() + b"\x00",
    ],
    ids=["nothing", "short", "a space", "two lines", "no letters", "NUL"],
)
def test_what_is_no_token_is_refused_with_a_way_to_make_one(written, content):
    mend = mend_of(written(content))

    assert "openssl rand -hex 32" in mend
    assert str(LEAST_LENGTH) in mend
    assert GOOD[:8] not in mend


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_file_that_others_can_open_is_refused(written, mode):
    assert "chmod 600" in mend_of(written(GOOD.encode(), mode))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "bring the file back" in mend_of(tmp_path / "none")
    assert "bring the file back" in mend_of(tmp_path)
