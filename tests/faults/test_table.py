"""The table of docs/faults.md: a line that is measured again takes the place of its own, and of no other."""

from dataclasses import replace

from tests.faults.outcomes import Outcome
from tests.faults.table import MARKDOWN_HEAD, line_of, markdown_line_of, renewed
from tests.measured_pages import made_in, put_into

KILLS = Outcome(fault="F1", how="kill -9", tried=1500, lost=0, known_bad="written later", caught=9, bad_tried=10)
LOCKS = replace(KILLS, fault="F6", tried=40, note="longest wait 3.2 s")


def test_a_fault_that_is_tried_again_gets_its_line_anew():
    both = renewed("", [markdown_line_of(KILLS, 10), markdown_line_of(LOCKS, 20)])
    again = renewed(both, [markdown_line_of(replace(KILLS, lost=2), 11)])

    assert both.startswith(f"{MARKDOWN_HEAD}\n| F1 | 1,500 | 0 | 0 | yes | 9 of 10 | 10 |")
    assert len(both.splitlines()) == len(again.splitlines()) == 4
    assert again.splitlines()[2].startswith("| F1 | 1,500 | 2 | 0 | NOT HELD | 9 of 10 | 11 |")
    assert again.splitlines()[3] == both.splitlines()[3]


def test_a_checker_that_finds_nothing_where_it_has_to_is_told():
    blind = replace(KILLS, caught=0, not_held=("a save took 31 s",))

    assert "NOT HELD NO, 0 of 10" in line_of(blind, 1)
    assert line_of(blind, 1).endswith("not held: a save took 31 s")
    assert "| NOT HELD | 0 of 10 |" in markdown_line_of(blind, 1)


def test_what_is_measured_goes_between_the_marks_of_its_page(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Title\n<!-- measured -->\n<!-- until here -->\nAfter.\n", encoding="utf-8")

    put_into(page, "| one |")
    put_into(page, "| two |")

    assert made_in(page) == "| two |"
    assert page.read_text(encoding="utf-8") == ("# Title\n<!-- measured -->\n| two |\n<!-- until here -->\nAfter.\n")
