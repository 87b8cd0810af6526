"""HTTP as it must not be misread, cut off or held up: the room core/http with a few files behind it, and
`xuncha serve` where it is the server that matters."""
import json
import pathlib
import re
import ssl
import threading
import time
import warnings

import house
import wire
from house import check, equal

LATE = ("--head-ms", "400", "--stall-ms", "400")


def odd_requests(path):
    """name, bytes, status of the one answer; then the connection ends."""
    def get(*lines, line=f"GET {path} HTTP/1.1", host="Host: a"):
        return "\r\n".join([line, *([host] if host else []), *lines, "", ""])

    def post(*lines, body=""):
        return get(*lines, line="POST /echo HTTP/1.1") + body

    smuggled = get()
    return [
        ("length and encoding", post("Content-Length: 6", "Transfer-Encoding: chunked", body="0\r\n\r\nG") + smuggled, 411),
        ("encoding and length", post("Transfer-Encoding: chunked", "Content-Length: 6", body="0\r\n\r\nG") + smuggled, 411),
        ("chunked", post("Transfer-Encoding: chunked", body="5\r\nhello\r\n0\r\n\r\n") + smuggled, 411),
        ("encoding twice", post("Transfer-Encoding: chunked", "Transfer-Encoding: identity") + smuggled, 411),
        ("encoding disguised", post("Transfer-Encoding: xchunked") + smuggled, 411),
        ("encoding behind a tab", post("Transfer-Encoding:\tchunked") + smuggled, 411),
        ("encoding with a blank", post("Transfer-Encoding : chunked") + smuggled, 400),
        ("encoding of old", get("Transfer-Encoding: chunked", line="POST /echo HTTP/1.0") + smuggled, 411),
        ("two lengths", post("Content-Length: 1", "Content-Length: 2", body="ab") + smuggled, 400),
        ("one length twice", post("Content-Length: 1", "Content-Length: 1", body="a") + smuggled, 400),
        ("a list of lengths", post("Content-Length: 1, 1", body="a") + smuggled, 400),
        ("a length with a sign", post("Content-Length: +1", body="a") + smuggled, 400),
        ("a length in hexadecimal", post("Content-Length: 0x1", body="a") + smuggled, 400),
        ("a negative length", post("Content-Length: -1") + smuggled, 400),
        ("an empty length", post("Content-Length:") + smuggled, 400),
        ("a length beyond numbers", post("Content-Length: 18446744073709551617", body="a") + smuggled, 400),
        ("a bare line feed", f"GET {path} HTTP/1.1\nHost: a\n\n\r\n\r\n" + smuggled, 400),
        ("a bare line feed in a field", get("X: a\nY: b") + smuggled, 400),
        ("a bare carriage return", get("X: a\rY: b") + smuggled, 400),
        ("NUL in a value", get("X: a\0b") + smuggled, 400),
        ("NUL in the target", get(line=f"GET {path}\0 HTTP/1.1") + smuggled, 400),
        ("a blank before a colon", get("X : a") + smuggled, 400),
        ("a folded line", get("X: a", " b") + smuggled, 400),
        ("a folded first line", f"GET {path} HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n" + smuggled, 400),
        ("a field without a colon", get("Host") + smuggled, 400),
        ("a field without a name", get(": a") + smuggled, 400),
        ("a name with odd characters", get("X(y): a") + smuggled, 400),
        ("no host", get(host=None) + smuggled, 400),
        ("two hosts", get("Host: b") + smuggled, 400),
        ("an empty host", get(host="Host:") + smuggled, 400),
        ("a host with a comma", get(host="Host: a, b") + smuggled, 400),
        ("a host with a user", get(host="Host: a@b") + smuggled, 400),
        ("another host's address", get(line=f"GET http://b{path} HTTP/1.1") + smuggled, 400),
        ("no address", get(line="GET b/c HTTP/1.1") + smuggled, 400),
        ("an asterisk", get(line="OPTIONS * HTTP/1.1") + smuggled, 400),
        ("a fragment", get(line=f"GET {path}#x HTTP/1.1") + smuggled, 400),
        ("bytes in the target", f"GET {path}?é HTTP/1.1\r\nHost: a\r\n\r\n" + smuggled, 400),
        ("two blanks", get(line=f"GET  {path} HTTP/1.1") + smuggled, 400),
        ("a tab for a blank", get(line=f"GET\t{path} HTTP/1.1") + smuggled, 400),
        ("a line before the first", "\r\n" + smuggled, 400),
        ("a version of its own", get(line=f"GET {path} HTTP/1.2") + smuggled, 505),
        ("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", None),
        ("HTTP/0.9", f"GET {path}\r\n\r\n", None),
        ("a method of its own", get(line=f"BREW {path} HTTP/1.1") + smuggled, 501),
        ("a small method", get(line=f"get {path} HTTP/1.1") + smuggled, 501),
        ("CONNECT", get(line="CONNECT a:80 HTTP/1.1") + smuggled, 400),
        ("an odd expectation", post("Content-Length: 1", "Expect: tea", body="a") + smuggled, 417),
        ("a long target", get(line=f"GET /{'a' * 4096} HTTP/1.1") + smuggled, 414),
        ("an endless target", "GET /" + "a" * 20000, 414),
        ("an endless field", f"GET {path} HTTP/1.1\r\nHost: a\r\nX: " + "a" * 20000, 431),
        ("too many fields", get(*[f"X{i}: a" for i in range(64)]) + smuggled, 431),
        ("too large a body", post("Content-Length: 99999999999999") + smuggled, 413),
        ("a body where none is taken", get("Content-Length: 1", "Connection: close", line=f"PUT {path} HTTP/1.1") + "a" + smuggled, None),
    ]


