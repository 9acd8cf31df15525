"""Conditional requests: RFC 9110, section 13, in every combination; what a 304 carries."""
import calendar, re, time

from http_rule_table import OURS, rule
from http_wire import Skipped, Unfit, expect, must, same

STRONG_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')
IMF_FIXDATE = "%a, %d %b %Y %H:%M:%S GMT"
FORMS = {"IMF-fixdate": IMF_FIXDATE, "RFC 850": "%A, %d-%b-%y %H:%M:%S GMT", "asctime": "%a %b %e %H:%M:%S %Y"}
DATED = re.compile("MODIFIED|BEFORE|AFTER")
OLD = "Sun, 06 Nov 1994 08:49:37 GMT"


def seconds(text):
    """An IMF-fixdate, which is all that a server may write (RFC 9110, 5.6.7)."""
    try:
        moment = time.strptime(text, IMF_FIXDATE)
    except (TypeError, ValueError):
        raise Unfit(f"not an IMF-fixdate: {text!r}")
    same(time.strftime(IMF_FIXDATE, moment), text, "the date written again")
    return calendar.timegm(moment)


def date(moment, form="IMF-fixdate"):
    return time.strftime(FORMS[form], time.gmtime(moment))


def filled(fields, site):
    """TAG, BARE (the tag without quotes), MODIFIED, BEFORE and AFTER (by a second) stand for the current values."""
    text = "\n".join(fields)
    if not DATED.search(text):
        return fields_of(text, site.current()["ETag"])
    now = site.modified()
    moment = seconds(now["Last-Modified"])
    for word, value in (("MODIFIED", date(moment)), ("BEFORE", date(moment - 1)), ("AFTER", date(moment + 1))):
        text = text.replace(word, value)
    return fields_of(text, now["ETag"] or "")


def undated(*row):
    """Whether it holds for what has no Last-Modified too, as pages that are made on request."""
    return not DATED.search(str(row))


def fields_of(text, tag):
    return text.replace("BARE", tag.strip('"')).replace("FLIPPED", tag.swapcase()).replace("TAG", tag).split("\n")


@rule("the ETag is a strong entity tag", "RFC 9110, 8.8.3", general=True)
def strong_tag(site):
    tag = site.current()["ETag"]
    must(STRONG_TAG.fullmatch(tag), f"ETag: {tag}")


@rule("two answers with one ETag are equal byte by byte", "RFC 9110, 8.8.1", general=True)
def stable(site):
    first, second = site.current(), site.current()
    same((second["ETag"], second.body), (first["ETag"], first.body), "the second answer")


@rule("Last-Modified is an IMF-fixdate and no later than Date", "RFC 9110, 8.8.2.1")
def last_modified(site):
    now = site.modified()
    must(seconds(now["Last-Modified"]) <= seconds(now["Date"]), f"{now['Last-Modified']} is later than {now['Date']}")


LONG = ", ".join(f'"tag-{n}"' for n in range(200))
NONE_MATCH = [  # what is sent, its fields, the status
    ("the tag", ["If-None-Match: TAG"], 304),
    ("its weak form", ["If-None-Match: W/TAG"], 304),
    ("a list that has it", ['If-None-Match: "x", TAG, "y"'], 304),
    ("a list of weak forms", ['If-None-Match: W/"x", W/TAG'], 304),
    ("a list without blanks", ['If-None-Match: "x",TAG,"y"'], 304),
    ("a list with empty members", ["If-None-Match: , ,TAG ,"], 304),
    ("a tag with a comma in it before", ['If-None-Match: "a,b", TAG'], 304),
    ("a list of 200 tags, the last one right", [f"If-None-Match: {LONG}, TAG"], 304),
    ("a star", ["If-None-Match: *"], 304),
    ("two lines, the first one right", ["If-None-Match: TAG", 'If-None-Match: "x"'], 304),
    ("two lines, the second one right", ['If-None-Match: "x"', "If-None-Match: TAG"], 304),
    ("the field's name in capitals", ["IF-NONE-MATCH: TAG"], 304),
    ("the tag and an old date", ["If-None-Match: TAG", f"If-Modified-Since: {OLD}"], 304),
    ("the tag and a date that is none", ["If-None-Match: TAG", "If-Modified-Since: yesterday"], 304),
    ("another tag", ['If-None-Match: "x"'], 200),
    ("another tag and the right date", ['If-None-Match: "x"', "If-Modified-Since: MODIFIED"], 200),
    ("200 other tags", [f"If-None-Match: {LONG}"], 200),
    ("a tag that is the beginning of it", ['If-None-Match: "BARE-x"'], 200),
    ("a tag that ends in it", ['If-None-Match: "x-BARE"'], 200),
    ("it within another tag's quotes", ['If-None-Match: "x, BARE"'], 200),
    ("a star in quotes", ['If-None-Match: "*"'], 200),
]


