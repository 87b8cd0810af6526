"""How fast the server answers calendars, beside nginx serving the same bytes in the same run.

Three questions, as subscribers ask them: is my feed still the same (304 by its tag), a feed of 1 KB, a
feed of 500 events that was packed before. Both servers have one process and take turns, round by
round; what counts is the median of the rounds' ratios. Beside the rate stands the processor's time
of the server for each answer, which a busy machine disturbs less.

nginx is set up as well as it can be for this: sendfile, open files remembered, no log, packed
files beside the plain ones.

    server.py BLOBS [--seconds S] [--rounds N] [--connections N] [--only NAME]

BLOBS is xuncha-blobs, the HTTP room with files behind it. Says so and stops where nginx or wrk is
not installed (packages nginx-light, wrk)."""
import argparse
import gzip
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
import urllib.request

CONFIGURATION = """
daemon off;
master_process off;
error_log {place}/error.log;
pid {place}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  types {{ text/calendar ics; }}
  access_log off;
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
    ("1 KB feed", "small.ics", False, False, 0.8),
    ("500 events, packed", "large.ics", False, True, 0.5),
)


def calendar(events):
    """A feed of so many events."""
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//xuncha//feed//ZH\r\n"
    for n in range(events):
        text += EVENT.format(n=n, half=n // 2, month=n // 28 % 12 + 1, day=n % 28 + 1)
    return (text + "END:VCALENDAR\r\n").encode()


def files_at(place):
    """The feeds, plain and packed; the large one has the size of a real one of 500 events."""
    place.mkdir()
    small = calendar(1)[:1000] + b"\r\n"
    large = calendar(500)
    for name, content in (("small.ics", small), ("large.ics", large)):
        (place / name).write_bytes(content)
    (place / "large.ics.gz").write_bytes(gzip.compress(large, 6, mtime=0))
    return len(small), len(large), (place / "large.ics.gz").stat().st_size


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


def check_answer(base, name, tag, packed):
    """What wrk will not look at: status, bytes."""
    headers = {"If-None-Match": tag} if tag else {}
    if packed:
        headers["Accept-Encoding"] = "gzip"
    request = urllib.request.Request(f"{base}/{name}", headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read(), answer.headers["Content-Encoding"]
    except urllib.error.HTTPError as error:
        return error.code, b"", None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("blobs")
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
    if not nginx or not shutil.which("wrk"):
        print("nginx or wrk is not installed: nothing was measured")
        return 0
    place = pathlib.Path(tempfile.mkdtemp(prefix="xuncha-bench-"))
    processes = []
    failed = False
    try:
        sizes = files_at(place / "www")
        port = free_port()
        (place / "nginx.conf").write_text(CONFIGURATION.format(place=place, port=port))
        rival = subprocess.Popen([nginx, "-p", place, "-c", place / "nginx.conf"], stderr=subprocess.DEVNULL)
        processes.append(rival)
        words = [args.blobs]
        for name in ("small.ics", "large.ics"):
            words += ["--file", place / "www" / name]
        ours = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        processes.append(ours)
        bases = (ours.stdout.readline().strip(), f"http://127.0.0.1:{port}")
        print("feeds of %d and %d bytes, %d packed; %d connections" % (*sizes, args.connections))
        print(f"{'':20} {'ours/s':>9} {'nginx/s':>9} {'ratio':>6}  {'ours':>7} {'nginx':>7} {'ratio':>6}   aimed at")
        for what, name, tagged, packed, aim in PAIRS:
            if args.only not in what:
                continue
            tags = [wait_for(f"{base}/{name}") if tagged else None for base in bases]
            answers = [check_answer(base, name, tag, packed) for base, tag in zip(bases, tags)]
            if answers[0] != answers[1] or answers[0][0] != (304 if tagged else 200):
                raise SystemExit(f"{what}: the servers answer differently: {[(a[0], len(a[1]), a[2]) for a in answers]}")
            rounds = []
            for turn in range(args.rounds):
                pair = [None, None]
                for which in (0, 1) if turn % 2 == 0 else (1, 0):
                    headers = [f"If-None-Match: {tags[which]}"] if tagged else []
                    headers += ["Accept-Encoding: gzip"] if packed else []
                    pair[which] = load(processes[1 - which], f"{bases[which]}/{name}", headers, args)
                rounds.append(pair)
            rate = statistics.median(a[0] / b[0] for a, b in rounds)
            work = statistics.median(b[1] / a[1] for a, b in rounds)
            middle = [statistics.median(pair[side][kind] for pair in rounds) for kind in (0, 1) for side in (0, 1)]
            met = rate >= aim
            failed |= not met
            print(f"{what:20} {middle[0]:9.0f} {middle[1]:9.0f} {rate:6.2f}  {middle[2]:5.1f}us {middle[3]:5.1f}us "
                  f"{work:6.2f}   {aim} {'met' if met else 'MISSED'}")
    finally:
        for process in processes:
            process.terminate()
            process.wait()
        shutil.rmtree(place)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
