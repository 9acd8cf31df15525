"""What is asked of a server: by wrk and http_load on the other core, by sockets of our own that wait or are slow."""
import re, select, socket, subprocess, threading, time

from servers import CLIENT_CORE, FEED, fetch, pinned

CONNECTIONS = 64


def fields_of(server, case):
    """The request's fields in that case."""
    _, headers = fetch(server.url + FEED, Accept_Encoding="gzip")
    fields = ["Accept-Encoding: gzip"]
    if case != "200":
        fields.append(f"If-None-Match: {headers['ETag']}")
    if case == "new":
        fields.append("Connection: close")
    return fields


def saturate(server, fields, seconds):
    """As many requests as go through: microseconds of the server's CPU for one, and requests a second."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    for field in fields:
        command += ["-H", field]
    before, begun = server.cpu(), time.perf_counter()
    output = subprocess.run(pinned(CLIENT_CORE, [*command, server.url + FEED]), check=True, capture_output=True, text=True).stdout
    spent, wall = server.cpu() - before, time.perf_counter() - begun
    if "Non-2xx" in output and not any("If-None-Match" in field for field in fields):
        raise SystemExit(f"{server.name} fails:\n{output}")
    requests = int(re.search(r"(\d+) requests in", output).group(1))
    return spent / requests * 1e6, requests / wall


def latencies(load, server, fields, rate, seconds):
    """At so many requests a second, in microseconds: median, and 99 % in the median tenth of a second."""
    _, median, *_, usual = run_load(load, server, fields, rate, seconds)
    return median, usual


def most(load, server, fields, seconds):
    """Requests a second that http_load gets through, which is less than wrk does."""
    return run_load(load, server, fields, 1e6, seconds)[0] / (seconds - 1)


def run_load(load, server, fields, rate, seconds):
    command = [load, server.port, int(rate), seconds, CONNECTIONS, FEED, *fields]
    output = subprocess.run(pinned(CLIENT_CORE, command), check=True, capture_output=True, text=True).stdout
    return [int(word) for word in output.split()]


def connect(server, count):
    return [socket.create_connection(("127.0.0.1", server.port)) for _ in range(count)]


def idle_bytes(server, count):
    """Private memory of the server for each of `count` connections that have had an answer and wait."""
    request = f"GET {FEED} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nIf-None-Match: *\r\n\r\n".encode()
    before = server.private_bytes()
    sockets = connect(server, count)
    try:
        for s in sockets:
            s.sendall(request)
            if not s.recv(65536).startswith(b"HTTP/1.1 304"):
                raise SystemExit(f"{server.name} does not answer with 304")
        time.sleep(1)
        return (server.private_bytes() - before) / count
    finally:
        for s in sockets:
            s.close()


class SlowClients:
    """Connections that send one byte a second each."""

    def __init__(self, server, count):
        self.server, self.sockets, self.ended = server, connect(server, count), threading.Event()
        self.thread = threading.Thread(target=self.trickle)
        self.thread.start()

    def trickle(self):
        request = f"GET {FEED} HTTP/1.1\r\nHost: localhost\r\nX-Padding: ".encode() + b"x" * 4096
        slices, sent = 100, 0
        while not self.ended.is_set():
            begun = time.perf_counter()
            for s in self.sockets[sent % slices::slices]:
                s.send(request[sent // slices:][:1])
            sent += 1
            time.sleep(max(0, 1 / slices - (time.perf_counter() - begun)))

    def alive(self):
        readable = select.poll()
        for s in self.sockets:
            readable.register(s, select.POLLIN)
        return len(self.sockets) - len(readable.poll(0))

    def close(self):
        self.ended.set()
        self.thread.join()
        for s in self.sockets:
            s.close()