@rule("If-None-Match, {0}: {2}", "RFC 9110, 13.1.2", NONE_MATCH, general=undated)
def none_match(site, _, fields, status):
    for method in ("GET", "HEAD"):
        expect(site.ask(*filled(fields, site), method=method), status)


@rule("If-None-Match, the tag in the other case: 200", "RFC 9110, 8.8.3", general=True)
def tags_have_case(site):
    if not re.search("[A-Za-z]", site.current()["ETag"]):
        raise Skipped("the tag has no letters")
    expect(site.ask(*filled(["If-None-Match: FLIPPED"], site)), 200)


@rule("If-None-Match, {0}: no 304", "RFC 9110, 8.8.3",
      [("an unquoted tag", "BARE"), ("an open quote", '"BARE'), ("nothing", ""), ("a lower-case weak form", "w/TAG"),
       ("single quotes", "'BARE'")], general=True)
def malformed_tags(site, _, value):
    expect(site.ask(*filled([f"If-None-Match: {value}"], site)), 200, 400)


SINCE = [
    ("the date", "MODIFIED", 304),
    ("a second later", "AFTER", 304),
    ("a second earlier", "BEFORE", 200),
    ("a year of long ago", OLD, 200),
    ("the same of RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", 200),
    ("the same of asctime", "Sun Nov  6 08:49:37 1994", 200),
    ("a year to come", "Wed, 31 Dec 2098 23:59:59 GMT", 304),
    ("an ISO date", "2098-12-31T23:59:59Z", 200),
    ("a number", "4071168000", 200),
    ("a word", "tomorrow", 200),
    ("nothing", "", 200),
    ("no GMT", "Wed, 31 Dec 2098 23:59:59", 200),
    ("a numeric zone", "Wed, 31 Dec 2098 23:59:59 +0000", 200),
    ("a day that is none", "Wed, 32 Dec 2098 23:59:59 GMT", 200),
    ("two dates", "MODIFIED, MODIFIED", 200),
]


@rule("If-Modified-Since, {0}: {2}", "RFC 9110, 13.1.3", SINCE)
def modified_since(site, _, value, status):
    fields = filled([f"If-Modified-Since: {value}"], site)
    for method in ("GET", "HEAD"):
        expect(site.ask(*fields, method=method), status)


@rule("If-Modified-Since, the date as {0}: 304", "RFC 9110, 5.6.7", [(form,) for form in FORMS])
def date_forms(site, form):
    modified = seconds(site.modified()["Last-Modified"])
    expect(site.ask(f"If-Modified-Since: {date(modified, form)}"), 304)
    expect(site.ask(f"If-Modified-Since: {date(modified - 1, form)}"), 200)


@rule("If-Modified-Since does not count for {0}", "RFC 9110, 13.1.3", [("POST",), ("OPTIONS",)])
def only_for_reading(site, method):
    fields = filled(["If-Modified-Since: MODIFIED"], site)
    same(site.ask(*fields, "Content-Length: 0", method=method).status, site.ask("Content-Length: 0", method=method).status,
         "its status with the date")


