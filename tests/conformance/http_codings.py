"""Content codings: which is chosen by quality values, that each is the same document, and that caches can tell them apart."""
import gzip, itertools, shutil, subprocess, time, zlib

from http_rule_table import CODED, OURS, rule
from http_wire import Skipped, Unfit, expect, must, same

CODINGS = ("br", "zstd", "gzip")
PROGRAMS = {"br": "brotli", "zstd": "zstd"}


def coded(site, coding):
    """The feed in that coding; a server that has no such form, or not yet, is not asked about it."""
    answer = expect(site.ask(f"Accept-Encoding: {coding}"), 200)
    if answer.coding != coding:
        raise Skipped(f"the server has no {coding}")
    return answer


def offered(site):
    return [coding for coding in CODINGS if site.ask(f"Accept-Encoding: {coding}").coding == coding]


def decoded(answer):
    if answer.coding == "identity":
        return answer.body
    try:
        if answer.coding in ("gzip", "x-gzip"):
            return gzip.decompress(answer.body)
    except (OSError, EOFError, zlib.error) as error:
        raise Unfit(f"gzip: {error}")
    program = PROGRAMS.get(answer.coding)
    must(program, f"Content-Encoding: {answer.coding}, which nobody asked for")
    if not shutil.which(program):
        raise Skipped(f"the program {program} is not installed")
    done = subprocess.run([program, "-dc"], input=answer.body, capture_output=True, timeout=30)
    must(done.returncode == 0, f"{program}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def chosen(site, *values):
    """The coding of the answer, or its status where it is no 200."""
    answer = site.ask(*(f"Accept-Encoding: {value}" for value in values))
    return answer.coding if answer.status == 200 else answer.status


@rule("{0} is offered", OURS, [(coding,) for coding in CODINGS], general=CODED)
def is_offered(site, coding):
    """What is made on request may be coded a moment later."""
    end = time.monotonic() + (site.timeout if chosen(site.at(site.main), coding) == coding else 0)
    while (got := chosen(site, coding)) != coding and time.monotonic() < end:
        time.sleep(0.05)
    same(got, coding, "the coding")


@rule("{0} unpacks to the plain document", "RFC 9110, 8.4", [(coding,) for coding in CODINGS], general=CODED)
def unpacks(site, coding):
    same(decoded(coded(site, coding)), site.current().body, "the unpacked bytes")


@rule("{0} has a strong ETag of its own", "RFC 9110, 8.8.3.3", [(coding,) for coding in CODINGS], general=CODED)
def own_tag(site, coding):
    tag = coded(site, coding)["ETag"]
    must(tag and not tag.startswith("W/"), f"ETag: {tag}")
    others = [site.ask(f"Accept-Encoding: {other}") for other in ("identity", *CODINGS)]
    must(all(other["ETag"] != tag for other in others if other.coding != coding), f"{tag} is another form's too")


@rule("{0} is the same twice, and its ETag gives 304 with that ETag and Vary", "RFC 9110, 15.4.5",
      [(coding,) for coding in CODINGS], general=CODED)
def unchanged(site, coding):
    first, second = coded(site, coding), coded(site, coding)
    same((second["ETag"], second.body), (first["ETag"], first.body), "the second answer")
    answer = expect(site.ask(f"Accept-Encoding: {coding}", f"If-None-Match: {first['ETag']}"), 304)
    same((answer["ETag"], answer["Vary"]), (first["ETag"], first["Vary"]), "the 304's")


@rule("the ETag of {0} holds for nobody who does not accept it", "RFC 9110, 13.1.2",
      [(coding,) for coding in CODINGS], general=CODED)
def tag_of_another_form(site, coding):
    tag = coded(site, coding)["ETag"]
    answer = expect(site.ask("Accept-Encoding: identity", f"If-None-Match: {tag}"), 200)
    same(answer.coding, "identity", "the coding")


VARYING = [("without Accept-Encoding", ()), ("plain", ("Accept-Encoding: identity",)), ("coded", ("Accept-Encoding: gzip",)),
           ("unchanged", ("If-None-Match: *",)), ("refused", ("Accept-Encoding: identity;q=0",))]


@rule("Vary names Accept-Encoding: {0}", "RFC 9110, 12.5.5", VARYING, general=True)
def vary(site, _, fields):
    for method in ("GET", "HEAD"):
        answer = site.ask(*fields, method=method)
        must({"accept-encoding", "*"} & set(answer.members("Vary")), f"{answer.status} with Vary: {answer['Vary']}")


PLAIN = [("no field", ()), ("an empty one", ("",)), ("identity", ("identity",)), ("a coding that nobody has", ("x-none",)),
         ("a longer word", ("gzipped, xgzip, brotli, zstd-x",)), ("everything refused but identity", ("*;q=0, identity",)),
         ("everything refused", ("br;q=0, zstd;q=0.0, gzip;q=0.000",)),
         ("identity first", ("identity, br;q=0.9, zstd;q=0.9, gzip;q=0.9",)),
         ("refused, of two lines", ("br;q=0, zstd;q=0", "gzip;q=0"))]


@rule("Accept-Encoding, {0}: plain", "RFC 9110, 12.5.3", PLAIN, general=True)
def plain(site, _, values):
    same(chosen(site, *values), "identity", "the coding")


NAMED = [("in capitals", lambda coding: [coding.upper()]), ("q=1.000", lambda coding: [f"{coding};q=1.000"]),
         ("the smallest weight", lambda coding: [f"{coding};q=0.001"]),
         ("blanks about", lambda coding: [f" {coding} ; q=0.5 "]),
         ("all others refused", lambda coding: [f"{coding}, *;q=0"]),
         ("identity refused", lambda coding: [f"identity;q=0, {coding};q=0.1"]),
         ("unknown ones before it", lambda coding: ["x-none, compress;q=0.9, " + coding]),
         ("one of two lines", lambda coding: ["x-none", coding]),
         ("behind 300 others", lambda coding: ["x-none, " * 300 + coding]),
         ("empty members", lambda coding: [f", ,{coding},"]),
         ("others refused in another line", lambda coding: [coding, "*;q=0"])]


@rule("Accept-Encoding, {0}, {1}: it", "RFC 9110, 12.5.3", [(coding, *row) for coding in CODINGS for row in NAMED], general=CODED)
def named(site, coding, _, values):
    coded(site, coding)
    same(chosen(site, *values(coding)), coding, "the coding")


@rule("Accept-Encoding, x-gzip: gzip", "RFC 9110, 8.4.1.3", general=CODED)
def x_gzip(site):
    coded(site, "gzip")
    must(chosen(site, "x-gzip") in ("gzip", "x-gzip"), "plain")


@rule("Accept-Encoding, {0} before {1} by weight: {0}", "RFC 9110, 12.5.3",
      list(itertools.permutations((*CODINGS, "identity"), 2)), general=CODED)
def by_weight(site, better, worse):
    for coding in {better, worse} - {"identity"}:
        coded(site, coding)
    for value in (f"{worse};q=0.5, {better};q=0.501", f"{better}, {worse};q=0.9", f"{better};q=0.2, {worse};q=0.1"):
        same(chosen(site, value), better, f"the coding by {value}")


@rule("Accept-Encoding, a star: any but what is refused", "RFC 9110, 12.5.3", general=CODED)
def star(site):
    there = offered(site)
    if not there:
        raise Skipped("the server has no codings")
    for last in there:
        refused = ", ".join(f"{coding};q=0" for coding in there if coding != last)
        same(chosen(site, f"{refused}, identity;q=0, *" if refused else "identity;q=0, *"), last, "the coding")


@rule("Accept-Encoding: {0}: 406", "RFC 9110, 15.5.7",
      [("identity;q=0",), ("*;q=0",), ("identity;q=0, x-none",), ("x-none, *;q=0",), ("identity;q=0.000, *;q=0",)], general=True)
def nothing_acceptable(site, value):
    same(chosen(site, value), 406, "the answer")


@rule("Accept-Encoding: {0}: a true answer, or 400", "RFC 9110, 12.4.2",
      [(f"gzip;q={q}",) for q in ("abc", "2", "1.001", "0.1234", "-1", "", "0,5")] + [("gzip;;",), (";q=1",), ("gzip q=1",)],
      general=True)
def bad_weights(site, value):
    answer = expect(site.ask(f"Accept-Encoding: {value}"), 200, 400)
    if answer.status == 200:
        same(decoded(answer), site.current().body, "the unpacked bytes")


@rule("a badly weighted coding does not spoil the one beside it", OURS, general=CODED)
def beside_bad_weight(site):
    coded(site, "gzip")
    same(chosen(site, "br;q=high, gzip"), "gzip", "the coding")


@rule("TE: gzip is not Accept-Encoding: gzip", "RFC 9110, 10.1.4", general=True)
def te(site):
    answer = expect(site.ask("TE: gzip, trailers", "Connection: close, TE"), 200)
    same(answer.coding, "identity", "the coding")
