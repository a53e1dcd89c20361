"""The words of the sheet in ReportLab's paragraphs and one table: no fitting, no tags, a font of its own."""

from collections.abc import Iterator
from html import escape
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from intake.summary.model import Block, Summary

STYLES = getSampleStyleSheet()
EDGE = 36


def render(summary: Summary) -> bytes:
    made = BytesIO()
    document = SimpleDocTemplate(made, pagesize=A4, title=summary.title, margins=EDGE)
    document.build([*_first_page(summary), *_following(summary)])
    return made.getvalue()


def _first_page(summary: Summary) -> Iterator[Flowable]:
    yield Paragraph(escape(summary.title), STYLES["Title"])
    for block in summary.first_page:
        yield Paragraph(escape(block.title), STYLES["Heading2"])
        yield from _block(block)


def _block(block: Block) -> Iterator[Flowable]:
    if len(block.columns) > 1 and block.rows:
        cells = [[Paragraph(escape(cell), STYLES["Normal"]) for cell in row.cells] for row in block.rows]
        yield Table([list(block.columns), *cells], repeatRows=1)
    else:
        for row in block.rows:
            yield _told(row.label, row.words)
    for entry in block.entries:
        yield _told(entry.label, entry.words)
    for group in block.groups:
        yield _told(group.title, "; ".join(f"{entry.label} {entry.words}" for entry in group.entries) or group.empty)


def _following(summary: Summary) -> Iterator[Flowable]:
    for question in summary.questions:
        yield Paragraph(escape(question.label), STYLES["Normal"])
    for section in summary.in_full:
        yield Paragraph(escape(section.title), STYLES["Heading3"])
        for answer in section.answers:
            yield _told(answer.label, answer.words)
            for row in answer.rows:
                yield _told(row.label, row.words)
    for names in (*summary.marked_no, *summary.not_answered):
        yield _told(names.title, "; ".join(names.names))
    for line in (summary.help_box.lead, *summary.help_box.lines):
        yield Paragraph(escape(line), STYLES["Normal"])


def _told(label: str, words: str) -> Flowable:
    return Paragraph(f"<b>{escape(label)}</b> {escape(words)}", STYLES["Normal"])
