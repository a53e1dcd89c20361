"""The recovery sheet on its way through the page: it opens in the session that sealed it, and nowhere else."""

import pytest

from intake.errors import SealBroken
from intake.keys.hpke import new_private_key
from intake.keys.recovery_sheet import sheet_of
from intake.keys.tokens import new_token, token_text
from intake.services.carried_sheet import opened, sealed

SHEET = sheet_of(new_private_key())
ASKED = [(1, 3), (2, 14)]
TOKEN = token_text(new_token())


def test_sheet_comes_back_with_the_groups_that_are_asked_for():
    assert opened(sealed(SHEET, ASKED, TOKEN), TOKEN) == (SHEET, ASKED)


def test_no_group_of_it_can_be_read_on_the_way():
    carried = sealed(SHEET, ASKED, TOKEN)

    assert not any(part in carried or part[:9] in carried for part in SHEET.parts)


@pytest.mark.parametrize(
    "carried",
    ["", "AAAA", "not base64 ü", sealed(SHEET, ASKED, TOKEN)[:-8] + "AAAAAAA="],
    ids=["nothing", "too short", "no base64", "altered"],
)
def test_what_was_altered_opens_nothing(carried):
    with pytest.raises(SealBroken):
        opened(carried, TOKEN)


def test_another_session_opens_nothing():
    with pytest.raises(SealBroken):
        opened(sealed(SHEET, ASKED, TOKEN), token_text(new_token()))
