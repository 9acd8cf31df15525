"""What a publisher says of its topics: P1 to P6, P9 and P10."""
import gzip, html.parser, json, re, urllib.parse
import xml.etree.ElementTree as ElementTree

from http_wire import Skipped, must, same
from websub_rule_table import OURS, publisher_rule as rule
from websub_wire import ask, links, of_relation

ATOM = "{http://www.w3.org/2005/Atom}"


class Topic:
    """One feed of the publisher; `page` and `moved` are other addresses of it."""

    def __init__(self, url, timeout=5.0, page=None, moved=None):
        self.url, self.timeout, self.page, self.moved, self.seen = url, timeout, page, moved, []

    def ask(self, *fields, url=None, method="GET"):
        reply = ask(url or self.url, *fields, method=method, timeout=self.timeout)
        self.seen.append(reply.status)
        return reply

    def get(self, *fields, url=None, method="GET"):
        reply = self.ask(*fields, url=url, method=method)
        must(reply.status == 200, f"{method}: {reply.status}")
        return reply

    def forget(self):
        pass


def kind(reply):
    return (reply["Content-Type"] or "").partition(";")[0].strip().lower()


def embedded(reply):
    """Pairs of relation and address in the document, where its format has them."""
    if kind(reply).endswith("json"):
        feed = json.loads(reply.body)
        hubs = [("hub", hub.get("url")) for hub in feed.get("hubs", []) if hub.get("type") == "WebSub"]
        return hubs + [("self", feed["feed_url"]) for _ in range("feed_url" in feed)]
    if not kind(reply).endswith("xml"):
        raise Skipped(f"no links are known in {kind(reply)}")
    root = ElementTree.fromstring(reply.body)
    head = root if root.tag == ATOM + "feed" else root.find("channel")
    must(head is not None, f"neither Atom nor RSS: {root.tag}")
    return [(relation, link.get("href", "")) for link in head.findall(ATOM + "link") for relation in link.get("rel", "alternate").split()]


def of_websub(found):
    return sorted(pair for pair in found if pair[0] in ("hub", "self"))


@rule("a hub is advertised", "WebSub, 4; P1")
def hub(site):
    reply = site.get()
    found = links(reply) or embedded(reply)
    must(of_relation(found, "hub") and of_relation(found, "self"), f"{of_websub(found)}")


@rule("Link: rel=hub at least once", "WebSub, 4; P2")
def header_hub(site):
    must(of_relation(links(site.get()), "hub"), "none")


@rule("Link: rel=self exactly once", "WebSub, 4; P2")
def header_self(site):
    same(len(of_relation(links(site.get()), "self")), 1, "links")


@rule("Link: absolute http addresses without blanks", "RFC 8288, 3.1; P2")
def absolute(site):
    for relation, address in of_websub(links(site.get())):
        must(re.fullmatch(r"https?://[^/?#\s]+[^\s#]*", address), f"rel={relation}: {address}")


@rule("Link: no hub twice", OURS + "; P2, P7")
def distinct(site):
    hubs = of_relation(links(site.get()), "hub")
    same(len(set(hubs)), len(hubs), "hubs")


@rule("the document names a hub", "WebSub, 4; JSON Feed 1.1; P3, P10")
def body_hub(site):
    must(of_relation(embedded(site.get()), "hub"), "no hub")


@rule("the document names itself exactly once", "WebSub, 4; JSON Feed 1.1; P3, P10")
def body_self(site):
    same(len(of_relation(embedded(site.get()), "self")), 1, "links")


@rule("document and Link agree", "WebSub, 4; P3")
def agree(site):
    reply = site.get()
    same(of_websub(embedded(reply)), of_websub(links(reply)), "in the document")


@rule("the hub of a JSON feed is of type WebSub", "JSON Feed 1.1, hubs; P10")
def json_hubs(site):
    reply = site.get()
    if not kind(reply).endswith("json"):
        raise Skipped("not a JSON feed")
    hubs = json.loads(reply.body).get("hubs", [])
    must(hubs and all(hub.get("type") == "WebSub" and hub.get("url") for hub in hubs), f"{hubs}")


@rule("HEAD has the Link of GET", "WebSub, 4; P5")
def head(site):
    same(site.get(method="HEAD").all("Link"), site.get().all("Link"), "Link")


