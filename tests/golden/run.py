"""Golden cases: a folder with small inputs and a list of steps is run through the binary, and what
is said and written must be, byte for byte, what lies in its folder expected/.

    run.py --xuncha BINARY --source CHECKOUT CASE…            compares
    run.py --xuncha BINARY --source CHECKOUT --update CASE…   writes expected/ anew: read the diff

A file `steps` has one step a line; # begins a comment.
    now INSTANT · office CODE · lang zh|en     for the steps that follow
    keep FILE…                                 output files to compare (below the case's folder)
    N: WORDS                                   a command that must end with exit status N
    WORDS                                      the same with 0
{policies} stands for the folder of that name in the checkout."""
import argparse
import base64
import difflib
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

KEY = "00" * 29 + "901de2"
# The signing key of all cases, so that checkpoints have the same bytes: PKCS 8 of 32 bytes "g".
SIGNER = ("-----BEGIN PRIVATE KEY-----\n" + base64.b64encode(
    bytes.fromhex("302e020100300506032b657004220420") + b"g" * 32).decode()
    + "\n-----END PRIVATE KEY-----\n")
SAID = "said.txt"
QUIET = ("init", "import")  # other tests look at what these say


class Failed(Exception):
    """A step ended otherwise, or a file differs."""


class Case:
    def __init__(self, options, folder, work):
        self.options, self.folder, self.work = options, folder, work
        self.settings = {"now": "2026-01-05T09:00:00+08:00", "office": "990101", "lang": "zh"}
        self.said, self.kept = [], []

    def command(self, words):
        settings = self.settings
        return [str(self.options.xuncha), "--db", "xuncha.db", "--office", settings["office"],
                "--lang", settings["lang"], "--now", settings["now"], *words]

    def step(self, words, status):
        done = subprocess.run(
            self.command(words), cwd=self.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=60, check=False,
            env={name: value for name, value in os.environ.items()
                 if name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")})
        text = done.stdout.decode("utf-8").replace(str(self.options.source), "CHECKOUT")
        if done.returncode != status:
            raise Failed(f"{' '.join(words)}: exit status {done.returncode} instead of {status}\n"
                         f"{text}")
        if words[0] in QUIET:
            return
        ending = f"[exit status {status}]\n" if status else ""
        line = " ".join(words).replace(str(self.options.source), "CHECKOUT")
        self.said.append(f"$ xuncha {line}\n{text}{ending}\n")

    def run(self):
        first = True
        for line in (self.folder / "steps").read_text(encoding="utf-8").splitlines():
            words = shlex.split(line.replace("{policies}", str(self.options.source / "policies")),
                                comments=True)
            if not words:
                continue
            if words[0] in self.settings:
                self.settings[words[0]] = words[1]
            elif words[0] == "keep":
                self.kept += words[1:]
            else:
                if first:
                    (self.work / "signer.pem").write_text(SIGNER, encoding="ascii")
                    self.step(["init", "--workspace-key", KEY, "--signing-key", "signer.pem"], 0)
                    first = False
                status = int(words.pop(0)[:-1]) if words[0][:-1].isdigit() else 0
                self.step(words, status)
        found = {SAID: "".join(self.said).encode()}
        for name in self.kept:
            found[name] = (self.work / name).read_bytes()
        return found


def show(name, expected, found):
    lines = list(difflib.unified_diff(
        expected.decode("utf-8", "replace").splitlines(),
        found.decode("utf-8", "replace").splitlines(), f"expected/{name}", f"found/{name}",
        lineterm=""))[:60]
    return "\n".join(lines) or f"{name}: the bytes differ, the lines do not"


def compare(place, found):
    wanted = {str(path.relative_to(place)): path.read_bytes()
              for path in sorted(place.rglob("*")) if path.is_file()}
    problems = [f"{name}: not expected" for name in sorted(set(found) - set(wanted))]
    problems += [f"{name}: not written" for name in sorted(set(wanted) - set(found))]
    problems += [show(name, wanted[name], found[name])
                 for name in sorted(set(wanted) & set(found)) if wanted[name] != found[name]]
    if problems:
        raise Failed("\n".join(problems))


def self_test():
    """A byte changed, a file missing, a file too many: each is found."""
    with tempfile.TemporaryDirectory(prefix="xuncha-golden-") as top:
        place = pathlib.Path(top)
        (place / SAID).write_bytes(b"a\r\n")
        compare(place, {SAID: b"a\r\n"})
        for found in ({SAID: b"a\n"}, {}, {SAID: b"a\r\n", "plan.json": b""}):
            try:
                compare(place, found)
            except Failed:
                continue
            sys.exit(f"not found: {found}")


def run_case(options, name):
    folder = options.source / "tests" / "golden" / name
    if not (folder / "steps").is_file():
        raise Failed("there is no such case")
    with tempfile.TemporaryDirectory(prefix="xuncha-golden-") as top:
        work = pathlib.Path(top) / "case"
        shutil.copytree(folder, work, ignore=shutil.ignore_patterns("expected", "steps"))
        found = Case(options, folder, work).run()
    expected = folder / "expected"
    if not options.update:
        compare(expected, found)
        return
    shutil.rmtree(expected, ignore_errors=True)
    for path, content in found.items():
        (expected / path).parent.mkdir(parents=True, exist_ok=True)
        (expected / path).write_bytes(content)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--xuncha", type=pathlib.Path, required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    if options.self_test:
        self_test()
        return
    options.xuncha, options.source = options.xuncha.resolve(), options.source.resolve()
    failed = 0
    for name in options.cases:
        try:
            run_case(options, name)
            print(f"ok       {name}")
        except Failed as reason:
            failed += 1
            print(f"FAILED   {name}: {reason}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
