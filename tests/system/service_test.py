"""The server as a service: its unit is accepted and closed enough, and the cage leaves what the server,
its commands and the sandbox of policies need."""
import os
import re
import shutil
import subprocess
import time

import house
import wire
from house import check, equal

EXPOSURE = 1.5


def installed_unit(options, folder):
    """Path of the unit as cmake --install puts it down."""
    prefix = folder / "prefix"
    done = subprocess.run([house.need("cmake"), "--install", str(options.xuncha.parent), "--prefix", str(prefix), "--component", "service"],
                          capture_output=True, text=True, check=False)
    equal(done.returncode, 0, f"cmake --install\n{done.stdout}{done.stderr}")
    unit = prefix / "lib" / "systemd" / "system" / "xuncha.service"
    check(unit.is_file(), "the unit is missing")
    (prefix / "bin").mkdir()
    (prefix / "bin" / "xuncha").symlink_to(options.xuncha)
    check((prefix / "lib" / "sysusers.d" / "xuncha.conf").is_file(), "the user is missing")
    return unit


def settings(unit):
    """name → values, in order."""
    found = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def the_unit_is_accepted(options, folder):
    unit = installed_unit(options, folder)
    program = settings(unit)["ExecStart"][0].split(" ")[0]
    check(program.startswith(str(folder)) and os.access(program, os.X_OK), f"{program} is not the one installed")
    analyze = house.need("systemd-analyze")
    done = subprocess.run([analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    equal((done.returncode, done.stdout + done.stderr), (0, ""), "systemd-analyze verify")


def the_unit_is_closed_enough(options, folder):
    analyze = house.need("systemd-analyze")
    unit = installed_unit(options, folder)
    done = subprocess.run([analyze, "security", "--offline=true", f"--threshold={EXPOSURE * 10:.0f}", str(unit)],
                          capture_output=True, text=True, check=False)
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    if not found:
        raise house.Skipped(f"this systemd-analyze judges no file: {done.stderr.strip()}")
    check(float(found[1]) <= EXPOSURE, done.stdout)
    equal(done.returncode, 0, "systemd-analyze security")


def options_are_ones_that_exist(options, folder):
    unit = settings(installed_unit(options, folder))
    words = unit["ExecStart"][0].split(" ")
    help_text = house.House(options, folder).run("help", "serve").out
    for word in words[words.index("serve") + 1:]:
        check(not word.startswith("--") or word in help_text, f"serve knows no {word}")
    check("$OPTIONS" in words, "an office cannot add options")


def allowed_calls(analyze, unit):
    """Names of the system calls that the unit's filters leave."""
    listing = subprocess.run([analyze, "syscall-filter"], capture_output=True, text=True, check=False).stdout
    sets, name = {}, None
    for line in listing.splitlines():
        if line.startswith("@"):
            name = line.split()[0]
            sets[name] = set()
        elif name and line.startswith(" ") and "#" not in line:
            sets[name].add(line.strip())
    check("@system-service" in sets, "no sets of system calls")

    def spread(word):
        return {word} if not word.startswith("@") else set().union(*(spread(one) for one in sets[word]))
    allowed = set()
    for value in unit["SystemCallFilter"]:
        calls = set().union(*(spread(word) for word in value.lstrip("~").split()))
        allowed = allowed - calls if value.startswith("~") else allowed | calls
    return allowed


def the_filter_leaves_what_is_needed(options, folder):
    analyze, strace = house.need("systemd-analyze"), house.need("strace")
    if subprocess.run([strace, "-o", str(folder / "try"), "true"], capture_output=True, check=False).returncode != 0:
        raise house.Skipped("strace may not look at processes here")
    allowed = allowed_calls(analyze, settings(installed_unit(options, folder)))
    work = house.House(options, folder / "work")
    work.init()
    work.import_all(work.generate("--targets", "60"))
    trace = folder / "trace"
    words = [strace, "-f", "-qq", "-o", trace, *work.command(["--json", "serve", "--listen", "127.0.0.1:0", "--access-log", folder / "log"])]
    with wire.Server(words, folder, {**work.environment, "TMPDIR": str(folder)}) as server:
        for path in ("/healthz", "/metrics", "/feeds/x.ics", "/api/v1/openapi.json", "/api/v1/session", "/"):
            server.get(path)
        child = re.search(r"^(\d+) ", trace.read_text(errors="replace"))
        os.kill(int(child[1]), wire.HUP)
        time.sleep(0.3)
        os.kill(int(child[1]), wire.TERM)
        equal(server.process.wait(30), 0, "exit status")
    # a command with the worker of policies in its sandbox, as the server runs it
    done = subprocess.run([strace, "-f", "-qq", "-o", folder / "trace2", *work.command(["plan", work.policy()])],
                          capture_output=True, env=work.environment, check=False)
    check(done.returncode in (0, 1), done.stderr.decode())
    used = set()
    for name in ("trace", "trace2"):
        for line in (folder / name).read_text(errors="replace").splitlines():
            found = re.match(r"\d+ +([a-z_0-9]+)\(", line)
            if found and "(deleted" not in line:
                used.add(found[1])
    check(len(used) > 30 and "prctl" in used, f"the trace is too short: {sorted(used)}")
    if os.geteuid() == 0:
        used.discard("fchown")  # the store gives its files to the workspace's owner, where root runs it
    equal(sorted(used - allowed), [], "system calls that the unit forbids")


if __name__ == "__main__":
    if not shutil.which("cmake"):
        raise SystemExit(house.SKIPPED)
    house.main([the_unit_is_accepted, the_unit_is_closed_enough, options_are_ones_that_exist, the_filter_leaves_what_is_needed])
