"""How fast the server answers calendars, beside nginx serving the same bytes in the same run.

Three questions, as subscribers ask them: is my feed still the same (304 by its tag), a small feed, one
of 500 events that was packed before. Both servers have one process and take turns, round by round;
what counts is the median of the rounds' ratios. Beside the rate stands the processor's time of the
server for each answer; where others are busy on the machine, that is what is judged.

nginx is set up as well as it can be for this: sendfile, open files remembered, packed files beside
the plain ones; it keeps a log, in large pieces, where ours does.

    server.py BLOBS [--seconds S] [--rounds N] [--connections N] [--only NAME]
    server.py XUNCHA --county GENERATE …

BLOBS is xuncha-blobs, the HTTP room with files behind it; with --county it is the product that is
asked, for feeds of a made-up county that it plans first. Says so and stops where nginx or wrk is not
installed (packages nginx-light, wrk)."""
import argparse
import gzip
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

CONFIGURATION = """
daemon off;
master_process off;
error_log {place}/error.log;
pid {place}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  types {{ text/calendar ics; }}
  access_log {log};
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=100 inactive=1h;
  open_file_cache_valid 1h;
  gzip_static on;
  gzip_vary on;
  add_header Cache-Control private;
  add_header X-Content-Type-Options nosniff;
  client_body_temp_path {place}/t1; proxy_temp_path {place}/t2; fastcgi_temp_path {place}/t3;
  uwsgi_temp_path {place}/t4; scgi_temp_path {place}/t5;
  server {{ listen 127.0.0.1:{port}; root {place}/www; }}
}}
"""
EVENT = """BEGIN:VEVENT\r
UID:v{n:05}x8yqk3m@xuncha\r
DTSTAMP:20260301T000000Z\r
LAST-MODIFIED:20260301T000000Z\r
SEQUENCE:{n}\r
DTSTART;TZID=Asia/Shanghai:2026{month:02}{day:02}T090000\r
DTEND;TZID=Asia/Shanghai:2026{month:02}{day:02}T103000\r
STATUS:CONFIRMED\r
SUMMARY:检查：第{n}号定点医药机构（诊所）\r
LOCATION:示范市示范县第{n}街道健康路{n}号\r
CATEGORIES:全覆盖检查\r
DESCRIPTION:检查组：王芳（组长）、李伟\\n依据：医疗保障基金使用监督管理条例\\n内容：处方\\,\r
 票据\\,进销存\\,实名就医\\,诊疗项目\\n带上：执法证件\\,检查通知书\\,记录仪\\n清单：一\\, 核对机构信息\\n二\\, 核对人员\r
 \\n三\\, 抽查病历和处方不少于二十份\\n四\\, 核对药品进销存\\n五\\, 核对收费项目和价格公示\\n六\\, 询问参保人\r
BEGIN:VALARM\r
ACTION:DISPLAY\r
DESCRIPTION:明天检查\r
TRIGGER:-P1D\r
END:VALARM\r
END:VEVENT\r
"""
PAIRS = (  # name, file, tag, packed, aimed at
    ("304 by its tag", "small.ics", True, False, 0.8),
    ("small feed", "small.ics", False, False, 0.8),
    ("large feed, packed", "large.ics", False, True, 0.5),
)
NOW = "2026-01-05T09:00:00+08:00"


