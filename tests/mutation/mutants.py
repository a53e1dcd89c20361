"""The changes that are tried on a module, one at a time: each a slip that somebody could make."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

# What is said to people is declaration: it is read by people, and linted, and not reckoned with.
_SAYING = frozenset({"_", "_n", "gettext", "gettext_noop", "ngettext", "say"})
_NOT_RUN = {ast.AnnAssign: "annotation", ast.arg: "annotation", ast.FunctionDef: "returns"}

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_TYPES = frozenset({"str", "int", "bytes", "bool", "date", "list", "dict", "ast"})
_CALLED = {"any": "all", "all": "any", "min": "max", "max": "min", "lower": "upper", "rpartition": "partition"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. `number` counts the changes of a module; it stands as long as the module does.

    `lines` are those of its statement. `function` is the outermost function whose body holds it, with its classes;
    none for what is run while the module loads.
    """

    module: Path
    number: int
    lines: tuple[int, int]
    function: tuple[str, ...]
    rule: str
    said: str

    @property
    def name(self) -> str:
        return f"{self.module.as_posix()}:{self.lines[0]} #{self.number} {self.rule}"

    @property
    def dotted(self) -> str:
        return ".".join(self.module.with_suffix("").parts).removesuffix(".__init__")


@dataclass(frozen=True, slots=True)
class _Edit:
    """Puts `new` in the place of what stands in a field of `above`, or at `at` of the list that stands there."""

    above: ast.AST
    field: str
    at: int | None
    new: ast.AST
    rule: str
    place: "_Place"

    def make(self) -> None:
        if self.at is None:
            setattr(self.above, self.field, self.new)
        else:
            getattr(self.above, self.field)[self.at] = self.new


@dataclass(frozen=True, slots=True)
class _Place:
    lines: tuple[int, int] = (1, 1)
    names: tuple[str, ...] = ()
    is_run_later: bool = False
    # A function within a function may have been made long before it is run.
    is_within: bool = False

    @property
    def function(self) -> tuple[str, ...]:
        return self.names if self.is_run_later and not self.is_within else ()

    def below(self, above: ast.AST, field: str, node: ast.AST) -> "_Place":
        lines = (node.lineno, node.end_lineno or node.lineno) if isinstance(node, ast.stmt) else self.lines
        is_within = self.is_within or (self.is_run_later and isinstance(above, ast.Lambda | ast.FunctionDef))
        if self.is_run_later or field != "body" or not isinstance(above, ast.ClassDef | ast.FunctionDef):
            return _Place(lines, self.names, self.is_run_later, is_within)
        return _Place(lines, (*self.names, above.name), isinstance(above, ast.FunctionDef))


def mutants_of(root: Path, module: Path) -> list[Mutant]:
    """Every change of a module; `module` is its path from `root`."""
    tree = ast.parse((root / module).read_text(encoding="utf-8"))
    return [
        Mutant(module, number, edit.place.lines, edit.place.function, edit.rule, _said(edit))
        for number, edit in enumerate(_edits(tree))
    ]


def code_of(root: Path, mutant: Mutant) -> CodeType:
    """The module with this one change, compiled; lines stay where they are."""
    tree = ast.parse((root / mutant.module).read_text(encoding="utf-8"))
    list(_edits(tree))[mutant.number].make()
    return compile(ast.fix_missing_locations(tree), str(root / mutant.module), "exec", dont_inherit=True)


def _edits(tree: ast.Module) -> Iterator[_Edit]:
    """In the order of the text, so that a number means the same each time."""
    waiting: list[tuple[ast.AST, _Place]] = [(tree, _Place())]
    while waiting:
        above, place = waiting.pop()
        below = [(field, at, node, place.below(above, field, node)) for field, at, node in _children(above)]
        for field, at, node, stands in below:
            yield from (_Edit(above, field, at, new, rule, stands) for rule, new in _changes(node, above))
        waiting.extend((node, stands) for _, _, node, stands in reversed(below))


