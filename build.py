#!/usr/bin/env python3
"""Build Vouch into `.venv/`: native modules, runtime libraries, commands.

Problem: the Python files run as they are, and 20 times faster when mypyc has compiled them; a build
must be repeatable, quick after a small edit, and never shadow an edited file.  Idea: mypyc turns
each package into C, one file a module; objects are cached by the hash of what they are made from;
the result lives in `.venv/native/<hash of all sources>`, beside nothing that one edits.

    build.py               native modules if a C compiler is there, runtime, commands
    build.py --pure        no native modules
    build.py --commands    only the commands, whatever else is there
    build.py --dependencies   install the Python packages that pyproject.toml names

Steps: 0 compare the generated matchers with the proved rules   1 mypyc (one process a package
group)   2 gcc over a pool, objects cached   3 link one shared library a group   4 copy what is not
compiled   5 compile `compiler/runtime` with the new vcc   6 write `.venv/bin/{vcc,vld,vas,vrun,
vprove,vfuzz}`, which carry the hash (ccache reads it).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WORK = VENV / "build"
NATIVE = VENV / "native"
# Packages that become one native library each, and the modules in them that stay Python
# (large tables: nothing to gain; and what runs before the native loader).
GROUPS = {"vouch_compiler": "compiler", "vouch_interp": "interp", "vouch_cspec": "cspec"}
COMMANDS = {
    "vcc": "compiler.driver.main:command",
    "vld": "compiler.linker.main:command",
    "vas": "compiler.assembler.main:command",
    "vrun": "interp.main:main",
    "vprove": "verify.main:main",
    "vfuzz": "fuzz.main:main",
}
MOST_TOLD = 10          # rules without a proof that a build names
PACKAGES = ["compiler", "cspec", "interp", "verify", "fuzz"]
# -fwrapv: an i64 wraps, as mypyc's documentation says
C_FLAGS = ["-O2", "-g0", "-fPIC", "-w", "-fwrapv", "-fno-strict-aliasing",
           "-fno-semantic-interposition"]


def is_compiled(path: Path) -> bool:
    """Whether mypyc compiles this file (a line `# mypyc: skip` near the top says no)."""
    if path.name in ("__init__.py", "__main__.py", "describe.py", "generate.py"):
        return False
    if path.name.startswith("rows") or path.name in ("ops_gen.py", "tables_gen.py", "names_gen.py"):
        return False
    return "# mypyc: skip" not in path.read_text(encoding="utf-8")[:3000]


def source_files() -> list[Path]:
    """Everything a build depends on, in a fixed order."""
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*"))
             if path.is_file() and "__pycache__" not in path.parts]
    return files + [Path(__file__)]


def source_hash() -> str:
    """Hash over names and contents of all sources and the Python version."""
    digest = hashlib.sha256(sys.version.encode())
    for path in source_files():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def run_mypyc(group: str, package: str) -> Path:
    """Translate one package to C in a folder of its own; returns the folder with the C files."""
    place = WORK / group
    place.mkdir(parents=True, exist_ok=True)
    for name in PACKAGES:
        copy = place / name
        if copy.exists():
            shutil.rmtree(copy)
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, copy, ignore=shutil.ignore_patterns(
                "__pycache__", "*.c", "*.h", "*.S"))
    shutil.copy(ROOT / "pyproject.toml", place)
    files = [str(path.relative_to(place)) for path in sorted((place / package).rglob("*.py"))
             if is_compiled(path)]
    (place / "modules.txt").write_text("\n".join(files))
    script = (
        "import json, setuptools\n"
        "from mypyc.build import mypycify\n"
        "made = mypycify(open('modules.txt').read().split(), multi_file=True, target_dir='c',\n"
        f"                group_name={group!r}, opt_level='2', debug_level='0')\n"
        "group = next(m for m in made if m.name.endswith('__mypyc'))\n"
        "plan = {'sources': group.sources, 'includes': group.include_dirs}\n"
        "json.dump(plan, open('plan.json', 'w'))\n")
    shutil.rmtree(place / "c", ignore_errors=True)
    result = subprocess.run([sys.executable, "-c", script], cwd=place, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode != 0:
        sys.exit(f"build: mypyc failed on {package}:\n{result.stdout}")
    return place / "c"


def compile_objects(folder: Path, cc: str, jobs: int) -> list[Path]:
    """Compile every C file of a group; objects are cached by content."""
    place = folder.parent
    plan = json.loads((place / "plan.json").read_text())
    includes = [f"-I{place / path}" for path in plan["includes"]]
    includes.append(f"-I{sysconfig.get_path('include')}")
    headers = hashlib.sha256()
    for path in sorted(folder.rglob("*.h")):
        headers.update(path.read_bytes())
    cache = WORK / "objects"
    cache.mkdir(parents=True, exist_ok=True)
    names = [place / path for path in plan["sources"]]

    def compile_one(path: Path) -> Path:
        digest = headers.copy()
        digest.update(path.read_bytes())
        digest.update(" ".join([cc, *C_FLAGS]).encode())
        target = cache / (digest.hexdigest()[:32] + ".o")
        if not target.exists():
            partial = target.with_suffix(f".{os.getpid()}")
            subprocess.run([cc, *C_FLAGS, *includes, "-c", str(path), "-o", str(partial)],
                           check=True)
            partial.rename(target)
        target.touch()
        return target

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(compile_one, names))


LOADER_SOURCE = r"""
/* Makes a module of a mypyc group by calling its initialiser, which the group's library publishes
   as a capsule `init_<module>`; saves one shared library a module. */