def calendar(events):
    """A feed of so many events."""
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//xuncha//feed//ZH\r\n"
    for n in range(events):
        text += EVENT.format(n=n, half=n // 2, month=n // 28 % 12 + 1, day=n % 28 + 1)
    return (text + "END:VCALENDAR\r\n").encode()


def start_blobs(args, place):
    """The HTTP room with two feeds behind it; the large one has the size of a real one of 500 events.
    Returns the process, its address, the feeds' paths."""
    place.mkdir()
    small = calendar(1)[:1000] + b"\r\n"
    large = calendar(500)
    for name, content in (("small.ics", small), ("large.ics", large)):
        (place / name).write_bytes(content)
    (place / "large.ics.gz").write_bytes(gzip.compress(large, 6, mtime=0))
    words = [args.program]
    for name in ("small.ics", "large.ics"):
        words += ["--file", place / name]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip(), {"small.ics": "/small.ics", "large.ics": "/large.ics"}


def start_county(args, place):
    """The product, with a planned county: the feeds of its due items and of the whole office."""
    place.mkdir()
    source = pathlib.Path(__file__).resolve().parents[2]
    common = [args.program, "--db", place / "a.db", "--office", "990101", "--now", NOW]

    def run(*words, accept=(0,)):
        done = subprocess.run([*common, *words], capture_output=True, text=True, check=False)
        if done.returncode not in accept:
            raise SystemExit(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout
    run("init")
    subprocess.run([args.county, "county", "--office", "990101", "--targets", "500", "-o", place / "register"],
                   check=True, capture_output=True)
    for table in ("areas", "targets", "inspectors", "experts", "absences", "relations"):
        run("import", table, place / "register" / f"{table}.csv")
    run("plan", source / "policies/example/county.lua", accept=(0, 1))
    run("approve", "example-county-2026", "--by", "bench", "--accept-unmet")
    paths = {name: json.loads(run("--json", "feed", "create", "--by", by))["address"]
             for name, by in (("small.ics", "tasks"), ("large.ics", "office"))}
    words = [*common, "--json", "serve", "--listen", "127.0.0.1:0", "--access-log", place / "log"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    return process, json.loads(process.stdout.readline())["listening"], paths


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(url):
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                return answer.headers["ETag"]
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{url} does not answer")


def used(process):
    """The processor's seconds of a running process."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii", errors="replace") as file:
        words = file.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def load(process, url, headers, args):
    """Answers a second, and the processor's microseconds for each."""
    words = ["wrk", "-t1", f"-c{args.connections}", f"-d{args.seconds}s"]
    for header in headers:
        words += ["-H", header]
    before = used(process)
    said = subprocess.run(words + [url], capture_output=True, text=True, check=True).stdout
    spent = used(process) - before
    count = int(re.search(r"(\d+) requests in", said)[1])
    if "Non-2xx" in said and "If-None-Match" not in " ".join(headers) or "Socket errors" in said:
        raise SystemExit(f"{url}:\n{said}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return rate, spent / max(count, 1) * 1e6


def fetch(url, tag=None, packed=False):
    """Status, bytes, coding."""
    headers = {"If-None-Match": tag} if tag else {}
    if packed:
        headers["Accept-Encoding"] = "gzip"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, answer.read(), answer.headers["Content-Encoding"]
    except urllib.error.HTTPError as error:
        return error.code, b"", None


def start_rival(nginx, place, base, paths, log):
    """nginx with the bytes that ours answers."""
    (place / "www").mkdir()
    for name, path in paths.items():
        (place / "www" / name).write_bytes(fetch(base + path)[1])
        _, packed, coding = fetch(base + path, packed=True)
        if coding:
            (place / "www" / f"{name}.gz").write_bytes(packed)
        print(f"{name}: {(place / 'www' / name).stat().st_size} bytes, packed {len(packed)}")
    port = free_port()
    (place / "nginx.conf").write_text(CONFIGURATION.format(place=place, port=port, log=log))
    process = subprocess.Popen([nginx, "-p", place, "-c", place / "nginx.conf"], stderr=subprocess.DEVNULL)
    return process, f"http://127.0.0.1:{port}"


def compare(pair, processes, bases, paths, args):
    """One line; True where what was aimed at is met."""
    what, name, tagged, packed, aim = pair
    urls = (bases[0] + paths[name], f"{bases[1]}/{name}")
    tags = [wait_for(url) if tagged else None for url in urls]
    answers = [fetch(url, tag, packed) for url, tag in zip(urls, tags)]
    if answers[0] != answers[1] or answers[0][0] != (304 if tagged else 200):
        raise SystemExit(f"{what}: the servers answer differently: {[(a[0], len(a[1]), a[2]) for a in answers]}")
    rounds = []
    for turn in range(args.rounds):
        both = [None, None]
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            headers = [f"If-None-Match: {tags[which]}"] if tagged else []
            headers += ["Accept-Encoding: gzip"] if packed else []
            both[which] = load(processes[which], urls[which], headers, args)
        rounds.append(both)
    rate = statistics.median(a[0] / b[0] for a, b in rounds)
    work = statistics.median(b[1] / a[1] for a, b in rounds)
    middle = [statistics.median(both[side][kind] for both in rounds) for kind in (0, 1) for side in (0, 1)]
    met = (work if args.busy else rate) >= aim
    print(f"{what:20} {middle[0]:9.0f} {middle[1]:9.0f} {rate:6.2f}  {middle[2]:5.1f}us {middle[3]:5.1f}us "
          f"{work:6.2f}   {aim} {'met' if met else 'MISSED'}")
    return met


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--county", metavar="GENERATE")
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    args.busy = os.getloadavg()[0] > os.cpu_count() / 2
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
    if not nginx or not shutil.which("wrk"):
        print("nginx or wrk is not installed: nothing was measured")
        return 0
    place = pathlib.Path(tempfile.mkdtemp(prefix="xuncha-bench-"))
    processes = []
    try:
        ours, base, paths = (start_county if args.county else start_blobs)(args, place / "ours")
        processes.append(ours)
        wait_for(base + paths["small.ics"])
        log = f"{place}/nginx.log combined buffer=64k flush=1s" if args.county else "off"
        rival, other = start_rival(nginx, place, base, paths, log)
        processes.append(rival)
        wait_for(f"{other}/small.ics")
        print(f"load {os.getloadavg()[0]:.1f}: judged by the {'processor' if args.busy else 'clock'}")
        print(f"{'':20} {'ours/s':>9} {'nginx/s':>9} {'ratio':>6}  {'ours':>7} {'nginx':>7} {'ratio':>6}   aimed at")
        met = [compare(pair, processes, (base, other), paths, args) for pair in PAIRS if args.only in pair[0]]
    finally:
        for process in processes:
            process.terminate()
            process.wait()
        shutil.rmtree(place)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
