"""The request's head: what RFC 9112 has refused is refused, and what it allows is read."""
from http_rule_table import OURS, rule
from http_wire import Unfit, expect, must

LEGAL = [
    ("an empty line before it", b"\r\nGET PATH HTTP/1.1\r\nHost: HOST\r\n", "RFC 9112, 2.2"),
    ("three empty lines before it", b"\r\n\r\n\r\nGET PATH HTTP/1.1\r\nHost: HOST\r\n", "RFC 9112, 2.2"),
    ("a later minor version", b"GET PATH HTTP/1.9\r\nHost: HOST\r\n", "RFC 9110, 2.5"),
    ("no blank behind a colon", b"GET PATH HTTP/1.1\r\nHost:HOST\r\n", "RFC 9112, 5"),
    ("blanks and tabs about a value", b"GET PATH HTTP/1.1\r\nHost:\t HOST \t\r\n", "RFC 9112, 5"),
    ("names in any case", b"GET PATH HTTP/1.1\r\nhOsT: HOST\r\n", "RFC 9110, 5.1"),
    ("every sign that a name may have", b"GET PATH HTTP/1.1\r\nHost: HOST\r\n!#$%&'*+-.^_`|~09azAZ: a\r\n", "RFC 9110, 5.6.2"),
    ("bytes above 127 in a value", b"GET PATH HTTP/1.1\r\nHost: HOST\r\nX: \xe4\xb8\xad\xff\r\n", "RFC 9110, 5.5"),
    ("50 fields", b"GET PATH HTTP/1.1\r\nHost: HOST\r\n" + b"X-A: b\r\n" * 50, "RFC 9110, 5.4"),
    ("an unknown upgrade", b"GET PATH HTTP/1.1\r\nHost: HOST\r\nConnection: upgrade\r\nUpgrade: x-none/1\r\n", "RFC 9110, 7.8"),
    ("an upgrade to h2c that nobody takes",
     b"GET PATH HTTP/1.1\r\nHost: HOST\r\nConnection: upgrade, http2-settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
     "RFC 9110, 7.8"),
    ("HTTP/1.0 without Host", b"GET PATH HTTP/1.0\r\n", "RFC 9112, 3.2"),
    ("an IPv6 literal in Host", b"GET PATH HTTP/1.1\r\nHost: [::1]:8080\r\n", "RFC 3986, 3.2.2"),
    ("a Host without port", b"GET PATH HTTP/1.1\r\nHost: a.example\r\n", "RFC 9110, 7.2"),
]
LINES = [
    ("no version (HTTP/0.9)", b"GET PATH"), ("a blank for a version", b"GET PATH "),
    ("two blanks before the target", b"GET  PATH HTTP/1.1"),
    ("two blanks before the version", b"GET PATH  HTTP/1.1"), ("a blank behind the version", b"GET PATH HTTP/1.1 "),
    ("a blank before the method", b" GET PATH HTTP/1.1"),
    ("tabs for blanks", b"GET\tPATH\tHTTP/1.1"), ("no target", b"GET HTTP/1.1"), ("no method", b" PATH HTTP/1.1"),
    ("a method that is no token", b"GE(T PATH HTTP/1.1"),
    ("a method with a byte above 127", b"G\xc3\x89T PATH HTTP/1.1"), ("a small version", b"GET PATH http/1.1"),
    ("a version of one number", b"GET PATH HTTP/1"),
    ("a version with two digits", b"GET PATH HTTP/1.10"), ("a version without a point", b"GET PATH HTTP/11"),
    ("a version of letters", b"GET PATH HTTP/x.y"),
    ("another protocol", b"GET PATH ICAP/1.0"), ("a bare CR", b"GET PATH\rx HTTP/1.1"), ("a NUL", b"GET PATH HTTP/1.1\0"),
]
HEADS = [
    ("a blank before a colon", b"X-A : b", "RFC 9112, 5.1"), ("a tab before a colon", b"X-A\t: b", "RFC 9112, 5.1"),
    ("a line without colon", b"X-A", "RFC 9112, 5"),
    ("no name", b": b", "RFC 9112, 5"), ("a folded line", b"X-A: b\r\n c", "RFC 9112, 5.2"),
    ("a line folded by a tab", b"X-A: b\r\n\tc", "RFC 9112, 5.2"),
    ("a fold of nothing", b"X-A: b\r\n ", "RFC 9112, 5.2"), ("a blank in a name", b"X A: b", "RFC 9110, 5.1"),
    ("brackets in a name", b"X(A): b", "RFC 9110, 5.1"),
    ("a byte above 127 in a name", b"X-\xc3\xa9: b", "RFC 9110, 5.1"),
    ("a control character in a name", b"X-\x01: b", "RFC 9110, 5.1"), ("a NUL in a name", b"X-\0A: b", "RFC 9110, 5.1"),
    ("a NUL in a value", b"X-A: a\0b", "RFC 9110, 5.5"), ("a bare CR in a value", b"X-A: a\rb", "RFC 9112, 2.2"),
    ("a bare CR at a value's end", b"X-A: a\r\r\nX-B: c", "RFC 9112, 2.2"),
    ("a control character in a value", b"X-A: a\x01b", OURS),
    ("an escape in a value", b"X-A: \x1b[2J", OURS), ("a DEL in a value", b"X-A: a\x7fb", OURS),
    ("a line that ends in LF alone", b"X-A: b\nX-B: c", OURS), ("an empty line of LF alone", b"X-A: b\n\nX-B: c", OURS),
]
HOSTS = [("none", b""), ("two that are equal", b"Host: HOST\r\nHost: HOST"),
         ("two that differ", b"Host: HOST\r\nHost: b.example"), ("a blank in it", b"Host: a b"),
         ("a slash", b"Host: a/b"), ("a user's name", b"Host: user@a"), ("a port of letters", b"Host: a:http"),
         ("two ports", b"Host: a:80:80"), ("an open bracket", b"Host: [::1"),
         ("no address in brackets", b"Host: [zz]"), ("a malformed %XX", b"Host: %zz"),
         ("a question mark", b"Host: a?b"), ("a hash", b"Host: a#b"), ("a backslash", b"Host: a\\b"),
         ("angle brackets", b"Host: <a>"), ("a quote", b'Host: "a"'),
         ("a byte above 127", b"Host: \xc3\xa9"), ("two names", b"Host: a, b"),
         ("a blank before the colon", b"Host : HOST")]
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"


