"""Pages of HTML: parsed as browsers do, without an error, nothing that runs, each address absolute."""
import html5lib

from feed_document import Finding, cut
from value_rules import DANGEROUS

OF_THE_PAGE = {"title", "style", "meta", "link"}  # which may stand in the head
RULES = {
    "page.syntax": "HTML, section 13.2: no parse error",
    "page.title": "HTML, section 4.2.2",
    "page.harmless": "no element or attribute that runs something",
    "page.address": "addresses are absolute",
}


def findings(tree, errors):
    for _, code, _ in errors:
        yield "page.syntax", "document", code
    head, body = tree.find("head"), tree.find("body")
    if not (head.findtext("title") or "").strip():
        yield "page.title", "head", "none"
    for element in head:
        if element.tag in DANGEROUS - OF_THE_PAGE:
            yield "page.harmless", "head", element.tag
    for element in body.iter():
        if element is not body and element.tag in DANGEROUS:
            yield "page.harmless", "body", str(element.tag)
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style":
                yield "page.harmless", str(element.tag), name
            if name in ("href", "src") and not value.startswith(("http://", "https://", "mailto:", "data:image/", "ftp://")):
                yield "page.address", str(element.tag), value


def check(data):
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(data, transport_encoding="utf-8")
    return [Finding(rule, where, cut(what), RULES[rule]) for rule, where, what in findings(tree, parser.errors)]
