"""Where a message ends: two readers that disagree about it let a request be smuggled past one of them (RFC 9112, 11.2)."""
from http_heads import refused
from http_rule_table import OURS, rule
from http_wire import expect

LENGTHS = [
    "-1", "+5", "0x5", "5 5", "5.0", "5e0", "5;", '"5"', "", "five", "5, 6", "5,", "5\r\n ", "\x0b5", "\u0665",
    "99999999999999999999999999", "18446744073709551621", "-18446744073709551611",
    "0\r\nContent-Length: 5", "5\r\ncontent-length: 6", "6\r\nContent-Length: 5",
]
ONE_TWICE = ["5, 5", "5\r\nContent-Length: 5"]  # RFC 9112, 6.3, lets servers mend these; a proxy in front may not


@rule("refused, and the connection ends: Content-Length: {0!r}", OURS, [(value,) for value in ONE_TWICE])
@rule("refused, and the connection ends: Content-Length: {0!r}", "RFC 9112, 6.3", [(value,) for value in LENGTHS])
def lengths(site, value):
    refused(site, site.request(f"Content-Length: {value}", body=b"x=y&z"))


@rule("refused, and the connection ends: a blank before Content-Length's colon", "RFC 9112, 5.1")
def length_spaced(site):
    refused(site, site.request("Content-Length : 5", body=b"x=y&z"))


CODINGS = [
    "Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, gzip",
    "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: identity",
    "Transfer-Encoding: chunked, identity", "Transfer-Encoding: xchunked", "Transfer-Encoding: chunkedx",
    "Transfer-Encoding: chunked;q=1", "Transfer-Encoding: \x0bchunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
    'Transfer-Encoding: "chunked"', "Transfer-Encoding: chun ked", "Transfer-Encoding : chunked",
    "Transfer-Encoding:\r\n chunked", "Transfer-Encoding: \x00chunked", "Transfer-Encoding:",
]


@rule("refused, and the connection ends: {0!r}", "RFC 9112, 6.1", [(line,) for line in CODINGS])
def codings(site, lines):
    refused(site, site.request(lines, body=b"0\r\n\r\n"), 400, 501)


BOTH = [("Content-Length first", ["Content-Length: 5", "Transfer-Encoding: chunked"]),
        ("Transfer-Encoding first", ["Transfer-Encoding: chunked", "Content-Length: 5"]),
        ("Content-Length: 0", ["Content-Length: 0", "Transfer-Encoding: chunked"]),
        ("an unknown coding", ["Content-Length: 5", "Transfer-Encoding: xchunked"]),
        ("the coding in capitals", ["Content-Length: 5", "TRANSFER-ENCODING: CHUNKED"])]


@rule("refused, Content-Length and Transfer-Encoding at once: {0}", "RFC 9112, 6.3", BOTH)
def both(site, _, fields):
    refused(site, site.request(*fields, body=b"0\r\n\r\n"), *((400, 501) if "xchunked" in fields[1] else (400,)))


@rule("refused, Transfer-Encoding in HTTP/1.0", "RFC 9112, 6.1")
def coded_1_0(site):
    refused(site, site.request("Transfer-Encoding: chunked", "Connection: keep-alive", version="HTTP/1.0", body=b"0\r\n\r\n"))


CHUNKED = [("nothing", b"0\r\n\r\n"), ("two chunks", b"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"),
           ("a size in capitals", b"A\r\n0123456789\r\n0\r\n\r\n"), ("zeros before the size", b"0005\r\nhello\r\n000\r\n\r\n"),
           ("an extension", b"5;a=b\r\nhello\r\n0;c\r\n\r\n"), ("a quoted extension", b'5;a="b; c"\r\nhello\r\n0\r\n\r\n'),
           ("a trailer field", b"5\r\nhello\r\n0\r\nX-A: b\r\n\r\n"),
           ("trailer fields that mean nothing there",
            b"0\r\nHost: b.example\r\nContent-Length: 5\r\nTransfer-Encoding: gzip\r\n\r\n"),
            ("a request", b"1c\r\nGET /smuggled HTTP/1.1\r\n\r\n\r\n\r\n0\r\n\r\n")]