def refuse_all(server, path):
    failed = []
    for name, text, status in odd_requests(path):
        try:
            answers = server.ask(text.encode(), timeout=5)
        except TimeoutError:
            failed.append(f"{name}: the connection stays open")
            continue
        found = [answer.status for answer in answers]
        if len(found) != 1 or found[0] < 400 or (status and found[0] != status):
            failed.append(f"{name}: {found} instead of {status}")
        elif answers[0].fields.get("connection") != "close":
            failed.append(f"{name}: the answer does not say that it is the last")
    check(not failed, "\n".join(failed))
    equal(server.get(path).status, 200, "the request of an honest client afterwards")


def nothing_is_smuggled(options, folder):
    with wire.blobs(options, folder) as server:
        refuse_all(server, "/small.ics")


def nothing_is_smuggled_past_the_product(options, folder):
    with wire.xuncha(options, folder) as server:
        refuse_all(server, "/healthz")


def what_is_allowed_is_understood(options, folder):
    with wire.blobs(options, folder) as server:
        for text, status in (
                ("GET http://A:80/small.ics HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\n", 200),
                ("GET /small.ics HTTP/1.0\r\nHost: a\r\n", 200),
                ("GET /small.ics?x=%00 HTTP/1.1\r\nHOST:a\r\nConnection: close\r\n", 200),
                ("GET /%73mall.ics HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: x, CLOSE\r\n", 404),
                ("PROPFIND /small.ics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", 405),
                ("OPTIONS /small.ics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", 405)):
            answers = server.ask(text + "\r\n")
            equal([answer.status for answer in answers], [status], text)
            equal(answers[0].fields["connection"], "close", text)


def look_alike(server, path):
    """HEAD and GET say the same of a page, and other methods are refused."""
    page, head = server.get(path), server.get(path, method="HEAD")
    equal((page.status, head.status, head.body), (200, 200, b""), path)
    for one in (page, head):
        one.fields.pop("date")
    equal(head.fields, page.fields, f"fields of HEAD {path}")
    equal(int(page.fields["content-length"]), len(page.body), "length")
    part = server.get(path, "Range: bytes=0-3")
    check(part.status == 200 and part.body == page.body and "accept-ranges" not in part.fields, "a range was half understood")
    refused = server.get(path, method="DELETE")
    equal(refused.status, 405, "DELETE")
    check("GET" in refused.fields["allow"] and "DELETE" not in refused.fields["allow"], refused.fields["allow"])


def head_is_get_without_a_body(options, folder):
    with wire.blobs(options, folder) as server:
        look_alike(server, "/small.ics")
        tag = server.get("/small.ics").fields["etag"]
        for fields, status in ((f"If-None-Match: W/{tag}", 304), (f'If-None-Match: "x", {tag}', 304), ('If-None-Match: "x"', 200)):
            fresh = server.get("/small.ics", fields)
            equal(fresh.status, status, fields)
            check(status == 200 or (fresh.fields["etag"] == tag and "content-length" not in fresh.fields), str(fresh.fields))
    with wire.xuncha(options, folder) as server:
        look_alike(server, "/healthz")