#include <Python.h>
static PyObject *create(PyObject *self, PyObject *args) {
    PyObject *group, *capsule; const char *attribute, *name;
    if (!PyArg_ParseTuple(args, "Oss", &group, &attribute, &name)) return NULL;
    capsule = PyObject_GetAttrString(group, attribute);
    if (!capsule) return NULL;
    void *init = PyCapsule_GetPointer(capsule, name);
    Py_DECREF(capsule);
    return init ? ((PyObject *(*)(void))init)() : NULL;
}
static PyMethodDef methods[] = {{"create", create, METH_VARARGS, 0}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "vouch_loader", 0, -1, methods};
PyMODINIT_FUNC PyInit_vouch_loader(void) { return PyModule_Create(&module); }
"""


def check_rules() -> None:
    """Say which rules have no fresh proof, and stop when a generated matcher is not what the
    proved rules give; no solver runs, proofs are on file (docs/rules.md)."""
    done = subprocess.run([sys.executable, "-m", "verify.generate", "--check"], cwd=ROOT, text=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    lines = done.stderr.splitlines()
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        print(f"build: proofs of the rules are not checked: {lines[-1]}")
        return
    told = [line for line in lines if "has no fresh proof" in line]
    for line in told[:MOST_TOLD]:
        print(f"build: {line}")
    if len(told) > MOST_TOLD:
        print(f"build: {len(told) - MOST_TOLD} more rules have no fresh proof")
    if done.returncode:
        sys.exit("\n".join(f"build: {line}" for line in lines if line not in told))


def build_native(target: Path, cc: str, jobs: int) -> None:
    """Fill `target` with the native libraries and everything that stays Python."""
    partial = target.with_name(target.name + f".{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    with ThreadPoolExecutor(2) as pool:
        present = {g: p for g, p in GROUPS.items() if (ROOT / p / "__init__.py").exists()}
        folders = dict(zip(present, pool.map(lambda item: run_mypyc(*item), present.items())))
    compiled: list[str] = []
    for group, folder in folders.items():
        objects = compile_objects(folder, cc, jobs)
        subprocess.run([cc, "-shared", "-o", str(partial / f"{group}__mypyc{suffix}"),
                        *map(str, objects)], check=True)
        for line in (folder.parent / "modules.txt").read_text().split():
            compiled.append(f"{line[:-3].replace('/', '.')} {group}")
    (partial / "native_modules.txt").write_text("\n".join(compiled) + "\n")
    loader = WORK / "vouch_loader.c"
    loader.write_text(LOADER_SOURCE)
    subprocess.run([cc, "-O2", "-fPIC", "-shared", f"-I{sysconfig.get_path('include')}",
                    str(loader), "-o", str(partial / f"vouch_loader{suffix}")], check=True)
    skip = {line.split()[0] for line in compiled}
    for path in source_files():
        relative = path.relative_to(ROOT)
        module = ".".join(relative.with_suffix("").parts)
        if relative.parts[0] in PACKAGES and not (path.suffix == ".py" and module in skip):
            copy = partial / relative
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(partial)], check=True)
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


def write_commands(version: str, native: bool) -> None:
    """The scripts in `.venv/bin`."""
    python = VENV / "bin" / "python3"
    site = next((VENV / "lib").glob("python3*")) / "site-packages"
    for command, entry in COMMANDS.items():
        module, function = entry.split(":")
        if not (ROOT / (module.replace(".", "/") + ".py")).exists():
            continue
        flags = "-IS" if module.startswith("compiler.") else "-I"
        script = VENV / "bin" / command
        # The prover derives from classes that mypyc would seal: it runs from the sources.
        native_here = native and not module.startswith("verify.")
        root = NATIVE / version if native_here else ROOT
        script.write_text(
            f"#!{python} {flags}\n# Vouch {version}\n"
            "import sys\nimport posix\n"
            f"root = {str(ROOT)!r} if posix.environ.get(b'VOUCH_PURE') else {str(root)!r}\n"
            f"sys.path.insert(0, root)\n"
            + (f"sys.path.append({str(site)!r})\n" if flags == "-IS" else "")
            + "from compiler.driver.bootstrap import start\n"
            f"start(root, {module!r}, {function!r})\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        for alias in ALIASES.get(command, []):
            link = VENV / "bin" / alias
            if link.is_symlink() or link.exists():
                link.unlink()
            link.symlink_to(command)


ALIASES = {"vcc": ["x86_64-linux-gnu-vcc", "aarch64-linux-gnu-vcc", "riscv64-linux-gnu-vcc"]}


RUNTIME_FLAGS = ["-O2", "-fPIC", "-fexceptions", "-fvisibility=default", "-fno-stack-protector",
                 "-ffreestanding", "-w"]
TRIPLES = {machine: f"{machine}-linux-gnu" for machine in ("x86_64", "aarch64", "riscv64")}


def runtime_rows(machine: str) -> list[list[str]]:
    """The lines of `compiler/runtime/table.txt` that hold for a machine."""
    rows = []
    applies = True
    for line in (ROOT / "compiler/runtime/table.txt").read_text().splitlines():
        words = line.split("#")[0].split()
        if words and words[0] == "only":
            applies = "*" in words or machine in words
        elif words and applies:
            rows.append(words)
    return rows


def library_places(machine: str, triple: str) -> list[str]:
    """Where the C library's shared objects for a machine may be."""
    places = [f"/lib/{triple}", f"/usr/lib/{triple}", f"/usr/{triple}/lib"]
    return places + ["/lib64", "/usr/lib64"] if machine == platform.machine() else places


