"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). There is no validator whose names could be used."""
import json

import value_rules
from feed_document import Finding, cut

RULES = {  # name: what the specification says, in short
    "json.syntax": "RFC 8259: UTF-8, no key twice, no lone surrogate",
    "json.version": "version: the URL of the version",
    "json.title": "title is required",
    "json.items": "items is an array of objects",
    "json.id": "id is a string, and required",
    "json.duplicate_id": "id is unique for that item in the feed",
    "json.content": "content_html or content_text must be there",
    "json.uri": "addresses are absolute",
    "json.date": "RFC 3339",
    "json.language": "RFC 5646",
    "json.type": "every field has its type",
    "json.unknown": "extensions are objects whose name begins with an underscore and has no dot",
    "json.author": "an author has a name, url or avatar",
    "json.html": "HTML as in the other formats",
    "json.characters": "characters as in the other formats",
    "json.plain": "titles and summaries are plain text",
    "json.self": "feed_url is where the feed is",
}
FEED = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "user_comment": str,
    "next_url": str, "icon": str, "favicon": str, "authors": list, "language": str, "expired": bool, "hubs": list,
    "items": list,
}
ITEM = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str, "content_text": str,
    "summary": str, "image": str, "banner_image": str, "date_published": str, "date_modified": str, "authors": list,
    "tags": list, "language": str, "attachments": list,
}
ADDRESSES = ("home_page_url", "feed_url", "next_url", "icon", "favicon", "url", "external_url", "image", "banner_image")


def unique_keys(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f"a key twice in {keys}")
    return dict(pairs)


def strings(value):
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(part)


def fields(place, value, types):
    for key, part in value.items():
        if key.startswith("_"):
            if not isinstance(part, dict) or "." in key:
                yield "json.unknown", place, key
        elif key not in types:
            yield "json.unknown", place, key
        elif not isinstance(part, types[key]):
            yield "json.type", place, key
    for key in ADDRESSES:
        if isinstance(value.get(key), str):
            for _, what in value_rules.absolute_uri(value[key]):
                yield "json.uri", f"{place}.{key}", what
    for author in value.get("authors", []):
        if not isinstance(author, dict) or not any(author.get(key) for key in ("name", "url", "avatar")):
            yield "json.author", place, str(author)
    if isinstance(value.get("language"), str):
        for _, what in value_rules.language(value["language"]):
            yield "json.language", place, what


def item_findings(place, item):
    yield from fields(place, item, ITEM)
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "json.id", place, str(item.get("id"))
    if not item.get("content_html") and not item.get("content_text"):
        yield "json.content", place, "neither"
    for key in ("date_published", "date_modified"):
        for rule, what in value_rules.rfc3339_date(item[key]) if key in item else ():
            yield "json.date", f"{place}.{key}", f"{rule}: {what}"
    for rule, what in value_rules.html_fragment(item.get("content_html", "")):
        yield "json.html", place, f"{rule}: {what}"
    tag = value_rules.like_html(item.get("title", ""))
    if tag:
        yield "json.plain", place, tag
    for tag in item.get("tags", []):
        if not isinstance(tag, str):
            yield "json.type", place, "tags"


def findings(feed, url):
    yield from fields("feed", feed, FEED)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "json.version", "feed", str(feed.get("version"))
    if not feed.get("title"):
        yield "json.title", "feed", "none"
    if url and feed.get("feed_url") != url:
        yield "json.self", "feed", str(feed.get("feed_url"))
    items = feed.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        yield "json.items", "feed", "no array of objects"
        return
    seen = set()
    for n, item in enumerate(items, 1):
        yield from item_findings(f"items[{n}]", item)
        if item.get("id") in seen:
            yield "json.duplicate_id", f"items[{n}]", item["id"]
        seen.add(item.get("id"))
    for text in strings(feed):
        for _, what in value_rules.bad_characters(text):
            yield "json.characters", "feed", what


def check(data, url=""):
    try:
        feed = json.loads(data.decode("utf-8"), object_pairs_hook=unique_keys, parse_constant=lambda name: json.loads(""))
        json.dumps(feed, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        return [Finding("json.syntax", "document", cut(str(error)), RULES["json.syntax"])]
    if not isinstance(feed, dict):
        return [Finding("json.type", "document", "no object", RULES["json.type"])]
    return [Finding(rule, where, cut(what), RULES[rule]) for rule, where, what in findings(feed, url)]
