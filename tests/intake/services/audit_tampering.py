"""Somebody who can write to the database tampers with the audit log: a hundred ways, drawn by a number that comes back.

Each way is a function of the thief, which says nothing where it would change nothing. They know all but the key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import Connection

COLUMNS = ("seq", "clinic_id", "at", "actor", "action", "object_id", "outcome", "detail", "key_name", "mac")
CONTENTS = COLUMNS[1:]
OTHER_TIME = "2026-11-23 11:59:59.000000"
TEXTS = ("anna", "rob", "operator", "patient", "", "response deleted by the clinic", "signed in", "done", "not opened")


@dataclass
class Thief:
    """`rows` and `heads` are what stood in the copy before: every row, and the head after each of them."""

    connection: Connection
    rows: list[dict[str, Any]]
    heads: list[tuple[int, bytes, bytes]]
    chance: Random

    @property
    def last(self) -> int:
        return len(self.rows)

    def any_row(self) -> dict[str, Any]:
        return self.chance.choice(self.rows)

    def two_rows(self) -> list[dict[str, Any]]:
        return self.chance.sample(self.rows, 2)

    def run(self, statement: str, *values: Any) -> None:
        self.connection.exec_driver_sql(statement, values)

    def change(self, number: int, **values: Any) -> None:
        named = ", ".join(f"{column} = ?" for column in values)
        self.run(f"UPDATE audit SET {named} WHERE seq = ?", *values.values(), number)  # noqa: S608 - our own columns

    def insert(self, row: dict[str, Any]) -> None:
        columns, marks = ", ".join(COLUMNS), ", ".join("?" * len(COLUMNS))
        self.run(f"INSERT INTO audit ({columns}) VALUES ({marks})", *(row[column] for column in COLUMNS))  # noqa: S608

    def set_head(self, seq: int, mac: bytes, head_mac: bytes) -> None:
        self.run("UPDATE audit_head SET seq = ?, mac = ?, head_mac = ?", seq, mac, head_mac)

    def flipped(self, value: bytes) -> bytes:
        bit = self.chance.randrange(len(value) * 8)
        return value[: bit // 8] + bytes([value[bit // 8] ^ 1 << bit % 8]) + value[bit // 8 + 1 :]


def alter_a_text(thief: Thief) -> None:
    row, column = thief.any_row(), thief.chance.choice(("actor", "action", "object_id", "outcome"))
    other = thief.chance.choice([text for text in TEXTS if text != row[column]])
    thief.change(row["seq"], **{column: thief.chance.choice((other, row[column] + " ", row[column].encode()))})


def alter_the_time(thief: Thief) -> None:
    row = thief.any_row()
    thief.change(row["seq"], at=thief.chance.choice((OTHER_TIME, f"2025{row['at'][4:]}", "yesterday", b"now")))


def alter_the_clinic(thief: Thief) -> None:
    row = thief.any_row()
    others = {each["clinic_id"] for each in thief.rows} - {row["clinic_id"]}
    same_to_python = [row["clinic_id"].upper(), "{" + row["clinic_id"] + "}"] if row["clinic_id"] else []
    thief.change(row["seq"], clinic_id=thief.chance.choice([*others, *same_to_python, "0" * 32, "no clinic"]))


def alter_the_detail(thief: Thief) -> None:
    row, other = thief.two_rows()
    kept = row["detail"]
    values = [thief.flipped(kept), None, b"", kept + b"\0", b"{}"] if kept else [b"", b"{}", b"\0"]
    thief.change(row["seq"], detail=thief.chance.choice(values + [other["detail"]] * (kept != other["detail"])))


def alter_the_mac(thief: Thief) -> None:
    row, other = thief.two_rows()
    values = (thief.flipped(row["mac"]), other["mac"], b"", bytes(32), 32, "text")
    thief.change(row["seq"], mac=thief.chance.choice(values))


def say_it_is_of_another_key(thief: Thief) -> None:
    """As rows from before the master key was replaced, whose chain cannot be proved any more."""
    until = thief.chance.choice((1, 2, thief.chance.randrange(1, thief.last), thief.last))
    first = thief.chance.choice((1, until))
    thief.run("UPDATE audit SET key_name = 'deadbeef', actor = 'anna' WHERE seq BETWEEN ? AND ?", first, until)


def alter_the_number(thief: Thief) -> None:
    row = thief.any_row()
    thief.change(row["seq"], seq=thief.chance.choice((0, -1, thief.last + 1, thief.last + 7, 2**40)))


def delete_a_row(thief: Thief) -> None:
    thief.run("DELETE FROM audit WHERE seq = ?", thief.any_row()["seq"])


def delete_a_row_and_close_the_gap(thief: Thief) -> None:
    gone = thief.any_row()["seq"]
    thief.run("DELETE FROM audit WHERE seq = ?", gone)
    for seq in range(gone + 1, thief.last + 1):
        thief.change(seq, seq=seq - 1)
    thief.run("UPDATE audit_head SET seq = seq - 1")


def exchange_two_rows(thief: Thief) -> None:
    one, other = thief.two_rows()
    columns = thief.chance.choice((CONTENTS, CONTENTS[:-1], ("mac",), ("at", "mac")))
    thief.change(one["seq"], **{column: other[column] for column in columns})
    thief.change(other["seq"], **{column: one[column] for column in columns})


def move_a_row(thief: Thief) -> None:
    """To the end of the log; those after it move up."""
    moved = thief.chance.choice(thief.rows[:-1])
    thief.change(moved["seq"], seq=0)
    for seq in range(moved["seq"] + 1, thief.last + 1):
        thief.change(seq, seq=seq - 1)
    thief.change(0, seq=thief.last)


def cut_off_the_end(thief: Thief) -> None:
    """One row or all of them; the head as it was, brought in line as far as the thief can, or gone too."""
    left = thief.chance.randrange(thief.last)
    thief.run("DELETE FROM audit WHERE seq > ?", left)
    mac = thief.rows[left - 1]["mac"] if left else b""
    way = thief.chance.randrange(4)
    if way == 1:
        thief.set_head(left, mac, thief.heads[-1][2])
    elif way == 2:
        thief.set_head(left, mac, thief.chance.randbytes(32))
    elif way == 3:
        thief.run("DELETE FROM audit_head")


def cut_off_the_beginning(thief: Thief) -> None:
    gone = thief.chance.randrange(1, thief.last)
    thief.run("DELETE FROM audit WHERE seq <= ?", gone)
    if thief.chance.randrange(2):
        for seq in range(gone + 1, thief.last + 1):
            thief.change(seq, seq=seq - gone)
        thief.run("UPDATE audit_head SET seq = seq - ?", gone)


def forge_a_row_at_the_end(thief: Thief) -> None:
    new = thief.last + 1
    mac = thief.chance.choice((thief.chance.randbytes(32), thief.any_row()["mac"]))
    key_name = thief.chance.choice((thief.rows[0]["key_name"], "deadbeef"))
    thief.insert({**thief.any_row(), "seq": new, "mac": mac, "key_name": key_name})
    if thief.chance.randrange(2):
        thief.set_head(new, mac, thief.chance.choice((thief.heads[-1][2], thief.chance.randbytes(32))))


def forge_a_row_within(thief: Thief) -> None:
    new = thief.any_row()["seq"]
    for seq in range(thief.last, new - 1, -1):
        thief.change(seq, seq=seq + 1)
    thief.insert({**thief.any_row(), "seq": new, "mac": thief.chance.randbytes(32)})
    thief.run("UPDATE audit_head SET seq = seq + 1")


def alter_the_head(thief: Thief) -> None:
    seq, mac, head_mac = thief.heads[-1]
    chance = thief.chance
    ways: tuple[Callable[[], None], ...] = (
        lambda: thief.set_head(chance.choice((0, seq - 1, seq + 1, 2**40)), mac, head_mac),
        lambda: thief.set_head(seq, thief.flipped(mac), head_mac),
        lambda: thief.set_head(seq, mac, thief.flipped(head_mac)),
        lambda: thief.set_head(seq, mac, b""),
        lambda: thief.run("UPDATE audit_head SET mac = 'text'"),
        lambda: thief.run("DELETE FROM audit_head"),
    )
    chance.choice(ways)()


def bring_an_older_head_back(thief: Thief) -> None:
    thief.set_head(*thief.chance.choice(thief.heads[:-1]))


TAMPERS: tuple[Callable[[Thief], None], ...] = (
    alter_a_text,
    alter_the_time,
    alter_the_clinic,
    alter_the_detail,
    alter_the_mac,
    say_it_is_of_another_key,
    alter_the_number,
    delete_a_row,
    delete_a_row_and_close_the_gap,
    exchange_two_rows,
    move_a_row,
    cut_off_the_end,
    cut_off_the_beginning,
    forge_a_row_at_the_end,
    forge_a_row_within,
    alter_the_head,
    bring_an_older_head_back,
)
