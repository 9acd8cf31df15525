"""What an answer is worth: one mark a field, from 0 to 1, or none where the page's labels do not ask for it."""
import collections, re, unicodedata

from pages import score

# Every accuracy column of the table: its key and its heading.
COLUMNS = {"title": "title", "minute": "published, minute", "day": "published, day", "source": "source", "author": "author",
           "editor": "editor", "body": "body F1", "body90": "body F1 >= .9", "checks": "body checks"}
FIELD_OF = {"minute": "published", "day": "published", "body90": "body", "checks": "body"}
MOMENT = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?:\D{1,3}(\d{1,2})[:时](\d{2}))?(?:[:分]\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?")


def field_of(column):
    """The answer's field that a column judges."""
    return FIELD_OF.get(column, column)


def marks(page, answer):
    """Column -> mark. `answer`: title, source and published as text, author and editor as lists, body as text."""
    want, out = page.expect, {}
    for key in ("title", "source"):
        if want.get(key):
            out[key] = any(score.same_text(answer.get(key) or None, text) for text in alternatives(want[key]))
    for key in ("author", "editor"):
        if want.get(key):
            out[key] = any(same_names(answer.get(key) or [], names) for names in alternatives(want[key]))
    if want.get("published"):
        moment = read_moment(answer.get("published") or "")
        out["minute"] = any(score.same_time(moment, to_the_minute(time)) for time in alternatives(want["published"]))
        out["day"] = any(same_day(moment, time) for time in alternatives(want["published"]))
    body = answer.get("body") or ""
    checks = score.page_checks({**score.adapt_page({}), "body_text": body}, {k: v for k, v in want.items() if k.startswith("body_")}, "")
    if checks:
        out["checks"] = all(checks.values())
    if page.body:
        out["body"] = f1(bigrams(body), bigrams(page.body))
        out["body90"] = out["body"] >= 0.9
    return {key: float(mark) for key, mark in out.items()}


def alternatives(want):
    return want["any_of"] if isinstance(want, dict) and "any_of" in want else [want]


def same_names(got, want):
    """In any order: not every extractor says that it keeps the page's."""
    return sorted(map(score.squeeze, got)) == sorted(map(score.squeeze, want))


def read_moment(text):
    """An extractor's time, whatever its form, as RFC 3339. Where it names no zone, China's."""
    found = MOMENT.search(text)
    if not found:
        return None
    year, month, day, hour, minute, zone = found.groups()
    zone = "+08:00" if not zone else "+00:00" if zone == "Z" else zone
    return f"{year}-{int(month):02}-{int(day):02}T{int(hour or 0):02}:{minute or '00'}:00{zone}"


def to_the_minute(want):
    return want if isinstance(want, dict) else {"minute": want}


def same_day(moment, want):
    if isinstance(want, dict) and "day" not in want:
        want = want.get("minute") or want["instant"]
    day = want["day"] if isinstance(want, dict) else score.instant(want).astimezone(score.CN).strftime("%Y-%m-%d")
    return score.same_time(moment, {"day": day})


def bigrams(text):
    """Pairs of neighbouring letters and digits. Punctuation and markup's own signs are no measure of an extractor."""
    text = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
    return collections.Counter(text[n:n + 2] for n in range(max(1, len(text) - 1)) if text)


def f1(got, want):
    common = sum((got & want).values())
    return 2 * common / ((got.total() + want.total()) or 1)
