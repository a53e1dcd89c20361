"""Typst, loaded when the first document is set: it takes 2 MB of a worker, and many answer for long without one."""

from importlib import import_module
from types import ModuleType


def loaded_typst() -> ModuleType:
    return import_module("typst")
