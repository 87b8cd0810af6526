"""The page's verifier beside ours, on the same large records.

    verify.py XUNCHA GENERATE BENCH_VERIFY"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

SECONDS_MOST = 3  # for whoever waits in front of a page


def main():
    xuncha, _, bench = sys.argv[1:4]
    pages = pathlib.Path(xuncha).parent / "share/xuncha/pages/verify"
    if not shutil.which("node") or not (pages / "noble.js").is_file():
        print("node or the pages are missing: nothing was measured")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        rows = [line.split("\t") for line in subprocess.run([bench, folder], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()]
        script = pathlib.Path(__file__).with_name("verify.mjs")
        print(f"{'':8} {'targets':>8} {'xuncha':>8} {'page':>8} {'again':>8} {'ratio':>7}   seconds of the processor; aimed at: {SECONDS_MOST} in a page")
        for name, targets, ours in rows:
            done = subprocess.run(["node", script, pages, pathlib.Path(folder, f"{name}.json")], check=True, stdout=subprocess.PIPE, text=True)
            first, best = map(float, done.stdout.split())
            print(f"{name:8} {targets:>8} {float(ours):8.3f} {first:8.3f} {best:8.3f} {best / float(ours):7.1f}   {'met' if first <= SECONDS_MOST else 'MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
