"""A server in a crowd: thousands of subscribers whose connections rest, a thousand clients that send a
request one byte a second, and in the middle of them somebody who wants a page.

Aimed at: 99 of 100 pages within 100 ms, and no more than 200 MiB of memory, with 10,000 idle and 1,000
slow clients. With --tls the same over TLS, and the memory of one idle connection.

    crowd.py BLOBS [--idle N] [--slow N] [--pages N] [--tls [N]]
    crowd.py XUNCHA --county GENERATE …

BLOBS is xuncha-blobs, the HTTP room with files behind it; with --county it is the product, and the page is
a feed of a made-up county that it plans first."""
import argparse
import contextlib
import pathlib
import resource
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

import server

PAGE_MS, MEMORY_MIB = 100, 200


def memory(process, what="VmRSS"):
    """Bytes of a running process."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(what + ":"):
            return int(line.split()[1]) * 1024
    raise SystemExit(f"there is no {what}")


def read_answer(client):
    """The whole of one answer; the connection stays open."""
    text = b""
    while b"\r\n\r\n" not in text:
        part = client.recv(65536)
        if not part:
            raise SystemExit("a connection was closed early")
        text += part
    head, _, body = text.partition(b"\r\n\r\n")
    missing = int(head.lower().partition(b"content-length:")[2].split()[0]) - len(body)
    while missing > 0:
        missing -= len(client.recv(65536))
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(head.decode())


class Slow:
    """Clients that send their heads byte by byte, one each second, and dial again when they are refused."""

    def __init__(self, port, request, count, context):
        self.port, self.request, self.context = port, request, context
        self.clients = []
        self.refused = 0
        for _ in range(count):
            self.clients.append([self.dial(), 0])
        self.next = 0
        self.turn = time.monotonic()

    def dial(self):
        client = socket.create_connection(("127.0.0.1", self.port))
        if self.context:
            client = self.context.wrap_socket(client)
        client.setblocking(False)
        return client

    def push(self):
        """As many bytes as are due by now."""
        due = min(int((time.monotonic() - self.turn) * len(self.clients)), len(self.clients))
        while self.next < due:
            one = self.clients[self.next]
            try:
                one[0].send(self.request[one[1]:one[1] + 1])
                one[1] = (one[1] + 1) % (len(self.request) - 2)
            except OSError:
                self.refused += 1
                one[0].close()
                one[0], one[1] = self.dial(), 0
            self.next += 1
        if self.next == len(self.clients):
            self.next, self.turn = 0, time.monotonic()

    def close(self):
        for client, _ in self.clients:
            client.close()


def rest(port, request, count, context):
    """Subscribers that have asked once and keep the connection."""
    clients = []
    for _ in range(count):
        client = socket.create_connection(("127.0.0.1", port), timeout=30)
        if context:
            client = context.wrap_socket(client)
        client.sendall(request)
        read_answer(client)
        clients.append(client)
    return clients


def ask(port, request, count, slow, context):
    """Milliseconds of so many pages, every tenth over a new connection."""
    times = []
    client = None
    for i in range(count):
        slow.push()
        start = time.perf_counter()
        if i % 10 == 0:
            if client:
                client.close()
            client = socket.create_connection(("127.0.0.1", port), timeout=30)
            if context:
                client = context.wrap_socket(client)
        client.sendall(request)
        read_answer(client)
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(0.005)
    client.close()
    return sorted(times)


def certificate(place):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-keyout", place / "key.pem", "-out", place / "cert.pem"],
                   check=True, capture_output=True)
    return ["--tls-cert", place / "cert.pem", "--tls-key", place / "key.pem"]


def start(args, place, tls):
    """A running server, its port, the path of a page."""
    if args.county:
        process, base, paths = server.start_county(args, place / "ours")
        return process, int(base.rpartition(":")[2]), paths["small.ics"]
    (place / "page.html").write_bytes(b"<!doctype html>" + b"x" * 30000)
    words = [args.program, "--file", place / "page.html", *(certificate(place) if tls else [])]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline().rpartition(":")[2]), "/page.html"


def measure(args, idle, tls):
    """True where what was aimed at is met."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="xuncha-crowd-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, place)
        context = None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        process, port, path = start(args, place, tls)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        for client in rest(port, request, 20, context):
            client.close()
        before = memory(process)
        began = time.monotonic()
        resting = rest(port, request, idle, context)
        took = time.monotonic() - began
        each = (memory(process) - before) / max(idle, 1)
        slow = Slow(port, request, args.slow, context)
        times = ask(port, request, args.pages, slow, context)
        slow.close()
        most = memory(process, "VmHWM") / 2**20
        for client in resting[:: max(len(resting) // 100, 1)]:  # they are still served
            client.sendall(request)
            read_answer(client)
        p99 = times[int(len(times) * 0.99)]
        print(f"{'TLS' if tls else 'plain'}: {idle} idle (after {took:.1f} s), {args.slow} slow (refused {slow.refused} times)")
        print(f"  page: median {times[len(times) // 2]:.1f} ms, p99 {p99:.1f} ms, worst {times[-1]:.1f} ms (aimed at: p99 {PAGE_MS})")
        print(f"  memory: {most:.1f} MiB at most (aimed at: {MEMORY_MIB}), {each:.0f} bytes for an idle connection")
        for client in resting:
            client.close()
        return p99 <= PAGE_MS and most <= MEMORY_MIB


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--county", metavar="GENERATE")
    parser.add_argument("--idle", type=int, default=10000)
    parser.add_argument("--slow", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--tls", type=int, nargs="?", const=10000, default=0, help="idle clients over TLS, after the others")
    args = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    needed = max(args.idle, args.tls) + args.slow + 200
    if hard < needed:
        print(f"only {hard} files may be open, {needed} would be needed: nothing was measured")
        return 0
    met = measure(args, args.idle, False)
    if args.tls:
        met = measure(args, args.tls, True) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
