"""Start of every command: find the native modules, then run with a large stack.

Problem: native modules must not stand beside their sources, one shared library a module costs
start-up time, and compiled recursion has no limit but the stack.  Idea: `native_modules.txt` in the
root says which modules the group libraries hold; a finder makes them on import; the command runs in
a thread whose stack is large.  The process ends with `os._exit`: tearing down millions of objects
costs more than making them.  An exception that nothing caught becomes one sentence.

Invariant: with a native root, a listed module is native or the import fails; nothing falls back to
Python in silence.
"""
# mypyc: skip

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Final

STACK_BYTES: Final = 1 << 30


class NativeLoader:
    """Makes a module by calling its initialiser in the group's library."""

    def __init__(self, group: str) -> None:
        self.group = group

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module, already executed by its initialiser."""
        import vouch_loader  # type: ignore[import-not-found]

        library = self.group + "__mypyc"
        __import__(library)
        attribute = "init_" + native_name(spec.name)
        module: ModuleType = vouch_loader.create(
            sys.modules[library], attribute, f"{library}.{attribute}")
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is left to do."""


def native_name(name: str) -> str:
    """mypyc's spelling of a module's name in C."""
    return name.replace("___", "___3_").replace(".", "___")


class NativeFinder:
    """Answers imports of the listed modules."""

    def __init__(self, root: str) -> None:
        self.groups: dict[str, str] = {}
        with open(root + "/native_modules.txt", encoding="ascii") as lines:
            for line in lines:
                module, group = line.split()
                self.groups[module] = group

    def find_spec(self, name: str, path: object = None, target: object = None
                  ) -> ModuleSpec | None:
        """The spec of a native module, None for all others."""
        group = self.groups.get(name)
        if group is None:
            return None
        loader: Loader = NativeLoader(group)  # type: ignore[assignment]
        return type(sys.__spec__)(name, loader, is_package=False)


def report(error: BaseException) -> int:
    """The last resort for what no stage has caught: one sentence; the exit status.

    VOUCH_TRACEBACK in the environment shows where it comes from.
    """
    import os

    name = os.path.basename(sys.argv[0])
    if os.environ.get("VOUCH_TRACEBACK"):
        sys.excepthook(type(error), error, error.__traceback__)
    elif isinstance(error, KeyboardInterrupt):
        return 130
    elif isinstance(error, BrokenPipeError):
        return 1
    elif isinstance(error, MemoryError):
        sys.stderr.write(f"{name}: fatal error: out of memory\n")
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"{name}: fatal error: {where}{error.strerror}\n")
    else:
        text = " ".join(str(error).split())[:300]
        sys.stderr.write(f"{name}: internal error: {type(error).__name__}: {text}; "
                         "please report\n")
    return 1


def start(root: str, module: str, function: str) -> None:
    """Run `module.function()` in a thread with a large stack; its result is the exit status."""
    import _thread
    import gc
    import posix

    gc.disable()    # the process is short-lived; collections took half of its time

    try:
        finder = NativeFinder(root)
    except FileNotFoundError:
        pass
    else:
        sys.meta_path.insert(0, finder)
    status = [70]
    done = _thread.allocate_lock()
    done.acquire()

    def run() -> None:
        try:
            __import__(module)
            status[0] = getattr(sys.modules[module], function)()
        except SystemExit as stop:
            status[0] = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
            if isinstance(stop.code, str):
                sys.stderr.write(stop.code + "\n")
        except BaseException as error:
            status[0] = report(error)
        finally:
            done.release()

    sys.setrecursionlimit(1_000_000)
    _thread.stack_size(STACK_BYTES)
    _thread.start_new_thread(run, ())
    try:
        done.acquire()
    except KeyboardInterrupt:
        posix._exit(130)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        status[0] = status[0] or report(error)
    posix._exit(status[0])