def build_runtime(jobs: int) -> None:
    """Compile the start files and the support library with vcc itself into `.venv/lib/vouch`.

    `libgcc.a` holds arithmetic and atomics, `libgcc_eh.a` the unwinder of static programs;
    `libatomic.a` is a name that makefiles expect.
    """
    sys.path.insert(0, str(ROOT))
    from compiler.elf.archive import write_archive

    vcc = VENV / "bin" / "vcc"
    stamp = hashlib.sha256(vcc.read_bytes()).hexdigest()
    for machine, triple in TRIPLES.items():
        folder = VENV / "lib" / "vouch" / triple
        if (folder / "stamp").exists() and (folder / "stamp").read_text() == stamp:
            continue
        folder.mkdir(parents=True, exist_ok=True)

        def compile_row(words: list[str], folder: Path = folder, triple: str = triple) -> None:
            """One object of the table."""
            done = subprocess.run(
                [str(vcc), f"--target={triple}", *RUNTIME_FLAGS, *words[3:], "-c",
                 str(ROOT / "compiler/runtime" / words[2]), "-o", str(folder / words[1])],
                text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if done.returncode:
                sys.exit(f"build: runtime {words[2]} does not compile:\n{done.stdout}")

        rows = runtime_rows(machine)
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(compile_row, rows))
        for kind, archives in (("member", ("libgcc.a", "libatomic.a")),
                               ("unwind", ("libgcc_eh.a", "libgcc_s.a"))):
            members = [words[1] for words in rows if words[0] == kind]
            data = write_archive([(name, (folder / name).read_bytes()) for name in members])
            for name in archives:
                (folder / name).write_bytes(data)
            for name in members:
                (folder / name).unlink()
        # Dynamic programs share glibc's unwinder; without one on this system, libgcc_s.a serves.
        if any((Path(place) / "libgcc_s.so.1").exists()
               for place in library_places(machine, triple)):
            (folder / "libgcc_s.so").write_text("GROUP ( libgcc_s.so.1 )\n")
        for name in ("ld", "as"):      # the names by which scripts know them in the output of -v
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(f"../../../bin/v{name}")
        (folder / "stamp").write_text(stamp)


def install_dependencies() -> None:
    """Install what pyproject.toml names, tests included, into the running environment."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = project["dependencies"] + project["optional-dependencies"]["test"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check",
                    *names], check=True)


def main() -> None:
    """The whole build."""
    parser = argparse.ArgumentParser(description="Build Vouch into .venv/")
    parser.add_argument("--pure", action="store_true", help="no native modules")
    parser.add_argument("--commands", action="store_true", help="only write the commands")
    parser.add_argument("--dependencies", action="store_true", help="install Python packages")
    parser.add_argument("--no-runtime", action="store_true", help="leave the runtime library out")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    options = parser.parse_args()
    if options.dependencies:
        install_dependencies()
        return
    if not options.commands:
        check_rules()
    version = source_hash()
    target = NATIVE / version
    cc = shutil.which(os.environ.get("VOUCH_BUILD_CC", "gcc")) or shutil.which("cc")
    native = bool(cc) and not options.pure
    if native and not options.commands and not (target / "native_modules.txt").exists():
        assert cc is not None
        build_native(target, cc, options.jobs)
        for old in NATIVE.iterdir():
            if old.name != version and len(list(NATIVE.iterdir())) > 3:
                shutil.rmtree(old, ignore_errors=True)
    write_commands(version, native and (target / "native_modules.txt").exists())
    if not options.commands and not options.no_runtime:
        build_runtime(options.jobs)


if __name__ == "__main__":
    main()