def requests_sent_ahead_are_answered_in_order(options, folder):
    with wire.blobs(options, folder) as server:
        asked = "".join(f"GET /{name} HTTP/1.1\r\nHost: a\r\n\r\n" for name in ("slow?ms=100", "small.ics", "none", "large.ics") * 5)
        found = server.ask(asked + "GET /small.ics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /never HTTP/1.1\r\nHost: a\r\n\r\n")
        equal([answer.status for answer in found], [200, 200, 404, 200] * 5 + [200], "answers in order")
        equal([len(answer.body) for answer in found[3::4]], [3_000_000] * 5, "large ones")
        with server.wire() as one:  # a thousand at once, and byte by byte
            one.send("GET /small.ics HTTP/1.1\r\nHost: a\r\n\r\n" * 1000)
            equal({one.answer().status for _ in range(1000)}, {200}, "a thousand")
            for byte in b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok":
                one.send(bytes([byte]))
            equal(one.answer().body, b"ok", "byte by byte")


def bodies_are_waited_for_and_bounded(options, folder):
    with wire.blobs(options, folder) as server:
        with server.wire() as one:
            one.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            equal(one.answer().status, 100, "told to go on")
            one.send("hel")
            time.sleep(0.05)
            one.send("lo")
            equal(one.answer().body, b"hello", "body")
            whole = bytes(range(256)) * 4096
            one.send(f"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {len(whole)}\r\n\r\n", whole)
            equal(one.answer().body == whole, True, "a mebibyte comes back")
            one.send(f"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {len(whole) + 1}\r\nExpect: 100-continue\r\n\r\n")
            equal(one.answer().status, 413, "one byte more")
            equal(one.answer(), None, "the end of the connection")
        equal(server.get("/echo").fields["allow"], "POST", "what the address takes")


