"""Each rule is tripped by a document that breaks it and nothing else, and good documents pass. Run by /usr/bin/python3."""
import sys

import atom_rules, feed_rules, json_rules, page_rules, rss_rules

URL = "https://feeds.example.cn/feeds/a"
GOOD = {
    "rss": f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>A&#x26;amp; 1 &#x3C; 2</title><link>http://[::1]:8080/</link><description>D</description><language>zh-CN</language>
<lastBuildDate>Mon, 10 Mar 2025 04:06:31 +0800</lastBuildDate><atom:link rel="self" type="application/rss+xml" href="{URL}"/>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency><ttl>5</ttl>
<item><title>T</title><link>https://www.example.cn/%E4%B8%AD?a=1&amp;b=2#c</link><guid isPermaLink="false">tag:example.cn,2025:1</guid>
<pubDate>Mon, 10 Mar 2025 04:06:31 +0800</pubDate><category domain="https://a.cn/">C</category><source url="https://s.cn/">S</source>
<description>&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;</description><enclosure url="https://a.cn/a.mp3" length="12" type="audio/mpeg"/>
<media:content url="https://a.cn/a.jpg" medium="image" type="image/jpeg" width="10"/><content:encoded>&lt;p&gt;&lt;a href="https://a.cn/"&gt;x&lt;/a&gt;</content:encoded></item>
</channel></rss>""",
    "atom": f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="zh-CN">
<id>tag:example.cn,2025:feed/a</id><title>T</title><updated>2025-03-10T04:06:31+08:00</updated>
<link rel="self" type="application/atom+xml" href="{URL}"/><link rel="alternate" type="text/html" href="https://www.example.cn/"/>
<author><name>N</name></author><generator>g</generator>
<entry><id>https://www.example.cn/?p=1</id><title>E</title><link rel="alternate" type="text/html" href="https://www.example.cn/1"/>
<updated>2025-03-10T04:06:31.5+08:00</updated><published>2025-03-10T04:06:31Z</published><category term="C" scheme="https://a.cn/" label="B/C"/>
<media:thumbnail url="https://a.cn/a.jpg" width="10"/><summary type="text">S</summary><content type="html">&lt;p&gt;x&lt;/p&gt;</content></entry>
</feed>""",
    "json": f"""{{"version":"https://jsonfeed.org/version/1.1","title":"T","home_page_url":"https://a.cn/","feed_url":"{URL}","language":"zh-CN","authors":[{{"name":"N"}}],
"items":[{{"id":"1","url":"https://a.cn/1","title":"E","content_html":"<p>x</p>","date_published":"2025-03-10T04:06:31+08:00","tags":["a"],"_x":{{}}}}]}}""",
    "html": """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>T</title><link rel="icon" href="data:image/png,x"><style>a{}</style></head>
<body><h1>T</h1><p><a href="https://a.cn/">x</a></p></body></html>""",
}

