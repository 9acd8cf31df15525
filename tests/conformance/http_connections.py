"""Connections: kept, closed and shared as both sides said, and no client's trouble is another's."""
import contextlib, socket, threading, time

from http_rule_table import OURS, rule
from http_wire import expect, must, same

SHARED_SECONDS = 3.0  # how soon a quick client is answered while others are slow: far more than a busy machine needs


@rule("two requests one after the other on a connection", "RFC 9112, 9.3", general=True)
def kept(site):
    with site.connect() as connection:
        for _ in range(2):
            connection.send(site.request())
            expect(connection.answer(), 200)


@rule("Connection: {0!r}: the answer says close, and the connection ends", "RFC 9112, 9.6",
      [("close",), ("Close",), ("x-none, close",), ("x-none\r\nConnection: close",)], general=True)
def closed(site, value):
    with site.connect() as connection:
        connection.send(site.request(f"Connection: {value}") + site.request(target="/behind"))
        answer = expect(connection.answer(), 200)
        must("close" in answer.members("Connection"), f"Connection: {answer['Connection']}")
        connection.must_end()


@rule("HTTP/1.0: the answer, without Transfer-Encoding, then the end", "RFC 9112, 9.3", general=True)
def plain_1_0(site):
    with site.connect() as connection:
        connection.send(site.request(version="HTTP/1.0"))
        answer = expect(connection.answer(), 200)
        must(not answer.all("Transfer-Encoding"), "Transfer-Encoding to an HTTP/1.0 client")
        connection.must_end()


@rule("HTTP/1.0 with Connection: keep-alive: kept if the answer says so, else ended", "RFC 9112, 9.3", general=True)
def kept_1_0(site):
    with site.connect() as connection:
        connection.send(site.request("Connection: keep-alive", version="HTTP/1.0"))
        answer = expect(connection.answer(), 200)
        must(not answer.all("Transfer-Encoding"), "Transfer-Encoding to an HTTP/1.0 client")
        if "keep-alive" not in answer.members("Connection"):
            return connection.must_end()
        connection.send(site.request(version="HTTP/1.0"))
        expect(connection.answer(), 200)
        connection.must_end()


@rule("20 pipelined requests are answered in their order", "RFC 9112, 9.3.2", general=True)
def pipelined(site):
    kinds = [(200, (), {}), (404, (), {"target": "/none/such"}), (304, ("If-None-Match: *",), {}),
             (200, (), {"method": "HEAD"}), (412, ('If-Match: "x"',), {})] * 4
    with site.connect() as connection:
        connection.send(b"".join(site.request(*fields, **more) for _, fields, more in kinds))
        got = []
        for _, _, more in kinds:
            answer = connection.answer(more.get("method", "GET"))
            got.append(answer and answer.status)
        same(got, [status for status, _, _ in kinds], "the statuses")


@rule("a request that comes byte by byte", "RFC 9112, 2.2")
def byte_by_byte(site):
    with site.connect() as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in site.request("Connection: close"):
            connection.send(bytes([byte]))
        expect(connection.answer(), 200)
        connection.must_end()


@rule("a client that has said all and shuts its side still gets the answer", "RFC 9112, 9.6", general=True)
def half_closed(site):
    with site.connect() as connection:
        connection.send(site.request())
        connection.socket.shutdown(socket.SHUT_WR)
        expect(connection.answer(), 200)
        connection.must_end()


@rule("a client that leaves within a {0} does no harm", OURS,
      [("request", b"GET / HTTP/1.1\r\nHost: a\r\nX-A"),
            ("body", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhalf"),
                                                           ("chunk",
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe")])
def left(site, _, data):
    with site.connect() as connection:
        connection.send(data)
        connection.socket.shutdown(socket.SHUT_WR)
        answer = connection.answer()
        must(answer is None or answer.status >= 400, f"half a request is answered with {answer and answer.status}")
    expect(site.ask(), 200)


@contextlib.contextmanager
def slow_clients(site, count=3):
    """Clients that send a request by a byte each 0.2 s."""
    done = threading.Event()

    def drip():
        with contextlib.suppress(OSError), site.connect() as connection:
            for byte in site.request("X-Slow: " + "x" * 1000):
                connection.send(bytes([byte]))
                if done.wait(0.2):
                    return

    threads = [threading.Thread(target=drip, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def quick(site):
    for _ in range(5):
        begin = time.monotonic()
        expect(site.ask(), 200)
        seconds = time.monotonic() - begin
        must(seconds < SHARED_SECONDS, f"a quick client waited {seconds:.1f} s")


@rule("clients that send a byte each 0.2 s keep nobody waiting", OURS)
def slow(site):
    with slow_clients(site):
        time.sleep(0.3)
        quick(site)


@rule("a client that takes no answers keeps nobody waiting", OURS)
def deaf(site):
    with site.connect() as connection:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.socket.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            connection.send(site.request() * 500)
        quick(site)


BODY = b"hello"


@rule("Expect: 100-continue, {0}: 100 or the answer at once, without the body", "RFC 9110, 10.1.1",
      [("POST", "POST"), ("GET", "GET")])
def expects(site, _, method):
    with site.connect() as connection:
        connection.send(site.request("Expect: 100-continue", f"Content-Length: {len(BODY)}", method=method))
        answer = connection.answer(interim=True)
        if answer is not None and answer.status == 100:
            connection.send(BODY)
            answer = connection.answer()
        expect(answer, *((405, 501, 413) if method == "POST" else (200, 400, 413)))


@rule("Expect: 100-continue in HTTP/1.0 is not answered with 100", "RFC 9110, 10.1.1")
def expects_1_0(site):
    with site.connect() as connection:
        connection.send(site.request("Expect: 100-continue", f"Content-Length: {len(BODY)}", method="POST", version="HTTP/1.0",
                                     body=BODY))
        expect(connection.answer(interim=True), 405, 501)


@rule("Expect: 100-continue without a body: the answer", "RFC 9110, 10.1.1", general=True)
def expects_nothing(site):
    expect(site.ask("Expect: 100-continue"), 200)


@rule("Expect: {0}: 417", OURS, [("x-none",), ("100-continue, x-none",), ("100-continued",)])
def unknown_expectation(site, value):
    expect(site.ask(f"Expect: {value}"), 417)
