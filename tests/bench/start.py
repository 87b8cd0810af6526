"""How long the server takes to start on a workspace, beside a command that only opens it.

    start.py XUNCHA --db FILE [--rounds N]

Prints the median of the rounds: from the start of the process until /healthz answers, and its
memory then. The yardstick is `xuncha settings` on the same workspace: a process that opens it,
reads a little and ends."""
import argparse
import json
import pathlib
import statistics
import subprocess
import time
import urllib.request


def serve(xuncha, db):
    start = time.monotonic()
    process = subprocess.Popen([xuncha, "--json", "--db", db, "serve", "--listen", "127.0.0.1:0"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        address = json.loads(process.stdout.readline())["listening"]
        with urllib.request.urlopen(address + "/healthz", timeout=60) as answer:
            answer.read()
        seconds = time.monotonic() - start
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        memory = int(status.split("VmRSS:")[1].split()[0]) / 1024
    finally:
        process.terminate()
        process.wait(30)
    return seconds, memory


def command(xuncha, db):
    start = time.monotonic()
    subprocess.run([xuncha, "--json", "--db", db, "settings"], check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("xuncha")
    parser.add_argument("--db", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    served, opened = [], []
    for _ in range(options.rounds):
        served.append(serve(options.xuncha, options.db))
        opened.append(command(options.xuncha, options.db))
    seconds = statistics.median(one for one, _ in served)
    yardstick = statistics.median(opened)
    size = pathlib.Path(options.db).stat().st_size / 2**20
    print(f"workspace {size:.0f} MiB: first answer after {seconds:.3f} s, "
          f"{seconds / yardstick:.1f} x a command that opens it ({yardstick:.3f} s), "
          f"{max(memory for _, memory in served):.0f} MiB; aimed at 2 s")


if __name__ == "__main__":
    main()