RSS = [  # rules, what is there, what stands there instead
    ("SAXError", "<title>T", "<title>T&nbsp;"),
    ("SAXError", "<title>T", "<title>\x01"),
    ("SAXError", "<rss ", '<!DOCTYPE rss [<!ENTITY a "b">]><rss '),
    ("UndefinedElement", "<ttl>5</ttl>", "<tttl>5</tttl>"),
    ("UnexpectedAttribute", "<ttl>", '<ttl unit="s">'),
    ("MissingAttribute", ' url="https://s.cn/"', ""),
    ("MissingAttribute", ' length="12"', ""),
    ("MissingHref", f' href="{URL}"/>', f' href="{URL}"/><atom:link rel="hub"/>'),
    ("DuplicateElement", "<ttl>5</ttl>", "<ttl>5</ttl><ttl>6</ttl>"),
    ("UnexpectedText", "<item>", "<item>text"),
    ("MediaRssNamespace+UndefinedElement", "com/mrss/", "com/mrss"),
    ("ReservedPrefix", "xmlns:sy=", 'xmlns:fh="http://purl.org/dc/terms/" xmlns:sy='),
    ("UnknownNamespace", "xmlns:sy=", 'xmlns:x="http://example.cn/ns" xmlns:sy='),
    ("BadCharacters", "<title>T", "<title>\x93T"),
    ("BadCharacters", "<title>T", "<title>\ufffd"),
    ("ContainsHTML", "<title>T", "<title>&#x3C;b>T&#x3C;/b>"),
    ("ContainsHTML", "<title>T", "<title>A&amp;amp;B"),
    ("ContainsHTML", ">C</category>", ">A&amp;B1</category>"),
    ("CharacterData", "<title>T", "<title>&lt;video"),
    ("InvalidLanguage", "<language>zh-CN", "<language>chinese"),
    ("InvalidLanguage", "<item>", "<item><dc:language>cn</dc:language>"),
    ("MissingAtomSelfLink", 'rel="self" type="application/rss+xml"', 'rel="hub"'),
    ("SelfDoesntMatchLocation", f'href="{URL}"', f'href="{URL}b"'),
    ("SelfNotAtom", "application/rss+xml", "text/html"),
    ("InvalidRSSVersion", '"2.0"', '"2.1"'),
    ("MissingTitle", "<title>A&#x26;amp; 1 &#x3C; 2</title>", ""),
    ("MissingLink", "<link>http://[::1]:8080/</link>", ""),
    ("MissingDescription", "<description>D</description>", ""),
    ("NotBlank", "<title>T", "<title> "),
    ("NotBlank", ">C</category>", "></category>"),
    ("MisplacedItem", "</channel>", "<copyright>c</copyright></channel>"),
    ("ItemMustContainTitleOrDescription", "</channel>", '<item><guid isPermaLink="false">urn:x-a:b</guid></item></channel>'),
    ("MissingGuid", "</channel>", "<item><title>a</title></item></channel>"),
    ("DuplicateValue", "</channel>", '<item><title>a</title><guid isPermaLink="false">tag:example.cn,2025:1</guid></item></channel>'),
    ("InvalidBooleanAttribute", '"false"', '"no"'),
    ("NotSufficientlyUnique", "tag:example.cn,2025:1", "17"),
    ("InvalidHttpGUID", ' isPermaLink="false"', ""),
    ("NeedDescriptionBeforeContent", "<description>&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;</description>", ""),
    ("DuplicateEnclosure", "<media:content", '<enclosure url="https://a.cn/b.mp3" length="1" type="audio/mpeg"/><media:content'),
    ("DuplicateSemantics", "<item>", "<item><dc:source>s</dc:source>"),
    ("DuplicateSemantics", "<item>", "<item><dc:subject>s</dc:subject>"),
    ("InvalidRFC2822Date", "<pubDate>Mon, 10 Mar 2025 04:06:31 +0800", "<pubDate>2025-03-10"),
    ("InvalidRFC2822Date", "<pubDate>Mon, 10 Mar", "<pubDate>Mon, 30 Feb"),
    ("ProblematicalRFC822Date", "<pubDate>Mon, 10 Mar 2025 04:06:31 +0800", "<pubDate>Mon, 10 Mar 25 04:06:31 CST"),
    ("IncorrectDOW", "<pubDate>Mon", "<pubDate>Tue"),
    ("ImplausibleDate", "<pubDate>Mon, 10 Mar 2025", "<pubDate>Sun, 10 Mar 2205"),
    ("InvalidFullLink", "https://www.example.cn/%E4", "/%E4"),
    ("InvalidUriChar", "?a=1", "?a[]=1"),
    ("InvalidFullLink", "%E4", "%G4"),
    ("UriNotIri", "?a=1", "?a=一"),
    ("InvalidFullLink", "https://s.cn/", "https:///"),
    ("InvalidUriChar", "https://a.cn/a.jpg", "https://a.cn/a b.jpg"),
    ("InvalidMediaMedium", '"image"', '"picture"'),
    ("InvalidMIMEAttribute", "image/jpeg", "jpg"),
    ("InvalidPositiveInteger", 'width="10"', 'width="0"'),
    ("InvalidPositiveInteger", ">4<", ">0<"),
    ("InvalidPositiveInteger", "<ttl>5", "<ttl>-1"),
    ("InvalidUpdatePeriod", "hourly", "minutely"),
    ("InvalidContact", "<item>", "<item><author>张三</author>"),
    ("InvalidIntegerAttribute", '"12"', '"unknown"'),
    ("InvalidMIMEAttribute", "audio/mpeg", "mp3"),
    ("InvalidURLAttribute", "https://a.cn/a.mp3", "/a.mp3"),
    ("InvalidRFC3339Date", "<item>", "<item><atom:updated>2025-03-10</atom:updated>"),
    ("NotHtml", "&lt;/p&gt;</description>", "&lt;/b&gt;</description>"),
    ("NotHtml", "&lt;p&gt;1", "&lt;p&gt;&lt;o-p&gt;1&lt;/o-p&gt;"),
    ("SecurityRisk", "1 &amp;lt; 2", "&lt;script&gt;&lt;/script&gt;"),
    ("SecurityRiskAttr", "&lt;p&gt;1", '&lt;p onclick="x"&gt;1'),
    ("DangerousStyleAttr", "&lt;p&gt;1", '&lt;p style="width:expression(1)"&gt;1'),
    ("ContainsRelRef", "&lt;p&gt;1", '&lt;p&gt;&lt;img src="/a.jpg"&gt;1'),
    ("UnregisteredAtomLinkRel", "<ttl>", '<atom:link rel="x" href="https://a.cn/"/><ttl>'),
    ("InvalidMIMEType", "<ttl>", '<atom:link rel="hub" type="html" href="https://a.cn/"/><ttl>'),
    ("AttrNotBlank", "<ttl>", '<atom:link title="" href="https://a.cn/"/><ttl>'),
    ("RelativeSelf+SelfDoesntMatchLocation", f'href="{URL}"', 'href="/feeds/a"'),
    ("InvalidTAG", "<ttl>", '<atom:link href="tag:x:y"/><ttl>'),
    ("InvalidURN", "<ttl>", '<atom:link href="urn:a"/><ttl>'),
    ("InvalidUUID", "<ttl>", '<atom:link href="urn:uuid:a"/><ttl>'),
    ("MissingElement+UndefinedElement", "channel>", "kanal>"),
    ("FeedHistoryRelInEntry", "<item>", '<item><atom:link rel="next" href="https://a.cn/"/>'),
]
ATOM = [
    ("UndefinedElement", "<generator>g</generator>", "<author-name>g</author-name>"),
    ("UndefinedElement", "<summary", "<p>x</p><summary"),
    ("UnexpectedAttribute", "<published>", '<published zone="x">'),
    ("MissingAttribute", ' term="C"', ""),
    ("MissingHref", ' href="https://www.example.cn/1"', ""),
    ("DuplicateElement", "<published>", "<published>2025-03-10T04:06:31Z</published><published>"),
    ("UnexpectedText", "<entry>", "<entry>x"),
    ("MediaRssNamespace+UndefinedElement", "com/mrss/", "com/mrss"),
    ("ReservedPrefix", "xmlns:dc=", 'xmlns:fh="http://purl.org/dc/terms/" xmlns:dc='),
    ("UnknownNamespace", "xmlns:dc=", 'xmlns:x="http://example.cn/ns" xmlns:dc='),
    ("AvoidNamespacePrefix", "xmlns:dc=", 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc='),
    ("BadCharacters", '"C"', '"\x85"'),
    ("ContainsHTML", ">S<", ">&lt;b&gt;S&lt;/b&gt;<"),
    ("ContainsHTML", '"B/C"', '"A&amp;lt;"'),
    ("InvalidLanguage", "zh-CN", "zzz"),
    ("MissingSelf", '"self" type="application/atom+xml"', '"hub"'),
    ("RelativeSelf+SelfDoesntMatchLocation", f'href="{URL}"', 'href="/feeds/a"'),
    ("SelfDoesntMatchLocation", f'href="{URL}"', f'href="{URL}b"'),
    ("SelfNotAtom", "application/atom+xml", "application/xml"),
    ("MissingElement", "<id>tag:example.cn,2025:feed/a</id>", ""),
    ("MissingElement", "<author><name>N</name></author>", ""),
    ("MissingElement", "<name>N</name>", ""),
    ("MissingElement", "<title>E</title>", ""),
    ("MisplacedMetadata", "</feed>", "<rights>r</rights></feed>"),
    ("MissingTextualContent", '<summary type="text">S</summary><content type="html">&lt;p&gt;x&lt;/p&gt;</content>', ""),
    ("MissingContentOrAlternate", '<link rel="alternate" type="text/html" href="https://www.example.cn/1"/>', "+content"),
    ("MissingSummary", '<summary type="text">S</summary><content type="html">&lt;p&gt;x&lt;/p&gt;', '<content type="text/html" src="https://a.cn/">'),
    ("DuplicateEntries", "</feed>", "+entry"),
    ("DuplicateAtomLink", '<link rel="self"', '<link type="text/html" href="https://b.cn/"/><link rel="self"'),
    ("NotBlank", "<title>E", "<title>"),
    ("NotBlank", "<name>N", "<name>"),
    ("NotBlank", 'term="C"', 'term=""'),
    ("AtomLinkNotEmpty", 'cn/1"/>', 'cn/1">x</link>'),
    ("UnexpectedWhitespace", "<id>https", "<id>\nhttps"),
    ("ContainsEmail", "<name>N", "<name>N &lt;n@example.cn&gt;"),
    ("NonCanonicalURI", "<id>https://www.example.cn/?p", "<id>https://WWW.example.cn/?p"),
    ("NonCanonicalURI", "?p=1", "?p=%7e"),
    ("NonCanonicalURI", "example.cn/?p", "example.cn:443/a/../?p"),
    ("InvalidTextType", 'type="text"', 'type="text/plain"'),
    ("InvalidFullLink", "<id>https://www.example.cn/?p=1", "<id>1"),
    ("InvalidTAG", "cn,2025:feed/a", "cn:feed/a"),
    ("InvalidTAG", ":feed/a", ":feed/一"),
    ("InvalidURN", "<id>https://www.example.cn/?p=1", "<id>urn:a"),
    ("InvalidUUID", "<id>https://www.example.cn/?p=1", "<id>urn:uuid:1"),
    ("UriNotIri", "https://www.example.cn/1", "https://www.example.cn/一"),
    ("InvalidUriChar", 'scheme="https://a.cn/"', 'scheme="https://a.cn/{}"'),
    ("InvalidMediaMedium", "<summary", '<media:content medium="x"/><summary'),
    ("InvalidMIMEAttribute", "<summary", '<media:content type="x"/><summary'),
    ("InvalidPositiveInteger", 'width="10"', 'width="1.5"'),
    ("InvalidRFC3339Date", "<published>2025-03-10T04:06:31Z", "<published>2025-03-10 04:06:31"),
    ("InvalidRFC3339Date", "<published>2025-03-10", "<published>2025-02-30"),
    ("ImplausibleDate", "<published>2025", "<published>1970"),
    ("UnregisteredAtomLinkRel", 'rel="alternate" type="text/html" href="https://www.example.cn/1"', 'rel="x" href="https://a.cn/"'),
    ("InvalidMIMEType", '"text/html" href="https://www.example.cn/1"', '"html" href="https://www.example.cn/1"'),
    ("AttrNotBlank", 'href="https://www.example.cn/1"', 'title="" href="https://www.example.cn/1"'),
    ("FeedHistoryRelInEntry", 'rel="alternate" type="text/html" href="https://www.example.cn/1"', 'rel="next" href="https://a.cn/"'),
    ("NotHtml", "&lt;/p&gt;", "&lt;/p&gt;&lt;/p&gt;"),
    ("NotHtml", "&lt;p&gt;x", "&lt;p&gt;&amp;bogus;"),
    ("SecurityRisk", "&lt;p&gt;x", "&lt;p&gt;&lt;iframe&gt;&lt;/iframe&gt;"),
    ("SecurityRiskAttr", "&lt;p&gt;x", "&lt;p onload=x&gt;"),
    ("DangerousStyleAttr", "&lt;p&gt;x", "&lt;p style='a:url(x)'&gt;"),
    ("ContainsRelRef", "&lt;p&gt;x", "&lt;p&gt;&lt;a href='a'&gt;x&lt;/a&gt;"),
]
JSON = [
    ("json.syntax", '"title":"E"', '"title":"E","title":"F"'),
    ("json.syntax", '"E"', '"\\ud800"'),
    ("json.syntax", '"id":"1"', '"id":NaN'),
    ('json.syntax', '}]}', '}]'),
    ("json.version", "1.1", "1"),
    ("json.title", '"title":"T",', ""),
    ("json.items", '"items":[', '"items":[1,'),
    ("json.id", '"id":"1"', '"id":""'),
    ("json.id+json.type", '"id":"1"', '"id":1'),
    ("json.duplicate_id", '"items":[', '"items":[{"id":"1","content_text":"x"},'),
    ("json.content", '"content_html":"<p>x</p>",', ""),
    ("json.uri", "https://a.cn/1", "/1"),
    ("json.date", "2025-03-10T", "2025-03-10 "),
    ("json.language", "zh-CN", "cn"),
    ("json.type", '["a"]', '"a"'),
    ("json.type", '["a"]', "[1]"),
    ("json.unknown", '"_x":{}', '"_x":1'),
    ("json.unknown", '"_x"', '"x"'),
    ("json.author", '{"name":"N"}', "{}"),
    ("json.html", "<p>x</p>", "<script></script>"),
    ("json.characters", '"E"', '"\\u0093E"'),
    ("json.plain", '"E"', '"</b>E"'),
    ("json.self", f'"{URL}"', f'"{URL}b"'),
]


PAGES = [
    ("page.syntax", "<h1>T</h1>", "<h1>T</h2>"),
    ("page.syntax", "<!DOCTYPE html>", ""),
    ("page.syntax", "<p>", "<p>&bogus;"),
    ("page.title", "<title>T", "<title> "),
    ("page.harmless", "<h1>", '<h1 onclick="x">'),
    ("page.harmless", "<p>", "<script></script><p>"),
    ("page.harmless", "<style>", "<base><style>"),
    ("page.address", "https://a.cn/", "/a"),
    ("page.address", "https://a.cn/", "javascript:x"),
]


def spoiled(kind, there, instead):
    good = GOOD[kind]
    assert there in good, f"{kind}: {there!r} is not in the good document"
    if instead == "+entry":
        entry = good[good.index("<entry>"):good.index("</feed>")]
        return good.replace("</feed>", entry + "</feed>")
    if instead == "+content":  # the link goes, and the content with it
        return good.replace(there, "").replace('<content type="html">&lt;p&gt;x&lt;/p&gt;</content>', "")
    return good.replace(there, instead)


def main():
    wrong = []
    for kind, good in GOOD.items():
        wrong += [f"the good {kind} document: {finding}" for finding in feed_rules.check(good.encode(), URL, f"a.{kind}")]
    tripped = {kind: set() for kind in GOOD}
    for kind, cases in (("rss", RSS), ("atom", ATOM), ("json", JSON), ("html", PAGES)):
        for rules, there, instead in cases:
            found = {finding.rule for finding in feed_rules.check(spoiled(kind, there, instead).encode(), URL, f"a.{kind}")}
            tripped[kind] |= found
            if found != set(rules.split("+")):
                wrong.append(f"{kind}: {there!r} -> {instead!r} should trip {rules}, tripped {sorted(found)}")
    rules = {"rss": rss_rules.RULES.names(), "atom": atom_rules.RULES.names(), "json": set(json_rules.RULES), "html": set(page_rules.RULES)}
    for kind, names in rules.items():
        wrong += [f"{kind}: no document trips {name}" for name in sorted(names - tripped[kind])]
    print(*wrong, sep="\n")
    print(f"{len(RSS) + len(ATOM) + len(JSON) + len(PAGES)} documents, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


main()
