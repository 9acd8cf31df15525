"""Methods: what reads is answered, all else is refused by name, and other sites' pages may ask."""
from http_rule_table import OURS, rule
from http_wire import expect, must

REFUSED = [(method,) for method in ("POST", "PUT", "DELETE", "PATCH")]
UNKNOWN = [(method,) for method in ("QUERY", "PROPFIND", "BREW", "GETT", "get", "Head", "M-SEARCH", "$!#")]


def allows(answer):
    names = {name.strip() for name in (answer["Allow"] or "").split(",")}
    must({"GET", "HEAD"} <= names, f"Allow: {answer['Allow']}")


@rule("{0}: 405 with Allow", "RFC 9110, 15.5.6", REFUSED, general=True)
def refused(site, method):
    allows(expect(site.ask("Content-Length: 0", method=method), 405))


@rule("{0}, which nobody knows here: 405 with Allow, or 501", "RFC 9110, 9.1", UNKNOWN, general=True)
def unknown(site, method):
    answer = expect(site.ask("Content-Length: 0", method=method), 405, 501)
    if answer.status == 405:
        allows(answer)


@rule("a method of 5,000 letters is refused", "RFC 9112, 3")
def long_method(site):
    expect(site.ask(method="A" * 5000), 400, 405, 414, 431, 501)


@rule("TRACE is not answered with what was sent", "RFC 9110, 9.3.8", general=True)
def trace(site):
    answer = expect(site.ask("X-Secret: 4711", method="TRACE"), 405, 501)
    must(b"4711" not in answer.body, "the request came back")


@rule("CONNECT opens no tunnel: {0}", "RFC 9110, 9.3.6", [("example.com:80",), ("/",)])
def connect(site, target):
    answer = expect(site.ask(method="CONNECT", target=target), 405, 501)
    if answer.status == 405:
        allows(answer)


@rule("OPTIONS: 2xx with Allow", OURS, general=True)
def options(site):
    allows(expect(site.ask(method="OPTIONS"), 200, 204))


@rule("OPTIONS *: 2xx", OURS)
def options_of_all(site):
    expect(site.ask(method="OPTIONS", target="*"), 200, 204)


@rule("{0} *: 400", "RFC 9112, 3.2.4", [("GET",), ("HEAD",)])
def star_of_others(site, method):
    expect(site.ask(method=method, target="*"), 400)


@rule("a page from elsewhere may ask whether {0} is allowed", "Fetch, 4.8",
      [("If-None-Match",), ("If-Modified-Since",), ("Cache-Control",)], general=True)
def preflight(site, name):
    answer = site.ask("Origin: https://a.example", "Access-Control-Request-Method: GET",
                      f"Access-Control-Request-Headers: {name.lower()}", method="OPTIONS")
    expect(answer, 200, 204)
    must(answer["Access-Control-Allow-Origin"] in ("*", "https://a.example"),
         f"Access-Control-Allow-Origin: {answer['Access-Control-Allow-Origin']}")
    allowed = answer.members("Access-Control-Allow-Headers")
    must(name.lower() in allowed or "*" in allowed, f"Access-Control-Allow-Headers: {', '.join(allowed)}")


@rule("a page from elsewhere may read it and its ETag", "Fetch, 3.2.3", general=True)
def readable(site):
    answer = expect(site.ask("Origin: https://a.example"), 200)
    must(answer["Access-Control-Allow-Origin"] in ("*", "https://a.example"),
         f"Access-Control-Allow-Origin: {answer['Access-Control-Allow-Origin']}")
    must({"etag", "*"} & set(answer.members("Access-Control-Expose-Headers")), "the ETag is not exposed")


@rule("no page from elsewhere reads with the reader's cookies", "Fetch, 3.2.3", general=True)
def no_credentials(site):
    answer = expect(site.ask("Origin: https://a.example", "Cookie: a=b"), 200)
    must(answer["Access-Control-Allow-Credentials"] != "true", "Access-Control-Allow-Credentials: true")


@rule("{0} with a body: refused, and the next request is read from behind it", "RFC 9112, 6.3",
      [(m,) for m in ("POST", "PUT", "QUERY", "OPTIONS", "GET", "HEAD")])
def body_of_others(site, method):
    body = b"GET /in-the-body HTTP/1.1\r\nHost: a\r\n\r\n"
    with site.connect() as connection:
        connection.send(site.request(f"Content-Length: {len(body)}", method=method, body=body))
        connection.send(site.request("Connection: close"))
        first = connection.answer(method)
        expect(first, *((405, 501) if method in ("POST", "PUT", "QUERY") else (200, 204, 400, 405, 413)))
        second = connection.answer()
        must(second is None or second.status == 200, f"the second answer is {second and second.status}")
        must(second is not None or "close" in first.members("Connection"), "the connection ended without a word")
        connection.must_end()
