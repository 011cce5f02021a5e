"""Surroundings that lack, limit or spoil something: what is promised there, and what is seen.

Each row is a real command in a surrounding that is set up for it: limits of a shell, users, masks
and capabilities, kernels that lack system calls (played with a filter), control groups, folders
that cannot be read, terminals. What this machine cannot set up is said to be not tried.

    python -m tests.survive.surroundings            every row, as the table of docs/security.md
    python -m tests.survive.surroundings --only 3   the third one
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conftest import PLAIN_REPLAY

from .common import ROOT, Counts, children, options, orphans_adopted, processes_left

WITHIN_S = 240
USER = 61234
WRONG = "def replay(keys, capacity, hit):\n    pass\n"
SPINS = "def replay(keys, capacity, hit):\n    while True:\n        pass\n"
GREEDY = """
def replay(keys, capacity, hit):
    held = []
    while True:
        held.append(bytearray(1 << 20))
"""
LARGE = """
def replay(keys, capacity, hit):
    held = bytearray(700 << 20)
    held[::4096] = bytes(len(held) // 4096)
"""
JUDGE = "kata run lru-cache wrong.py --level replay --check -v"
OLD = "landlock_create_ruleset=ENOSYS close_range=ENOSYS 'fcntl:1==1033:2&16=EINVAL'"
"""Kernels before 5.1, as those of RHEL 8 (4.18); Ubuntu 20.04 (5.4) lacks the first two."""
WRONG_IS_SAID = r"replay +wrong"


@dataclass(frozen=True)
class Row:
    """A surrounding: its name, the line of shell that is typed in it, and what is promised: in
    words, as exit code, and as what is shown. `locks` is the mode it must come to. `needs` names
    what sets it up here: nothing of that, and it is not tried.
    """

    name: str
    typed: str
    promised: str
    code: int = 1
    shown: str = WRONG_IS_SAID
    locks: str = ""
    needs: str = ""
    user: bool = False


def _judged(name: str, before: str, locks: str, promised: str = "", **more: object) -> Row:
    """Where a solution is judged as anywhere, in a mode with locks or without some."""
    told = {"full": "all locks", "nons": "all locks, no namespaces"}.get(locks, "practice mode")
    promised = promised or f"the verdict; {told}"
    return Row(name, before, promised, locks=locks, **more)  # type: ignore[arg-type]


def _limit(option: str, locks: str = "full") -> Row:
    return _judged(f"`ulimit {option}`", f"ulimit {option}; {JUDGE}", locks)


def _lacking(name: str, calls: str, locks: str, prefix: str = "", **more: str) -> Row:
    return _judged(name, f"{prefix}refusing {calls} -- {JUDGE}", locks, needs="filter", **more)


def _without(capability: str, locks: str, mode: str = "") -> Row:
    what = "capabilities" if capability == "all" else capability.upper()
    told = f" without {what}" + (", no namespaces" if mode else "")
    prefix = f"KATA_BOX={mode} " if mode else ""
    typed = f"{prefix}capsh --drop={capability} -- -c '{JUDGE}'"
    return _judged(f"root{told}", typed, locks, needs="capsh")


READ_ONLY = "mount --bind / /mnt && mount -o remount,ro,bind /"
NO_DEVICES = "mount -t tmpfs tmpfs /dev; mknod -m 666 /dev/null c 1 3"


def _private(change: str) -> str:
    """The judge in mounts of its own, which are changed before."""
    return f"unshare --mount bash -c '{change}; {JUDGE}'"


def _refusal(name: str, typed: str, promised: str, code: int, shown: str, **more: object) -> Row:
    return Row(name, typed, promised, code, shown, **more)  # type: ignore[arg-type]


ROWS = (
    _judged("Linux 5.13 or later, root", JUDGE, "full", needs="root"),
    _judged("the same, an ordinary user", JUDGE, "full", needs="mount", user=True),
    _judged("no user namespaces", f"KATA_BOX=nons {JUDGE}", "nons", needs="mount", user=True),
    # kernels
    _lacking("no `close_range` (ENOSYS)", "close_range=ENOSYS", "full"),
    _lacking("no `close_range` (EPERM of an old seccomp profile)", "close_range=EPERM", "full"),
    _lacking("no `clone3` (EPERM of an old seccomp profile)", "clone3=EPERM", "full"),
    _lacking("no `unshare` (containers)", "unshare=EPERM", "nons"),
    _lacking("no Landlock (before 5.13, Ubuntu 20.04)", "landlock_create_ruleset=ENOSYS", "some"),
    _lacking("kernel before 5.1 (RHEL 8)", OLD, "some"),
    _lacking(
        "neither Landlock nor namespaces",
        "landlock_create_ruleset=EPERM unshare=EPERM",
        "few",
    ),
    _lacking("no seccomp", "seccomp=EINVAL", "some"),
    _lacking("no `memfd_create`", "memfd_create=ENOSYS", "full"),
    # root that is less than root
    *(
        _judged(
            f"root, umask {mask}, no namespaces", f"umask {mask}; KATA_BOX=nons {JUDGE}", "nons"
        )
        for mask in ("027", "077")
    ),
    _without("all", "nons"),
    _without("cap_kill", "full"),
    _without("cap_kill", "nons", "nons"),
    _without("cap_chown", "nons", "nons"),
    _without("cap_dac_override", "nons", "nons"),
    # systems that show or allow little
    _judged("nothing can be written", _private(READ_ONLY), "full", needs="mount"),
    _judged("no `/proc`", _private("umount -l /proc"), "nons", needs="mount"),
    _judged("nothing in `/dev` but null", _private(NO_DEVICES), "nons", needs="mount"),
    _judged("a relative TMPDIR", f"TMPDIR=. KATA_BOX=nons {JUDGE}", "nons", needs="root"),
    # limits
    _limit("-s 8192"),
    _limit("-t 60"),
    _limit("-v 2500000"),
    _limit("-d 900000"),
    _limit("-n 64"),
    _limit("-u 100"),
    _refusal(
        "`ulimit -t 4`, a solution that never ends",
        "ulimit -t 4; kata run lru-cache spins.py --level replay --check",
        "the limit is named",
        70,
        r"your own limit.*ulimit -t",
    ),
    _refusal(
        "`ulimit -v 1500000`, a solution that takes all",
        "ulimit -v 1500000; kata run lru-cache greedy.py --level replay --check",
        "the limit is named",
        70,
        r"your own limit.*ulimit -v 1500000",
    ),
    _refusal("`ulimit -n 16`", f"ulimit -n 16; {JUDGE}", "the limit is named", 70, "ulimit -n 16"),
    _refusal("`ulimit -f 1000`", f"ulimit -f 1000; {JUDGE}", "the limit is named", 70, "ulimit -f"),
    # machines that hardly run
    Row(
        "12 % of a core (a CPU quota)",
        "quota 12 kata run lru-cache my.py --level replay --check",
        "right is right, in its time",
        0,
        r"replay +right",
        needs="quota",
    ),
    _refusal(
        "400 MB of memory (a container)",
        "memory 400 kata run lru-cache large.py --level replay --check",
        "what took it is said",
        70,
        "took the worker's memory away",
        needs="memory",
    ),
    # folders
    *(
        Row(
            f"`.kata` of mode {mode}",
            f"mkdir .kata; echo > .kata/history.jsonl; chmod {mode} .kata; {JUDGE}",
            "the verdict, and that it could not be kept",
            shown=rf"(?s){WRONG_IS_SAID}.*could not be kept.*Permission denied",
            needs="mount",
            user=True,
        )
        for mode in ("000", "444")
    ),
    _refusal(
        "`solutions` of mode 000",
        "mkdir solutions; chmod 000 solutions; kata run fanout",
        "one sentence",
        2,
        r"solutions cannot be entered \(Permission denied\)",
        needs="mount",
        user=True,
    ),
    _refusal(
        "`results` of mode 000",
        "mkdir results; chmod 000 results; kata board lru-cache",
        "one sentence",
        2,
        r"cannot be read \(Permission denied\)",
        needs="mount",
        user=True,
    ),
    Row(
        "no HOME and no entry in passwd",
        f"unset HOME XDG_CACHE_HOME; {JUDGE}; code=$?; [ ! -e '~' ] && exit $code",
        "the verdict; no folder named `~`",
        needs="mount",
        user=True,
    ),
    # terminals and streams
    *(Row(f"`COLUMNS={size}`", f"COLUMNS={size} {JUDGE}", "the verdict") for size in (0, 99999999)),
    _refusal("no stdin", "kata publish lru-cache my.py <&-", "one sentence", 2, "no ranked run"),
    Row(
        "a name with escapes",
        r"cp wrong.py $'\e[31mx.py'; kata run lru-cache $'\e[31mx.py' --level replay --check",
        "the verdict, the escape shown as `\\x1b`",
        shown=rf"(?s)^lru-cache . \\x1b\[31mx.py.*{WRONG_IS_SAID}",
    ),
    Row("`LANG=C TERM=dumb`", f"LC_ALL=C TERM=dumb {JUDGE}", "the verdict"),
    # Python
    Row("`PYTHONOPTIMIZE=2`", f"PYTHONOPTIMIZE=2 {JUDGE}", "the verdict; all help texts"),
    _refusal(
        "help under `PYTHONOPTIMIZE=2`",
        "PYTHONOPTIMIZE=2 kata run --help",
        "all help texts",
        0,
        "Judge and time a solution",
    ),
    Row("`PYTHONWARNINGS=error -X dev`", f"PYTHONDEVMODE=1 {JUDGE}", "the verdict"),
    _refusal(
        "a kata that ends the program",
        "mkdir -p k/katas/evil; echo 'raise SystemExit(0)' > k/katas/evil/kata.py; "
        "KATA_PATH=k kata list",
        "one sentence",
        70,
        "ends the program when it loads; mend it",
    ),
)


class Place:
    """A folder of its own in which `kata`, `refusing`, `quota` and `memory` are commands."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.project = folder, folder / "project"
        self.project.mkdir()
        for name in ("bin", "temporary", "cache"):
            (folder / name).mkdir()
        sources = {"my": PLAIN_REPLAY, "wrong": WRONG, "spins": SPINS}
        sources |= {"greedy": GREEDY, "large": LARGE}
        for name, source in sources.items():
            (self.project / f"{name}.py").write_text(source)
        python = f"exec {sys.executable}"
        self._command("kata", f"{python} -c 'from harness.cli import main; main()' \"$@\"")
        self._command("refusing", f'PYTHONPATH={ROOT} {python} -m tests.survive.refusing "$@"')
        group = {"quota": _quota_group(), "memory": _memory_group()}
        for name, made in group.items():
            if made is not None:
                self._command(name, f'echo $$ > {made}/"$1"/cgroup.procs; shift; exec "$@"')

    def _command(self, name: str, line: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(f"#!/bin/bash\n{line}\n")
        path.chmod(0o755)

    def typed(self, row: Row) -> subprocess.CompletedProcess[str]:
        """The row's line, typed here: by root, or whoever we are."""
        environment = {
            "PATH": f"{self.folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "temporary"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return _run(["bash", "-c", row.typed], self.project, environment)

    def typed_by_user(self, row: Row) -> subprocess.CompletedProcess[str]:
        """The same by a user who owns nothing else, to whom Python is shown in a private mount."""
        python = Path(os.path.realpath(sys.executable))
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "BASE": str(python.parent.parent),
            "PACKAGES": sysconfig.get_path("purelib"),
            "HARNESS": str(ROOT),
            "PROJECT": str(self.project),
            "TYPED": row.typed,
            "USER_ID": str(USER),
            "PYTHON": f"/mnt/python/bin/{python.name}",
        }
        return _run(["unshare", "--mount", "bash", "-c", AS_USER], self.project, environment)


AS_USER = """
set -e
mount -t tmpfs -o mode=755 tmpfs /mnt
cd /mnt
mkdir python packages harness project bin
mount --bind "$BASE" python
mount --bind "$PACKAGES" packages
mount --bind "$HARNESS" harness
cp "$PROJECT"/*.py project
chown -R "$USER_ID" project
printf '#!/bin/bash\nexec %s -c "from harness.cli import main; main()" "$@"\n' "$PYTHON" > bin/kata
chmod 755 bin/kata
cd project
exec setpriv --reuid "$USER_ID" --regid "$USER_ID" --clear-groups env -i \
    PATH="/mnt/bin:/usr/bin:/bin" HOME=/mnt/project \
    PYTHONPATH=/mnt/packages:/mnt/harness PYTHONDONTWRITEBYTECODE=1 bash -c "$TYPED"
"""


def _run(
    command: list[str], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    started = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, said = started.communicate(timeout=WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGTERM)  # `kata` ends its boxes
        out, said = started.communicate(timeout=WITHIN_S)
    return subprocess.CompletedProcess(command, started.returncode, out, said)


# control groups, where this machine lets us make some

QUOTAS, MEMORIES_MB = (12,), (400,)
_GROUP = f"kata-surroundings-{os.getpid()}"


def _quota_group() -> Path | None:
    return _group("cpu", "cpu.cfs_quota_us")


def _memory_group() -> Path | None:
    return _group("memory", "memory.limit_in_bytes")


def _group(controller: str, limit: str) -> Path | None:
    """The folder of our groups below a controller, of the first version or the second."""
    for root in (Path("/sys/fs/cgroup") / controller, Path("/sys/fs/cgroup")):
        second = root / f"{controller}.max"
        if os.access(root, os.W_OK) and ((root / limit).exists() or second.exists()):
            return root / _GROUP
    return None


@contextmanager
def control_groups() -> Iterator[None]:
    """Groups named by what they allow: 12 is 12 % of a core, 400 is 400 MB."""
    made: list[Path] = []
    limits: tuple[tuple[Path | None, tuple[int, ...], dict[str, Callable[[int], str]]], ...] = (
        (
            _quota_group(),
            QUOTAS,
            {
                "cpu.cfs_quota_us": lambda percent: str(percent * 1000),
                "cpu.max": lambda percent: f"{percent * 1000} 100000",
            },
        ),
        (
            _memory_group(),
            MEMORIES_MB,
            {
                "memory.limit_in_bytes": lambda megabytes: f"{megabytes}M",
                "memory.max": lambda megabytes: f"{megabytes}M",
            },
        ),
    )
    for group, sizes, files in limits:
        for size in sizes if group is not None else ():
            folder = group / str(size)  # type: ignore[operator]
            folder.mkdir(parents=True)
            made.append(folder)
            for name, text in files.items():
                if (folder / name).exists():
                    (folder / name).write_text(text(size))
    try:
        yield
    finally:
        for folder in made:
            folder.rmdir()
        for folder in {folder.parent for folder in made}:
            folder.rmdir()


def missing(need: str) -> str:
    """What this machine lacks to set a row up; nothing where it lacks nothing."""
    root = os.geteuid() == 0
    mounts = root and shutil.which("unshare") and shutil.which("setpriv")
    there = {
        "": True,
        "root": root,
        "mount": bool(mounts),
        "filter": sys.platform == "linux",
        "capsh": root and shutil.which("capsh") is not None,
        "quota": _quota_group() is not None,
        "memory": _memory_group() is not None,
    }
    return "" if there[need] else f"not tried: needs {need}"


def seen(row: Row) -> tuple[str, str]:
    """What a row came to, in a few words, and what broke of its promise."""
    before = children()
    with tempfile.TemporaryDirectory(prefix="surroundings-") as folder:
        os.chmod(folder, 0o755)
        place = Place(Path(folder))
        done = (place.typed_by_user if row.user else place.typed)(row)
        left = [path.name for path in (place.folder / "temporary").iterdir()]
    text = done.stdout + done.stderr
    found = re.search(r"^  locks: (\w+)", text, re.MULTILINE)
    locks = f", {found[1]}" if found else ""
    broken = []
    if done.returncode != row.code:
        broken.append(f"exit {done.returncode} instead of {row.code}")
    if not re.search(row.shown, text):
        broken.append(f"{row.shown!r} is not said")
    if row.locks and (not found or found[1] != row.locks):
        broken.append(f"locks{locks} instead of {row.locks}")
    if "kata: our fault" in text or "Traceback" in text or "\x1b" in text:
        broken.append("not a sentence")
    if left or processes_left(before):
        broken.append(f"something is left: {left}")
    faults = "; ".join(broken)
    return f"exit {done.returncode}{locks}", f"{faults}: {text[-600:]}" if faults else ""


def run(rows: tuple[Row, ...] = ROWS) -> tuple[Counts, list[str]]:
    """Every row; the lines of the table."""
    counts, lines = Counts(), ["| surrounding | promised | seen |", "| --- | --- | --- |"]
    with orphans_adopted(), control_groups():
        for row in rows:
            lack = missing(row.needs)
            told, fault = (lack, "") if lack else seen(row)
            counts[lack.partition(":")[0] or "tried"] += 1
            if fault:
                counts.broke(f"{row.name}: {fault}")
            lines.append(f"| {row.name} | {row.promised} | {told} |")
            print(lines[-1], flush=True)
    return counts, lines


if __name__ == "__main__":
    only = options(__doc__, only=0)["only"]
    counts, _ = run(ROWS[only - 1 : only] if only else ROWS)
    print(counts.told())
    sys.exit(bool(counts.faults))
