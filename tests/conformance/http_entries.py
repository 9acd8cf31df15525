"""What readers show of the feed's entries: the picture, the category."""
import html

from http_documents import first, here, outlines, read_feed, the_feed, words_of
from http_lists import tree
from http_rule_table import OURS, rule
from http_wire import must


@rule("an entry's picture is in its content, unless that begins with another or is a summary alone", OURS)
def pictures(site):
    entries = [entry for entry in the_feed(site).entries if entry.picture]
    first(entries, "no entry of the feed has a picture")
    for entry in entries:
        at = entry.body.find("<img")
        must(at >= 0 or entry.summary and not entry.full, f"{entry.id} has none in its content")
        must(at < 0 or not words_of(entry.body[:at]) or entry.picture in html.unescape(entry.body), f"{entry.id}: {entry.picture} is not in its content")


@rule("entries say under what their category stands, as the OPML has it", OURS)
def labels(site):
    found_some = False
    for folder in (node for node, _ in outlines(tree(site)) if node.has("outline")):
        above = folder.attributes.get("title")
        for child in folder.all("outline"):
            name = child.attributes.get("title", "")
            if "xmlUrl" not in child.attributes or name == above:
                continue
            entries = read_feed(here(site, child.attributes["xmlUrl"], child.path).ask()).entries
            mine = {label.replace("＜", "<") for entry in entries for label in entry.labels}  # that no label looks like a tag
            mine = {label for label in mine if label.rpartition("/")[2] == name}
            found_some = found_some or bool(mine)
            must(not mine or any(f"{above}/{name}" in label for label in mine), f"{name} is below {above}, its entries say {sorted(mine)}")
    first([True] if found_some else [], "no category of the OPML that stands below another has entries that name it")