def _children(above: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(above):
        if field == "decorator_list" or field == _NOT_RUN.get(type(above)):
            continue
        if isinstance(value, list):
            nodes = [(at, node) for at, node in enumerate(value) if isinstance(node, ast.AST)]
            yield from ((field, at, node) for at, node in nodes if not _is_said(node, above))
        elif isinstance(value, ast.AST) and not _is_said(value, above):
            yield field, None, value


def _is_said(node: ast.AST, above: ast.AST) -> bool:
    """Docstrings and texts for people, and what only a type checker reads."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    called = above.func if isinstance(above, ast.Call) else None
    return isinstance(node, ast.Constant) and isinstance(called, ast.Name) and called.id in _SAYING


def _changes(node: ast.AST, above: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for kind, change in _RULES:
        if isinstance(node, kind):
            yield from change(node, above)


def _compared(node: ast.Compare, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for at, operator in enumerate(node.ops):
        if other := _COMPARED.get(type(operator)):
            yield "comparison", _with(node, ops=[*node.ops[:at], other(), *node.ops[at + 1 :]])


def _joined(node: ast.BoolOp, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    yield "and/or", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for at in range(len(node.values)):
        left = [*node.values[:at], *node.values[at + 1 :]]
        yield "part of and/or left out", left[0] if len(left) == 1 else _with(node, values=left)


def _reckoned(node: ast.BinOp, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Texts and types are joined by the same signs; the other sign would only be an error as the module loads."""
    sides = [each for each in ast.walk(node) if isinstance(each, ast.Constant | ast.Name)]
    texts = any(isinstance(side, ast.Constant) and not isinstance(side.value, int | float) for side in sides)
    types = any(isinstance(side, ast.Name) and side.id in _TYPES for side in sides)
    if not (texts or types) and (other := _RECKONED.get(type(node.op))):
        yield "arithmetic", _with(node, op=other())


def _negated(node: ast.UnaryOp, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    yield "not or sign left out", node.operand


def _constant(node: ast.Constant, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield "true/false", _with(node, value=not value)
    elif isinstance(value, int | float):
        yield "number", _with(node, value=value + 1)
    elif isinstance(value, str):
        yield "text", _with(node, value=f"XX{value}XX")
    elif isinstance(value, bytes):
        yield "text", _with(node, value=b"XX" + value + b"XX")


def _condition(node: ast.If | ast.IfExp, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for always in (True, False):
        yield f"condition always {always}", _with(node, test=ast.Constant(always))


def _loop(node: ast.While, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    yield "loop not entered", _with(node, test=ast.Constant(False))


def _filter(node: ast.comprehension, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for at in range(len(node.ifs)):
        yield "filter left out", _with(node, ifs=[*node.ifs[:at], *node.ifs[at + 1 :]])


def _returned(node: ast.Return, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield "nothing returned", _with(node, value=ast.Constant(None))


def _left_out(node: ast.stmt, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    yield "statement left out", ast.copy_location(ast.Pass(), node)


def _turned(node: ast.Break | ast.Continue, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    yield "break/continue", ast.copy_location(ast.Continue() if isinstance(node, ast.Break) else ast.Break(), node)


def _call(node: ast.Call, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for at, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            yield (
                f"argument {keyword.arg} left out",
                _with(node, keywords=[*node.keywords[:at], *node.keywords[at + 1 :]]),
            )
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if other := _CALLED.get(name):
        field = "attr" if isinstance(node.func, ast.Attribute) else "id"
        yield f"{name} to {other}", _with(node, func=_with(node.func, **{field: other}))


def _collection(node: ast.List | ast.Set | ast.Tuple, above: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """A tuple is a table where it has a name or is looked into; elsewhere whoever unpacks it knows its length."""
    loaded = not isinstance(getattr(node, "ctx", None), ast.Store)
    is_table = not isinstance(node, ast.Tuple) or isinstance(above, ast.Assign | ast.AnnAssign | ast.Compare | ast.For)
    if loaded and is_table and len(node.elts) > 1:
        for at in range(len(node.elts)):
            yield "element left out", _with(node, elts=[*node.elts[:at], *node.elts[at + 1 :]])


def _table(node: ast.Dict, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for at in range(len(node.keys) if len(node.keys) > 1 else 0):
        keys, values = [*node.keys[:at], *node.keys[at + 1 :]], [*node.values[:at], *node.values[at + 1 :]]
        yield "entry left out", _with(node, keys=keys, values=values)


def _cut(node: ast.Slice, _: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for bound in ("lower", "upper"):
        if getattr(node, bound) is not None:
            yield f"{bound} bound left out", _with(node, **{bound: None})


_RULES: tuple[tuple[type[ast.AST] | tuple[type[ast.AST], ...], Callable[..., Iterator[tuple[str, ast.AST]]]], ...] = (
    (ast.Compare, _compared),
    (ast.BoolOp, _joined),
    (ast.BinOp, _reckoned),
    (ast.UnaryOp, _negated),
    (ast.Constant, _constant),
    ((ast.If, ast.IfExp), _condition),
    (ast.While, _loop),
    (ast.comprehension, _filter),
    (ast.Return, _returned),
    ((ast.Raise, ast.Expr, ast.AugAssign, ast.Assert, ast.Delete), _left_out),
    ((ast.Break, ast.Continue), _turned),
    (ast.Call, _call),
    ((ast.List, ast.Set, ast.Tuple), _collection),
    (ast.Dict, _table),
    (ast.Slice, _cut),
)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """A copy with other fields; what stands below is shared, since one change alone is ever made."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _said(edit: _Edit) -> str:
    """The line as it was and as it would be, for whoever reads the list of those that live."""
    whole = getattr(edit.above, edit.field)
    before = whole if edit.at is None else whole[edit.at]
    return f"{_short(before)}  ->  {_short(edit.new)}"


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())
    return text if len(text) <= 110 else f"{text[:107]}..."
