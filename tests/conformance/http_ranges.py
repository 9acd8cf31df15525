"""HEAD, and ranges: ignored, or done right. Both must not show another document than GET does."""
import re

from http_rule_table import rule
from http_wire import Unfit, expect, must, same

PER_ANSWER = ("date", "age", "connection", "keep-alive")


def fields(answer):
    return sorted((name, value) for name, value in answer.lines if name not in PER_ANSWER)


HEADS = [
    ("plain", (), ""), ("gzip", ("Accept-Encoding: gzip",), ""), ("br", ("Accept-Encoding: br",), ""),
    ("zstd", ("Accept-Encoding: zstd",), ""),
    ("unchanged", ("If-None-Match: *",), ""), ("412", ('If-Match: "x"',), ""), ("missing", (), ".none"),
    ("with a body", ("Content-Length: 0",), ""),
]


@rule("HEAD has the fields of GET and no body: {0}", "RFC 9110, 9.3.2", HEADS, general=lambda _, sent, ending: not ending)
def head(site, _, sent, ending):
    got = site.ask(*sent, target=site.feed + ending.encode())
    with site.connect() as connection:
        connection.send(site.request(*sent, "Connection: close", method="HEAD", target=site.feed + ending.encode()))
        answer = connection.answer("HEAD")
        same((answer.status, fields(answer)), (got.status, fields(got)), "HEAD")
        connection.must_end()


def right_part(answer, whole):
    match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", answer["Content-Range"] or "")
    if not match:
        raise Unfit(f"a 206 with Content-Range: {answer['Content-Range']}")
    same(answer.body, whole.body[int(match[1]):int(match[2]) + 1], "the part")
    must(match[3] in ("*", str(len(whole.body))), f"Content-Range: {answer['Content-Range']} of {len(whole.body)} bytes")
    same(answer["ETag"], whole["ETag"], "the part's ETag")


def whole_or_part(site, *sent, part=True):
    """A 200 with everything, or a 206 (where one may come) with the part it says it is."""
    whole = site.current()
    answer = site.ask(*(field.replace("TAG", whole["ETag"]) for field in sent))
    if answer.status == 206 and part and not (answer["Content-Type"] or "").startswith("multipart/byteranges"):
        return right_part(answer, whole)
    if answer.status != 206 or not part:
        expect(answer, 200)
        same(answer.body, whole.body, "the whole")


@rule("Range: {0} is ignored or answered rightly", "RFC 9110, 14.2",
      [("bytes=0-0",), ("bytes=5-20",), ("bytes=-7",), ("bytes=10-",), ("bytes=0-1,5-6",)], general=True)
def ranges(site, value):
    whole_or_part(site, f"Range: {value}")


@rule("Range: {0}, of another unit or none, is ignored", "RFC 9110, 14.2", [("entries=0-3",), ("bytes",), ("0-5",)], general=True)
def unknown_ranges(site, value):
    whole_or_part(site, f"Range: {value}", part=False)


@rule("Range: {0} can be met by nothing: 416 with the size, or ignored", "RFC 9110, 15.5.17",
      [("bytes=999999999-",), ("bytes=-0",), ("bytes=9-5",)], general=True)
def ranges_beyond(site, value):
    answer = expect(site.ask(f"Range: {value}"), 200, 416)
    size = len(site.current().body)
    if answer.status == 416 and answer["Content-Range"]:
        same(answer["Content-Range"], f"bytes */{size}", "Content-Range")
    elif answer.status == 200:
        same(len(answer.body), size, "the whole's size")


@rule("Range does not count for HEAD", "RFC 9110, 14.2", general=True)
def range_of_head(site):
    expect(site.ask("Range: bytes=0-0", method="HEAD"), 200)


@rule("If-Range, {0}: the whole", "RFC 9110, 13.1.5",
      [("another tag", '"x"'), ("the weak form", "W/TAG"), ("an old date", "Sun, 06 Nov 1994 08:49:37 GMT")], general=True)
def if_range_fails(site, _, value):
    whole_or_part(site, "Range: bytes=0-0", f"If-Range: {value}", part=False)


@rule("If-Range, the tag: the part or the whole", "RFC 9110, 13.1.5", general=True)
def if_range_holds(site):
    whole_or_part(site, "Range: bytes=0-0", "If-Range: TAG")


@rule("a condition that fails comes before Range", "RFC 9110, 13.2.2", general=True)
def condition_before_range(site):
    expect(site.ask("Range: bytes=0-0", f"If-None-Match: {site.current()['ETag']}"), 304)
    expect(site.ask("Range: bytes=0-0", 'If-Match: "x"'), 412)
