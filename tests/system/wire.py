"""A client of HTTP that sends what it is told, byte by byte, and servers to send it to."""
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import time

import house


class Answer:
    """One answer: status, fields by lower-case name, body."""

    def __init__(self, head, body):
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        pairs = [line.partition(": ") for line in lines[1:]]
        self.fields = {name.lower(): value for name, _, value in pairs}
        self.names = [name for name, _, _ in pairs]
        self.body = body


class Wire:
    """A connection to a server."""

    def __init__(self, port, tls=None, timeout=20):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.socket = tls.wrap_socket(self.socket)
        self.text = b""

    def send(self, *parts):
        for part in parts:
            self.socket.sendall(part if isinstance(part, bytes) else part.encode())
        return self

    def more(self):
        """False: the server closed."""
        try:
            part = self.socket.recv(65536)
        except ConnectionResetError:
            part = b""
        self.text += part
        return part != b""

    def answer(self, head_only=False):
        """The next one; None where the connection is at its end."""
        while b"\r\n\r\n" not in self.text:
            if not self.more():
                house.check(self.text == b"", f"half an answer: {self.text[:200]!r}")
                return None
        head, _, self.text = self.text.partition(b"\r\n\r\n")
        found = Answer(head, b"")
        length = re.search(rb"\r\nContent-Length: (\d+)", head)
        if found.status in (100, 204, 304) or head_only:
            return found
        if length is None:
            while self.more():
                pass
            found.body, self.text = self.text, b""
            return found
        missing = int(length[1])
        while len(self.text) < missing:
            house.check(self.more(), "an answer was cut off")
        found.body, self.text = self.text[:missing], self.text[missing:]
        return found

    def rest(self):
        """Answers until the server closes."""
        answers = []
        while (one := self.answer()) is not None:
            answers.append(one)
        return answers

    def reset(self):
        """Leaves without a word."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class Server:
    """A server that runs, started by words; its first line names its address."""

    def __init__(self, words, folder, environment=None):
        self.errors = open(pathlib.Path(folder) / "server.err", "w+b")
        self.process = subprocess.Popen([str(word) for word in words], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=self.errors)
        line = self.process.stdout.readline().decode()
        found = re.search(r"(https?)://[\d.]+:(\d+)", line)
        if not found:
            self.stop()
            self.errors.seek(0)
            raise house.Failed(f"the server did not start: {line!r} {self.errors.read().decode()}")
        self.port = int(found[2])

    def wire(self, **words):
        return Wire(self.port, **words)

    def ask(self, text, **words):
        """All answers to the bytes, until the server closes."""
        with self.wire(**words) as wire:
            return wire.send(text).rest()

    def get(self, path, *fields, method="GET", **words):
        with self.wire(**words) as wire:
            lines = "".join(f"{field}\r\n" for field in fields)
            wire.send(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n")
            return wire.answer(head_only=method == "HEAD")

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, timeout=30):
        """Its exit status."""
        status = self.process.wait(timeout)
        self.process.stdout.close()
        self.errors.close()
        return status

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise house.Failed("the server did not stop")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.process.stdout.close()
        self.errors.close()


def blobs(options, folder, *words):
    """core/http with a few files behind it."""
    if not options.blobs or not options.blobs.exists():
        raise house.Skipped("xuncha-blobs is not built")
    house.write(folder / "small.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    house.write(folder / "large.ics", b"x" * 3_000_000)
    return Server([options.blobs, "--file", folder / "small.ics", "--file", folder / "large.ics", *words], folder,
                  house.sanitizer_environment())


def xuncha(options, folder, *words):
    """xuncha serve on a workspace without registers."""
    work = house.House(options, folder / "work")
    if not (work.db).exists():
        work.init()
    return Server([*work.command(["--json", "serve", "--listen", "127.0.0.1:0", "--access-log", folder / "access.log"]), *words],
                  folder, {**work.environment, "TMPDIR": str(folder)})


def certificate(folder, name):
    """Paths of a certificate of its own and its key."""
    openssl = house.need("openssl")
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run([openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-out", paths[0], "-keyout", paths[1]], check=True, capture_output=True)
    return paths


def client_tls(protocols=(), highest=None):
    """What a client speaks TLS with; it believes everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if protocols:
        context.set_alpn_protocols(protocols)
    if highest:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = highest
    return context


def eventually(holds, what, seconds=10):
    end = time.monotonic() + seconds
    while not holds():
        house.check(time.monotonic() < end, f"{what} did not come about within {seconds} s")
        time.sleep(0.02)


TERM, HUP = signal.SIGTERM, signal.SIGHUP
