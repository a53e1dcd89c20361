"""A disk whose power may be cut at any moment: what was synced is there, the rest is there in parts, by chance.

The order is that of a journalling file system such as ext4. Names change in their order, so a prefix of the changes
that were not synced survives; syncing a folder keeps all of them, syncing a new file keeps those up to its own name.
What was written to a file and not synced survives by sectors of 512 bytes, each for itself, in any combination.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from tests.faults.strace_log import Kind, Operation

SECTOR = 512


@dataclass
class _File:
    synced: bytearray = field(default_factory=bytearray)
    size: int = 0
    """As the running system sees it."""
    pending: list[Operation] = field(default_factory=list)

    def is_changed_by(self, operation: Operation) -> None:
        if operation.kind is Kind.CUT:
            assert operation.offset is not None
            self.size = operation.offset
            self.pending.append(operation)
            return
        at = self.size if operation.offset is None else operation.offset
        self.size = max(self.size, at + len(operation.data))
        self.pending.append(Operation(Kind.WRITE, operation.path, operation.data, at))

    def sync(self) -> None:
        for operation in self.pending:
            _apply(self.synced, operation, lambda: True)
        self.pending.clear()

    def after_cut(self, survives: Callable[[], bool]) -> bytes:
        content = bytearray(self.synced)
        for operation in self.pending:
            _apply(content, operation, survives)
        return bytes(content)


@dataclass
class Disk:
    """`names` as the running system sees them; `synced` as they are after a cut, before `pending`, in its order."""

    names: dict[str, _File] = field(default_factory=dict)
    synced: dict[str, _File] = field(default_factory=dict)
    pending: list[Mapping[str, _File | None]] = field(default_factory=list)

    @classmethod
    def holding(cls, contents: Mapping[str, bytes]) -> "Disk":
        """A disk that held these files for long."""
        files = {path: _File(bytearray(content), len(content)) for path, content in contents.items()}
        return cls(dict(files), dict(files))

    def does(self, operation: Operation) -> None:
        _DONE[operation.kind](self, operation)

    def after_cut(self, chance: Random) -> dict[str, bytes]:
        """What is there when the power comes back, by path."""
        names = dict(self.synced)
        for change in self.pending[: chance.randint(0, len(self.pending))]:
            _rename(names, change)
        # Mostly all or nothing of what was not synced: mixed alone, both ends would hardly ever be tried.
        likely = chance.choice((0.0, 1.0, 0.5, chance.random()))
        return {path: file.after_cut(lambda: chance.random() < likely) for path, file in names.items()}

    def create(self, operation: Operation) -> None:
        if operation.path not in self.names:
            self._change({operation.path: _File()})

    def change_file(self, operation: Operation) -> None:
        self.names[operation.path].is_changed_by(operation)

    def sync(self, operation: Operation) -> None:
        file = self.names.get(operation.path)
        if file is not None:
            file.sync()
        mine = [number for number, change in enumerate(self.pending, 1) if file in change.values()]
        # A path that is no file is a folder: then every change of a name is kept.
        self._keep_names(len(self.pending) if file is None else max(mine, default=0))

    def unlink(self, operation: Operation) -> None:
        self._change({operation.path: None})

    def rename(self, operation: Operation) -> None:
        self._change({operation.path: None, operation.other: self.names[operation.path]})

    def link(self, operation: Operation) -> None:
        self._change({operation.other: self.names[operation.path]})

    def _change(self, change: Mapping[str, _File | None]) -> None:
        _rename(self.names, change)
        self.pending.append(change)

    def _keep_names(self, count: int) -> None:
        for change in self.pending[:count]:
            _rename(self.synced, change)
        del self.pending[:count]


_DONE: dict[Kind, Callable[[Disk, Operation], None]] = {
    Kind.CREATE: Disk.create,
    Kind.WRITE: Disk.change_file,
    Kind.CUT: Disk.change_file,
    Kind.SYNC: Disk.sync,
    Kind.UNLINK: Disk.unlink,
    Kind.RENAME: Disk.rename,
    Kind.LINK: Disk.link,
    Kind.MARK: lambda *_: None,
}


def _rename(names: dict[str, _File], change: Mapping[str, _File | None]) -> None:
    for path, file in change.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _apply(content: bytearray, operation: Operation, survives: Callable[[], bool]) -> None:
    at = operation.offset or 0
    if operation.kind is Kind.CUT:
        if survives():
            del content[at:]
            content.extend(bytes(at - len(content)))
        return
    end = at + len(operation.data)
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        if survives():
            part = operation.data[len(operation.data) - (end - at) : len(operation.data) - (end - until)]
            content.extend(bytes(max(0, until - len(content))))
            content[at:until] = part
        at = until
