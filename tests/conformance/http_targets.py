"""Request targets: one document has one address, and what is no address is refused."""
import re

from http_rule_table import OURS, rule
from http_wire import as_bytes, expect, must, same, with_query


def encoded(path, upper=True):
    """The path with its last letter percent-encoded."""
    at = max((match.start() for match in re.finditer(rb"[a-z]", path)), default=None)
    if at is None:
        return path
    return path[:at] + (b"%%%02X" if upper else b"%%%02x") % path[at] + path[at + 1:]


def same_document(site, answer):
    now = site.current()
    same((answer["ETag"], answer.body), (now["ETag"], now.body), "the document")


def stays_here(site, answer):
    """A redirect's Location is ASCII and leads nowhere else (//host/ is another host)."""
    location = answer["Location"]
    if answer.status in (301, 302, 307, 308):
        must(location and location.isascii(), f"Location: {location}")
    own = b"http://" + site.authority
    must(not location or location.startswith(own.decode()) or re.match(r"/(?![/\\])", location), f"Location: {location}")


@rule("a letter in the path may be percent-encoded, {0}", "RFC 3986, 6.2.2.2",
      [("in capitals", True), ("in small letters", False)], general=True)
def percent(site, _, upper):
    same_document(site, expect(site.ask(target=encoded(site.feed, upper)), 200))


QUERIES = ["?", "?utm_source=x", "?a=b&c=d", "?=", "?&&", "?a=%zz", "?a=%00", "?a=%E4%B8%AD", "?a=\u4e2d", "?a?b/c",
           "?" + "a" * 2000]


@rule("an unknown query changes nothing: {0:.20}", OURS, [(query,) for query in QUERIES], general=True)
def query(site, query):
    same_document(site, expect(site.ask(target=with_query(site.feed, query)), 200))


@rule("absolute-form: {0}", "RFC 9112, 3.2.2",
      [("the server's own", b"http", ""), ("the scheme in capitals", b"HTTP", ""), ("with a query", b"http", "?a=b")],
      general=True)
def absolute(site, _, scheme, query):
    target = b"%s://%s%s" % (scheme, site.authority, site.feed)
    same_document(site, expect(site.ask(target=with_query(target, query) if query else target), 200))


@rule("absolute-form that differs from Host: the target counts, or it is refused", "RFC 9112, 3.2.2", general=True)
def mismatch(site):
    data = site.request("Host: evil.example", "Connection: close", target=b"http://%s%s" % (site.authority, site.feed),
                        host=False)
    answer = expect(site.exchange(data), 200, 400, 421)
    if answer.status == 200:
        same_document(site, answer)


BAD = ["PATH#fragment", "feeds/x", "x", "?a=b", "http://", "http:///PATH", "http://a@b/PATH", "http://a:b:c/PATH",
       "http://[::1/PATH", "http://a b/PATH", "http://:80/PATH", "http://:/PATH", "http://[zz]/PATH", "http://%zz/PATH",
       "http//a/PATH", "example.com:80", "PATH\tx", "PATH\x00", "PATH\x01", "PATH\x7f", "PATH x"]


@rule("no target: {0!r}: 400", "RFC 9112, 3.2", [(target,) for target in BAD])
def bad(site, target):
    expect(site.ask(target=as_bytes(target).replace(b"/PATH", site.feed).replace(b"PATH", site.feed)), 400)


BAD_PATHS = ["/%", "/%4", "/%zz", "/%g0", "/a%", "/%u4e2d", "/%00", "/a%00.rss", "/%ff", "/%e4%b8", "/%c0%af", "/%ed%a0%80"]


@rule("no path: {0}: 400 or 404", "RFC 3986, 2.1", [(path,) for path in BAD_PATHS])
def bad_path(site, path):
    expect(site.ask(target=path), 400, 404)


ASIDE = [("a dot segment", b"/.PATH"), ("a way back", b"/x/..PATH"), ("an encoded dot segment", b"/%2ePATH"),
         ("two slashes", b"/PATH"), ("an encoded slash", b"SLASH"),
         ("a slash behind", b"PATH/"), ("an encoded backslash", b"/%5CPATH"), ("a semicolon", b"PATH;a=b"),
         ("an encoded question mark", b"PATH%3Fa"), ("an encoded blank", b"PATH%20")]


@rule("another spelling is the document itself, a redirect here, or refused: {0}", OURS, ASIDE)
def aside(site, _, target):
    slash = site.feed[:1] + site.feed[1:].replace(b"/", b"%2F")
    answer = expect(site.ask(target=target.replace(b"SLASH", slash).replace(b"PATH", site.feed)), 200, 301, 308, 400, 404)
    stays_here(site, answer)
    if answer.status == 200:
        same_document(site, answer)


OUTSIDE = ["/../../../../../etc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd",
           "/..\\..\\etc\\passwd", "//etc/passwd", "/feeds/../../../etc/passwd",
           "/%252e%252e/etc/passwd", "/.%00./etc/passwd"]


@rule("no way out of the site: {0}", OURS, [(target,) for target in OUTSIDE])
def outside(site, target):
    answer = expect(site.ask(target=target), 400, 404, 301, 308)
    stays_here(site, answer)
    must(b"root:" not in answer.body, "that is a file of the system")


@rule("a path of {0} is answered alike raw and percent-encoded", "RFC 3987, 3.1",
      [("Chinese", "\u65b0\u95fb"), ("emoji", "\U0001f4f0")])
def raw(site, _, name):
    plain = site.ask(target="/" + name)
    coded = site.ask(target="/" + "".join(f"%{byte:02X}" for byte in name.encode()))
    if plain.status != 400:  # RFC 3986 knows no such characters: to refuse them is right too
        same((plain.status, plain["Location"]), (coded.status, coded["Location"]), "the raw one's")
    expect(coded, 200, 301, 308, 404)
    stays_here(site, coded)


@rule("a line break in a path does not get into fields: {0}", OURS,
      [("/%0d%0aX-In: 1",), ("/%0AX-In:1",), ("//%0d%0aX-In:1/",)])
def injected(site, target):
    answer = site.ask(target=target.replace(" ", "%20"))
    must(answer["X-In"] is None, "X-In is a field of the answer")
    expect(answer, 301, 308, 400, 404)


@rule("a target of 100,000 bytes: 414", "RFC 9110, 15.5.15")
def too_long(site):
    expect(site.ask(target="/" + "x" * 100_000), 414)


@rule("a target of 4,000 bytes is no trouble", "RFC 9110, 4.1")
def long(site):
    expect(site.ask(target="/" + "x" * 4000), 404)
    expect(site.ask(target=site.feed + b"?" + b"x" * 4000), 200)