def the_slow_are_told_and_left(options, folder):
    with wire.blobs(options, folder, *LATE) as server:
        for text, status in (("GET /small", 408), ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhel", 408)):
            start = time.monotonic()
            with server.wire() as one:
                found = one.send(text).rest()
            equal([answer.status for answer in found], [status], text)
            check(0.3 < time.monotonic() - start < 5, f"{text}: {time.monotonic() - start:.1f} s")
        with server.wire() as one:  # a head that never ends, a byte at a time
            start = time.monotonic()
            for byte in b"GET /small.ics HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 1000:
                try:
                    one.send(bytes([byte]))
                except OSError:
                    break
                time.sleep(0.02)
            check(time.monotonic() - start < 6, "a slow head was borne with")
        with server.wire() as one:  # says nothing
            equal(one.rest(), [], "answers to nothing")


def whoever_closed_a_half_still_hears(options, folder):
    with wire.blobs(options, folder) as server:
        with server.wire() as one:
            one.send("GET /large.ics HTTP/1.1\r\nHost: a\r\n\r\nGET /small.ics HTTP/1.1\r\nHost: a\r\n\r\nGET /lar")
            one.socket.shutdown(1)
            time.sleep(0.2)
            found = one.rest()
        equal([len(answer.body) for answer in found], [3_000_000, 32], "answers")


def resets_leave_nothing_behind(options, folder):
    texts = ("", "GET", "GET /large.ics HTTP/1.1\r\nHost: a\r\n\r\n", "GET /slow?ms=50 HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET /stream?n=100 HTTP/1.1\r\nHost: a\r\n\r\n", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\nx",
             "GET /never HTTP/1.1\r\nHost: a\r\n\r\n", "GET /large.ics HTTP/1.1\r\nHost: a\r\n\r\n" * 50)
    with wire.blobs(options, folder) as server:
        for turn in range(25):
            for text in texts:
                one = server.wire().send(text)
                if turn % 3 == 0:
                    time.sleep(0.002)
                one.reset()
        wire.eventually(lambda: server.get("/load").body.split()[:3] == [b"1", b"1", b"0"], "nothing but the one who asks")


def a_stop_lets_answers_end(options, folder):
    with wire.blobs(options, folder) as server:
        idle = server.wire()
        idle.send("GET /small.ics HTTP/1.1\r\nHost: a\r\n\r\n").answer()
        asked = [server.wire().send("GET /slow?ms=700 HTTP/1.1\r\nHost: a\r\n\r\n") for _ in range(5)]
        half = server.wire().send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
        stream = server.wire().send("GET /stream?n=100000 HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.2)
        start = time.monotonic()
        server.signal(wire.TERM)
        equal(idle.answer(), None, "an idle connection")
        try:
            server.wire(timeout=5)
            refused = False
        except OSError:
            refused = True
        check(refused, "a new connection was taken by a server that stops")
        half.send("b")
        last = half.answer()
        equal((last.body, last.fields["connection"]), (b"ab", "close"), "a body that was on its way")
        for one in asked:
            equal([answer.body for answer in one.rest()], [b"slow"], "an answer that was on its way")
        check(stream.answer().status == 200, "the stream")
        for one in (idle, half, stream, *asked):
            one.socket.close()
        equal(server.process.wait(20), 0, "exit status")
        check(time.monotonic() - start < 5, "it waited for a stream")


def a_stop_does_not_wait_forever(options, folder):
    with wire.blobs(options, folder, "--stop-ms", "500") as server:
        with server.wire() as one:
            one.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(0.1)
            start = time.monotonic()
            server.signal(wire.TERM)
            equal(one.answer(), None, "an answer that never comes")
            equal(server.process.wait(20), 0, "exit status")
            check(0.4 < time.monotonic() - start < 5, "stop took long")


def seen_certificate(server):
    with server.wire(tls=wire.client_tls()) as one:
        return one.socket.getpeercert(binary_form=True)


def change_certificates(server, files, others, path):
    first = seen_certificate(server)
    kept = server.wire(tls=wire.client_tls())
    kept.send(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")
    equal(kept.answer().status, 200, "over TLS")
    for old, new in zip(files, others):
        old.write_bytes(new.read_bytes())
    server.signal(wire.HUP)
    wire.eventually(lambda: seen_certificate(server) != first, "another certificate")
    second = seen_certificate(server)
    files[1].write_text("no key at all")
    server.signal(wire.HUP)
    time.sleep(0.3)
    equal(seen_certificate(server), second, "the certificate after a reload that failed")
    kept.send(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")
    equal(kept.answer().status, 200, "a connection from before")
    kept.socket.close()


def certificates_change_while_it_runs(options, folder):
    files, others = wire.certificate(folder, "first"), wire.certificate(folder, "second")
    with wire.blobs(options, folder, "--tls-cert", files[0], "--tls-key", files[1]) as server:
        change_certificates(server, files, others, "/small.ics")
    files = wire.certificate(folder, "third")
    with wire.xuncha(options, folder, "--tls-cert", files[0], "--tls-key", files[1]) as server:
        change_certificates(server, files, others, "/healthz")


def only_tls_of_today_is_spoken(options, folder):
    files = wire.certificate(folder, "a")
    with wire.blobs(options, folder, "--tls-cert", files[0], "--tls-key", files[1]) as server:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old = wire.client_tls(highest=ssl.TLSVersion.TLSv1_1)
        try:
            server.wire(tls=old)
            reason = "none"
        except OSError as error:
            reason = str(error)
        check("protocol" in reason.lower(), f"TLS 1.1 was refused with: {reason}")
        for highest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = wire.client_tls(protocols=["h2", "http/1.1"])
            context.maximum_version = highest
            with server.wire(tls=context) as one:
                equal(one.socket.selected_alpn_protocol(), "http/1.1", "protocol")
                one.send("GET /large.ics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                equal(len(one.answer().body), 3_000_000, "a large answer over TLS")
                equal(one.socket.recv(1), b"", "close_notify")
        try:
            server.wire(tls=wire.client_tls(protocols=["h2"]))
            reason = "none"
        except OSError as error:
            reason = str(error)
        check("protocol" in reason.lower(), f"h2 alone was refused with: {reason}")
        with server.wire() as one:  # plain text to a TLS port
            check(not one.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text, "plain text was answered")
        equal(server.get("/small.ics", tls=wire.client_tls()).status, 200, "others are served")


def many_at_once_get_their_own(options, folder):
    """Threads of clients with answers of different lengths: none gets another's."""
    with wire.blobs(options, folder) as server:
        failed = []

        def talk(number):
            with server.wire() as one:
                for turn in range(40):
                    body = f"{number}-{turn}-" * (1 + (number * turn) % 700)
                    one.send(f"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n{body}")
                    if one.answer().body != body.encode():
                        failed.append((number, turn))
        threads = [threading.Thread(target=talk, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(failed, [], "answers of others")


def log_lines(path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def the_log_names_nobody(options, folder):
    with wire.xuncha(options, folder) as server:
        token = "s3cret" * 4
        server.get(f"/feeds/{token}.ics", "User-Agent: Somebody", f"Cookie: session={token}")
        server.get(f"/api/v1/visits?name={token}")
        server.get(f"/{token}")
        server.ask(f"GET /{token} HTTP/9.9\r\nHost: {token}\r\n\r\n")
        path = folder / "access.log"
        wire.eventually(lambda: len(log_lines(path)) >= 5, "lines in the log")
        path.rename(folder / "access.log.1")
        server.signal(wire.HUP)
        wire.eventually(path.exists, "a new log")
        server.get("/healthz")
    old, new = log_lines(folder / "access.log.1"), log_lines(path)
    equal(old[0]["event"], "started", "the first line")
    routes = [line.get("route") for line in old if "route" in line]
    check("/feeds/{token}" in routes, str(routes))
    check(any(line.get("route") == "/healthz" and line["status"] == 200 for line in new), str(new))
    equal(new[-1]["event"], "stopped", "the last line")
    for file in folder.glob("access.log*"):
        text = file.read_text(encoding="utf-8")
        check(token not in text and "127.0.0.1" not in text and "Somebody" not in text, text)


def counted(text):
    """Samples of an OpenMetrics text by name and labels, checked on the way."""
    check(text.endswith("# EOF\n") and text.count("# EOF") == 1, "the end")
    samples, types, family = {}, {}, None
    for line in text.splitlines()[:-1]:
        if line.startswith("# "):
            _, word, name, rest = line.split(" ", 3)
            if word == "TYPE":
                check(name not in types, f"{name} twice")
                types[name], family = rest, name
            check(name == family, f"{line} stands with {family}")
            check(word != "UNIT" or name.endswith("_" + rest), line)
            continue
        found = re.fullmatch(r'([a-z_]+)(\{(?:[a-z]+="(?:[^"\\]|\\.)*",?)*\})? (\d+(?:\.\d+)?)', line)
        check(found is not None and line not in samples, line)
        suffix = found[1].removeprefix(family)
        allowed = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}[types[family]]
        check(suffix in allowed, f"{line} is no sample of a {types[family]}")
        samples[found[1] + (found[2] or "")] = (types[family], float(found[3]))
    return samples


def counters_count(options, folder):
    with wire.xuncha(options, folder) as server:
        first = server.get("/metrics")
        check(first.fields["content-type"].startswith("application/openmetrics-text; version=1.0.0"), first.fields["content-type"])
        before = counted(first.body.decode())
        for _ in range(7):
            server.get("/healthz")
        server.get("/nowhere")
        after = counted(server.get("/metrics").body.decode())
        name = 'xuncha_requests_total{route="/healthz",status="200"}'
        equal(after[name][1] - before.get(name, (None, 0))[1], 7, name)
        for key, (kind, value) in before.items():
            check(kind == "gauge" or after[key][1] >= value, f"{key} went back")
        check(after["process_resident_memory_bytes"][1] > 1e6, "memory")
        check(after["xuncha_connections"][1] >= 1, "connections")


if __name__ == "__main__":
    house.main([
        nothing_is_smuggled, nothing_is_smuggled_past_the_product, what_is_allowed_is_understood,
        head_is_get_without_a_body, requests_sent_ahead_are_answered_in_order, bodies_are_waited_for_and_bounded,
        the_slow_are_told_and_left, whoever_closed_a_half_still_hears, resets_leave_nothing_behind,
        a_stop_lets_answers_end, a_stop_does_not_wait_forever, certificates_change_while_it_runs,
        only_tls_of_today_is_spoken, many_at_once_get_their_own, the_log_names_nobody, counters_count,
    ], extra=("blobs",))