def refused(site, data, *statuses, method="GET"):
    """One answer, that it is refused, then the end of the connection: what stands behind it may be the attack."""
    with site.connect() as connection:
        connection.send(data + SMUGGLED)
        expect(connection.answer(method), *(statuses or (400,)))
        connection.must_end()


def put_in(site, text):
    return text.replace(b"HOST", site.authority).replace(b"PATH", site.feed)


@rule("read: {0}", "{2}", LEGAL)
def legal(site, _, head, section):
    elsewhere = () if b"HOST" in head else (301, 308, 404, 421)  # another name may be another site
    expect(site.exchange(put_in(site, head) + b"X-Last: x\r\n\r\n"), 200, *elsewhere)


@rule("refused, a request line with {0}", "RFC 9112, 3", LINES)
def lines(site, _, line):
    with site.connect() as connection:
        connection.send(put_in(site, line) + b"\r\n" + (b"Host: a\r\n\r\n" if b"HTTP/" in line else b"\r\n"))
        try:
            answer = connection.answer()
        except Unfit as error:
            must("no status line" not in str(error) and "without CR" not in str(error), "bytes without a status line")
            raise
        expect(answer, 400, 505)


@rule("refused, {0}: 505 or 400", "RFC 9110, 15.6.6", [("HTTP/2.0",), ("HTTP/3.0",), ("HTTP/0.9",), ("HTTP/9.9",)])
def versions(site, version):
    expect(site.ask(version=version), 400, 505)


@rule("refused, {0}", "{2}", HEADS)
def heads(site, _, line, section):
    refused(site, site.request(line))


@rule("refused, a blank before the first field", "RFC 9112, 2.2")
def blank_first(site):
    refused(site, b"GET %s HTTP/1.1\r\n X-A: b\r\nHost: %s\r\n\r\n" % (site.feed, site.authority))


@rule("refused, a Host: {0}", OURS, [("a port too large to be one", b"Host: a:999999")])
@rule("refused, a Host: {0}", "RFC 9112, 3.2", HOSTS)
def hosts(site, _, lines):
    expect(site.exchange(site.request("Connection: close", *([put_in(site, lines)] if lines else []), host=False)), 400)


@rule("refused, absolute-form without Host", "RFC 9112, 3.2")
def absolute_without_host(site):
    expect(site.ask(target=b"http://" + site.authority + site.feed, host=False), 400)


@rule("refused at once: {0}", OURS,
      [("a TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x5a" * 60),
                                     ("HTTP/2's preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                                     ("rubbish", b"\xff\xfe\x00rubbish\r\n\r\n"),
                                     ("an SSH client", b"SSH-2.0-OpenSSH_9.2\r\n")])
def other_protocols(site, _, data):
    with site.connect() as connection:
        connection.send(data)
        answer = connection.answer()
        if answer is not None:
            expect(answer, 400, 505)
            connection.must_end()


@rule("too much head, {0}: 431", "RFC 6585, 5",
      [("2,000 fields", [b"X-A: " + b"b" * 50] * 2000), ("a value of 100,000 bytes", [b"X-A: " + b"b" * 100_000]),
                                                 ("a name of 100,000 bytes", [b"X" * 100_000 + b": b"])])
def too_much(site, _, fields):
    expect(site.ask(*fields), 431)