MATCH = [
    ("If-Match, the tag", ["If-Match: TAG"], 200, "13.1.1"),
    ("If-Match, a star", ["If-Match: *"], 200, "13.1.1"),
    ("If-Match, a list that has it", ['If-Match: "x", TAG'], 200, "13.1.1"),
    ("If-Match, two lines", ['If-Match: "x"', "If-Match: TAG"], 200, "13.1.1"),
    ("If-Match, another tag", ['If-Match: "x"'], 412, "13.1.1"),
    ("If-Match, the weak form", ["If-Match: W/TAG"], 412, "13.1.1"),
    ("If-Unmodified-Since, the date", ["If-Unmodified-Since: MODIFIED"], 200, "13.1.4"),
    ("If-Unmodified-Since, a second later", ["If-Unmodified-Since: AFTER"], 200, "13.1.4"),
    ("If-Unmodified-Since, a second earlier", ["If-Unmodified-Since: BEFORE"], 412, "13.1.4"),
    ("If-Unmodified-Since, no date", ["If-Unmodified-Since: yesterday"], 200, "13.1.4"),
    ("If-Match holds, If-Unmodified-Since does not", ["If-Match: TAG", "If-Unmodified-Since: BEFORE"], 200, "13.1.4"),
    ("If-Match does not hold, If-Unmodified-Since does", ['If-Match: "x"', "If-Unmodified-Since: AFTER"], 412, "13.2.2"),
    ("If-Match does not hold, If-None-Match has the tag", ['If-Match: "x"', "If-None-Match: TAG"], 412, "13.2.2"),
    ("If-Match holds, If-None-Match has the tag", ["If-Match: TAG", "If-None-Match: TAG"], 304, "13.2.2"),
    ("If-Match holds, If-None-Match has another", ["If-Match: TAG", 'If-None-Match: "x"'], 200, "13.2.2"),
    ("If-Match holds, If-Modified-Since too", ["If-Match: TAG", "If-Modified-Since: MODIFIED"], 304, "13.2.2"),
    ("If-Unmodified-Since holds, If-None-Match has the tag", ["If-Unmodified-Since: AFTER", "If-None-Match: TAG"], 304,
     "13.2.2"),
    ("If-Unmodified-Since does not hold, If-None-Match has the tag", ["If-Unmodified-Since: BEFORE", "If-None-Match: TAG"],
     412, "13.2.2"),
    ("If-Unmodified-Since and If-Modified-Since hold", ["If-Unmodified-Since: MODIFIED", "If-Modified-Since: MODIFIED"], 304,
     "13.2.2"),
    ("all four, all holding",
     ["If-Match: TAG", "If-Unmodified-Since: BEFORE", "If-None-Match: TAG", f"If-Modified-Since: {OLD}"], 304, "13.2.2"),
]


@rule("{0}: {2}", "RFC 9110, {3}", MATCH, general=undated)
def match(site, _, fields, status, section):
    for method in ("GET", "HEAD"):
        expect(site.ask(*filled(fields, site), method=method), status)


@rule("{0} counts for nothing where the answer would be no 2xx", "RFC 9110, 13.2.1",
      [("If-None-Match: *",), ('If-Match: "x"',)])
def no_success_no_condition(site, field):
    expect(site.ask(field, target=site.feed + b".none"), 404)
    same(site.ask(field, "Content-Length: 0", method="POST").status, site.ask("Content-Length: 0", method="POST").status,
         "POST")


BY = [("the tag", "If-None-Match: TAG"), ("a star", "If-None-Match: *"), ("the date", "If-Modified-Since: MODIFIED")]


@rule("a 304 by {0} has the 200's ETag, Cache-Control, Vary, Expires and Content-Location, and a Date", "RFC 9110, 15.4.5",
      BY, general=undated)
def fields_of_304(site, _, field):
    unchanged = expect(site.ask(*filled([field], site)), 304)
    now = site.current()
    for name in ("ETag", "Cache-Control", "Vary", "Expires", "Content-Location"):
        same(unchanged[name], now[name], name)
    seconds(unchanged["Date"])


@rule("a 304 has no body, nor a Content-Length that lies, and the connection goes on", "RFC 9110, 8.6", general=True)
def no_body_of_304(site):
    now = site.current()
    for method in ("GET", "HEAD"):
        with site.connect() as connection:
            connection.send(site.request(f"If-None-Match: {now['ETag']}", method=method) + site.request("Connection: close"))
            unchanged = expect(connection.answer(method), 304)
            must(not unchanged.all("Transfer-Encoding"), "a 304 with Transfer-Encoding")
            must(unchanged["Content-Length"] in (None, str(len(now.body))), f"Content-Length: {unchanged['Content-Length']}")
            expect(connection.answer(), 200)
            connection.must_end()


@rule("a 304 allows other pages what the 200 does", OURS, general=True)
def sharing_of_304(site):
    origin = "Origin: https://a.example"
    unchanged, now = expect(site.ask(origin, *filled(["If-None-Match: TAG"], site)), 304), site.ask(origin)
    name = "Access-Control-Allow-Origin"
    must(unchanged[name] and unchanged[name] == now[name], f"{name}: {unchanged[name]} on the 304, {now[name]} on the 200")
