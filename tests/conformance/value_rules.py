"""Rules for single values - addresses, dates, words, HTML - as functions that yield (rule, what)."""
import datetime, functools, html.entities, re, time

import html5lib

# RFC 3986, appendix A. Brackets stand around an IPv6 address only, % before two digits only.
CHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
URI = re.compile(rf"([A-Za-z][A-Za-z0-9+.-]*):(?://(?:{CHAR}*@)?(\[[0-9A-Fa-f:.]+\]|(?:(?!:){CHAR})*)(?::\d*)?(?=[/?#]|$))?"
                 rf"(?:{CHAR}|/)*(?:\?(?:{CHAR}|[/?])*)?(?:#(?:{CHAR}|[/?])*)?")
TAG = re.compile(rf"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{{4}}(?:-\d\d(?:-\d\d)?)?:(?:{CHAR}|[/?])*(?:#(?:{CHAR}|[/?])*)?")
URN = re.compile(rf"urn:[a-z0-9][a-z0-9-]{{1,31}}:(?:{CHAR}|/)+", re.I)
UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
MIME = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;\s*[\w-]+=(\"[^\"]*\"|[\w.+-]+))*")


def absolute_uri(value, rule="InvalidFullLink"):
    if value.startswith("tag:"):
        if not TAG.fullmatch(value):
            yield "InvalidTAG", value
    elif value.lower().startswith("urn:uuid:"):
        if not UUID.fullmatch(value):
            yield "InvalidUUID", value
    elif value.lower().startswith("urn:"):
        if not URN.fullmatch(value):
            yield "InvalidURN", value
    else:
        match = URI.fullmatch(value)
        web = match and match[1].lower() in ("http", "https", "ftp")
        if not match and re.search(r"[^\x00-\x7f]", value):
            yield "UriNotIri", value
        elif not match and re.search(r"[^A-Za-z0-9:/?#@!$&'()*+,;=._~%-]", value):
            yield "InvalidUriChar", value
        elif not match or (web and not match[2]):
            yield rule, value


def canonical(value):
    """RFC 3986, section 6.2.2 and 6.2.3: what two ids must look like so that comparing them as text is enough."""
    match = re.fullmatch(r"(https?)://([^/?#]*)([^?#]*)(.*)", value, re.I)
    if not match:
        return re.sub(r"%[0-9a-fA-F]{2}", tidy_escape, value)
    scheme, authority, path, rest = match[1].lower(), match[2].lower(), match[3] or "/", match[4]
    authority = re.sub(":80$" if scheme == "http" else ":443$", "", authority).removesuffix(":")
    while re.search(r"/\.(/|$)|/\.\.(/|$)", path):
        dot = re.search(r"/\.(/|$)", path)
        path = re.sub(r"/\.(/|$)" if dot else r"(^|/[^/]*)/\.\.(/|$)", "/", path, count=1)
    return re.sub(r"%[0-9a-fA-F]{2}", tidy_escape, f"{scheme}://{authority}{path}{rest}")


def tidy_escape(match):
    character = chr(int(match[0][1:], 16))
    return character if re.fullmatch(r"[A-Za-z0-9._~-]", character) else match[0].upper()


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
RFC2822 = re.compile(r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d?) (%s) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([+-]\d{4})" % "|".join(MONTHS))
RFC822 = re.compile(r"(?:(?:mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?\d\d?\s+(?:%s)\s+(?:\d\d){1,2}\s+"
                    r"\d\d:\d\d(?::\d\d)?\s+(?:[+-]\d{4}|[a-z]{1,3})" % "|".join(MONTHS), re.I)
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def plausible(instant, value):
    if instant.year < 1990 or instant.timestamp() > time.time() + 600:
        yield "ImplausibleDate", value


def rfc2822_date(value):
    match = RFC2822.fullmatch(value)
    if not match:
        yield ("ProblematicalRFC822Date" if RFC822.fullmatch(value) else "InvalidRFC2822Date"), value
        return
    weekday, day, month, year, hour, minute, second, zone = match.groups()
    try:
        text = f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}T{hour}:{minute}:{second or '00'}{zone[:3]}:{zone[3:]}"
        instant = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        yield "InvalidRFC2822Date", f"{value}: {error}"
        return
    if weekday and instant.strftime("%a") != weekday:
        yield "IncorrectDOW", value
    yield from plausible(instant, value)


def rfc3339_date(value):
    try:
        assert RFC3339.fullmatch(value)
        instant = datetime.datetime.fromisoformat(re.sub(r"\.\d+", "", value))
    except (AssertionError, ValueError):
        yield "InvalidRFC3339Date", value
        return
    yield from plausible(instant, value)


# ISO 639-1. A code of three letters is BCP 47 too; those are not listed here, as the validator has none.
LANGUAGES = set("""aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et
eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks
ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm
rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo
xh yi yo za zh zu""".split())


def language(value):
    if not re.fullmatch(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,8})*", value) or value[:2].lower() not in LANGUAGES:
        yield "InvalidLanguage", value


# The HTML standard's elements, those that are obsolete included.
HARMLESS = set("""a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup data dd del
details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav ol p picture pre q
rp rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul var video
wbr""".split())
DANGEROUS = set("""applet base basefont body button canvas dialog embed fieldset form frame frameset head html iframe input label legend link
marquee meta noframes noscript object optgroup option param plaintext script select slot style template textarea title xmp math svg""".split())


@functools.lru_cache(maxsize=None)
def html_fragment(value):
    """Of HTML in a feed: it parses without an error (HTML, section 13.2), it is harmless, its addresses are absolute."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parseFragment(value)
    found = [("NotHtml", code) for _, code, _ in parser.errors[:1]]
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        name = element.tag.rpartition("}")[2]
        if name in DANGEROUS:
            found.append(("SecurityRisk", name))
        elif name not in HARMLESS:
            found.append(("NotHtml", name))
        for key, content in element.attrib.items():
            if str(key).startswith("on"):
                found.append(("SecurityRiskAttr", key))
            if key == "style":  # the validator lets some through; readers drop them all
                found.append(("DangerousStyleAttr", content))
            if key in ("href", "src") and not re.match(r"\w+:", content.strip()):
                found.append(("ContainsRelRef", content))
    return tuple(found)


def like_html(text):
    """The tag or reference in it for which a reader that expects HTML would take it."""
    for name in re.findall(r"</(\w+)>", text):
        if name.lower() in HARMLESS | DANGEROUS:
            return f"</{name}>"
    return None


def like_reference(text):
    for name in re.findall(r"&(#?\w+)", text):
        if name in html.entities.name2codepoint or name == "apos" or not name.isalpha():
            return f"&{name}"
    return None


def bad_characters(text):
    """Windows-1252 or broken bytes that somebody read as something else."""
    match = re.search("[\x80-\x9f\ufffd]", text)
    if match:
        yield "BadCharacters", f"U+{ord(match[0]):04X} in {text[:60]}"