FIELDS = [("Accept-Encoding: gzip",), ("Accept-Encoding: br, zstd",), ("Accept: text/html",), ("Accept: application/json",),
          ("Range: bytes=0-9",), ("X-Forwarded-Host: evil.example",), ("X-Forwarded-Proto: https",), ("User-Agent: Feedly/1.0",)]


@rule("Link is the same with {0}", "WebSub, 4.1; P2, P6", FIELDS)
def same_link(site, field):
    reply = site.ask(field)
    must(reply.status in (200, 206), f"{reply.status}")
    same(reply.all("Link"), site.get().all("Link"), "Link")


@rule("one representation, whatever {0}", "WebSub, 4.1; P6",
      [(f"Accept: {kind}",) for kind in ("text/html", "application/json", "application/atom+xml", "*/*")] + [("Accept-Language: de",)])
def one_representation(site, field):
    reply, usual = site.get(field), site.get()
    same(kind(reply), kind(usual), "Content-Type")
    same(reply.body, usual.body, "the body")


@rule("gzip holds the same document", "WebSub, 4.1; P6")
def coded(site):
    reply = site.get("Accept-Encoding: gzip")
    body = gzip.decompress(reply.body) if reply["Content-Encoding"] == "gzip" else reply.body
    same(body, site.get().body, "the body")


@rule("304 to {0} has no other Link than GET", "RFC 9110, 15.4.5; WebSub, 4; P2, P5", [("If-None-Match",), ("If-Modified-Since",)])
def unchanged(site, condition):
    usual = site.get()
    value = usual["ETag" if condition == "If-None-Match" else "Last-Modified"]
    must(value, "no validator")
    reply = site.ask(f"{condition}: {value}")
    same(reply.status, 304, "the status")
    same(reply.all("Link") or usual.all("Link"), usual.all("Link"), "Link")  # which a 304 need not repeat


@rule("rel=self leads to these bytes", "WebSub, 4 and 4.1; P1, P6")
def itself(site):
    usual = site.get()
    for address in of_relation(links(usual) + embedded(usual), "self")[:1]:
        return same(site.get(url=address).body, usual.body, "the body")
    must(False, "no rel=self")


@rule("rel=self is no echo of {0}", OURS + "; P1", [("the query",), ("the Host",)])
def no_echo(site, what):
    usual = of_relation(links(site.get()), "self")
    reply = site.ask(url=site.url + "?utm_source=x") if what == "the query" else site.ask("Host: evil.example")
    if reply.status == 200:
        same(of_relation(links(reply), "self"), usual, "rel=self")


@rule("a selection advertises no hub, for none is told of it", OURS + "; P7")
def selection(site):
    reply = site.ask(url=site.url + "?limit=1")
    if reply.status != 200 or reply.body == site.get().body:
        raise Skipped("no selections by ?limit=1")
    same(of_relation(links(reply) + embedded(reply), "hub"), [], "hubs")


@rule("an address that a topic had leads to where it is", "WebSub, 6.1; P9")
def moved(site):
    if not site.moved:
        raise Skipped("needs --moved")
    reply = site.ask(url=site.moved)
    must(reply.status in (301, 302, 307, 308), f"{reply.status}")
    address = urllib.parse.urljoin(site.moved, reply["Location"] or "")
    found = links(site.get(url=address))
    same(of_relation(found, "self"), [address], "rel=self there")
    must(of_relation(found, "hub"), "no rel=hub there")


class Places(html.parser.HTMLParser):
    """The relations of links in a page's head, and behind it."""

    def __init__(self, text):
        super().__init__()
        self.inside, self.head, self.body = True, [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.inside = self.inside and tag in ("html", "head", "title", "meta", "link", "style", "script", "base")
        if tag in ("link", "a"):
            relations = (dict(attributes).get("rel") or "").lower().split()
            (self.head if self.inside and tag == "link" else self.body).extend(relations)

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "head"


@rule("a page has its links to hubs in the head only", "WebSub, 4 and 8.1; P4")
def page(site):
    if not site.page:
        raise Skipped("needs --page")
    places = Places(site.get(url=site.page).body.decode("utf-8", "replace"))
    must(not {"hub", "self"} & set(places.body), f"in the body: {places.body}")
