"""A running `xuncha serve` for tests: on 127.0.0.1, at a free port, ended by its process id."""
import http.client
import json
import signal
import subprocess
import threading
import time
import urllib.parse

from house import Failed, check

PASSWORD = "correct horse battery"


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.bytes = body

    def json(self):
        return json.loads(self.bytes)

    def __str__(self):
        return f"{self.status} {self.bytes[:600]!r}"


class Server:
    """with Server(house) as server: … ; its standard error is kept in `log`."""

    def __init__(self, house, *words):
        self.house = house
        self.words = ("serve", "--listen", "127.0.0.1:0", *words)
        self.process, self.address, self.log = None, None, []

    def __enter__(self):
        words = self.house.command(["--json", *self.words])
        self.process = subprocess.Popen(words, cwd=self.house.folder,
                                        env=self.house.environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(10)
            self.reader.join(10)
            raise Failed("the server did not start:\n" + "".join(self.log))
        self.url = json.loads(line)["listening"]
        self.address = urllib.parse.urlsplit(self.url).netloc
        return self

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.decode("utf-8", "replace"))

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.stop()
        if kind is None and self.process.returncode not in (0, -signal.SIGKILL):
            raise Failed(f"the server ended with {self.process.returncode}:\n"
                         + "".join(self.log[-20:]))

    def stop(self, with_signal=signal.SIGTERM):
        self.process.send_signal(with_signal)
        self.process.wait(30)
        self.reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()

    def connect(self):
        return http.client.HTTPConnection(self.address, timeout=60)

    def ask(self, method, path, body=None, headers=None, token=None, connection=None):
        """One request; body: bytes, or something that becomes JSON."""
        own = connection or self.connect()
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode("utf-8")
        if token:
            headers["Authorization"] = f"Bearer {token}"
        own.request(method, path, body, headers)
        response = own.getresponse()
        answer = Answer(response, response.read())
        if not connection:
            own.close()
        return answer

    def api(self, method, path, body=None, token=None, status=200, **more):
        answer = self.ask(method, "/api/v1" + path, body, token=token, **more)
        check(status is None or answer.status == status,
              f"{method} {path}: {status} was expected: {answer}")
        return answer

    def sign_in(self, name, password=PASSWORD, office=None):
        """The token of a user who has signed in."""
        body = {"name": name, "password": password, "token": True}
        if office:
            body["office"] = office
        return self.api("POST", "/session", body).json()["token"]

    def wait(self, answer, token, seconds=60):
        """The job that a request started, once it is over."""
        check(answer.status == 202, f"a job was expected: {answer}")
        place = answer.headers["Location"].removeprefix("/api/v1")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            job = self.api("GET", place, token=token).json()
            if job["state"] not in ("waiting", "running"):
                return job
            time.sleep(0.05)
        raise Failed(f"the job did not end: {job}")


def add_user(house, name, role, *words, area=None):
    """A user whose first password is still to be changed; returns it."""
    made = house.run("--json", "user", "add", name, "--role", role, "--area",
                     area or house.office, *words)
    return json.loads(made.out)["password"]


def sign_up(house, server, name, role, *words, area=None):
    """A new user with a password of their own, signed in: the token."""
    first = add_user(house, name, role, *words, area=area)
    token = server.sign_in(name, first, house.office)
    server.api("PATCH", "/session", {"old": first, "new": PASSWORD}, token=token)
    return server.sign_in(name, PASSWORD, house.office)