@rule("a chunked body of a {0} with {1} is read to its end, and the next request answered", "RFC 9112, 7.1",
      [(method, *row) for method in ("GET", "POST") for row in CHUNKED])
def chunked(site, method, _, body):
    with site.connect() as connection:
        connection.send(site.request("Transfer-Encoding: chunked", method=method, body=body))
        connection.send(site.request("Connection: close"))
        expect(connection.answer(method), 200 if method == "GET" else 405)
        expect(connection.answer(), 200)
        connection.must_end()


@rule("Transfer-Encoding: CHUNKED is chunked", "RFC 9112, 7")
def capitals(site):
    with site.connect() as connection:
        connection.send(site.request("Transfer-Encoding: CHUNKED", body=b"1\r\nx\r\n0\r\n\r\n"))
        connection.send(site.request("Connection: close"))
        expect(connection.answer(), 200)
        expect(connection.answer(), 200)
        connection.must_end()


BAD_CHUNKS = [("no size", b"\r\nhello\r\n0\r\n\r\n"), ("a size that is none", b"x\r\nhello\r\n0\r\n\r\n"),
              ("a negative size", b"-5\r\nhello\r\n0\r\n\r\n"), ("a plus", b"+5\r\nhello\r\n0\r\n\r\n"),
              ("0x", b"0x5\r\nhello\r\n0\r\n\r\n"), ("a blank before the size", b" 5\r\nhello\r\n0\r\n\r\n"),
              ("a word behind the size", b"5 x\r\nhello\r\n0\r\n\r\n"), ("a line of LF alone", b"5\nhello\r\n0\r\n\r\n"),
              ("an LF in an extension", b"5;a\nhello\r\n0\r\n\r\n"), ("a CR in an extension", b"5;a\rb\r\nhello\r\n0\r\n\r\n"),
              ("a chunk too long", b"5\r\nhello!\r\n0\r\n\r\n"), ("a chunk too short", b"5\r\nhell\r\n0\r\n\r\n"),
              ("a chunk that ends in LF alone", b"5\r\nhello\n0\r\n\r\n"), ("a last chunk of LF alone", b"0\n\n"),
              ("a size that wraps around", b"10000000000000005\r\nhello\r\n0\r\n\r\n"),
              ("a negative size by two's complement", b"fffffffffffffff5\r\nhello\r\n0\r\n\r\n"),
              ("an underscore", b"1_0\r\n0123456789abcdef\r\n0\r\n\r\n"), ("a NUL", b"5\0\r\nhello\r\n0\r\n\r\n"),
              ("a trailer without colon", b"0\r\nGET / HTTP/1.1\r\n\r\n"), ("a folded trailer", b"0\r\nX-A: b\r\n c\r\n\r\n"),
              ("a trailer of LF alone", b"0\r\nX-A: b\n\r\n\r\n"),
              ("a blank before a trailer's colon", b"0\r\nX-A : b\r\n\r\n")]


@rule("refused, and the connection ends: a chunked body with {0}", "RFC 9112, 7.1", BAD_CHUNKS)
def bad_chunks(site, _, body):
    refused(site, site.request("Transfer-Encoding: chunked", body=body), 400, 413)


ENDLESS = [("Content-Length", ["Content-Length: 9999999999"], b""),
           ("chunks", ["Transfer-Encoding: chunked"], (b"1000\r\n" + b"x" * 4096 + b"\r\n") * 1024 + b"0\r\n\r\n"),
           ("one chunk's size", ["Transfer-Encoding: chunked"], b"7fffffff\r\nx"),
           ("a chunk's extension", ["Transfer-Encoding: chunked"], b"1;" + b"a" * 4_000_000 + b"\r\nx\r\n0\r\n\r\n"),
           ("trailers", ["Transfer-Encoding: chunked"], b"0\r\n" + b"X-A: b\r\n" * 500_000 + b"\r\n")]


@rule("a body too large by {0}: 413, and the connection ends", OURS, ENDLESS)
def too_large(site, how, fields, body):
    statuses = (400, 413, 431) if how in ("a chunk's extension", "trailers") else (413,)
    with site.connect() as connection:
        connection.send(site.request(*fields, body=body))
        expect(connection.answer(), *statuses)
        connection.must_end()
