// What the three formats say alike, so that they cannot differ: decided here once, written by rss, atom and json.
// Pure; any thread.
#pragma once

#include "syndicated/model/feed.hpp"
#include "syndicated/model/site.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::feed {

// Plain text as HTML between tags. Quotation marks stay: some readers show the source of a description.
[[nodiscard]] std::string escape_html(std::string_view text);

// A line of plain text that cannot be taken for markup: a reader that takes titles and names for HTML (Miniflux decodes
// titles of RSS twice) shows nothing where <video> stood. "<" before a tag's name becomes the full-width "＜" that
// Chinese text has room for.
[[nodiscard]] std::string without_tags(std::string_view text);

// Never empty: readers show nothing to click on for an entry without a title.
[[nodiscard]] std::string title_of(const Article& article);
// The body; none where the summary is all there is to read, for readers that prefer the content would show a picture
// without words. The entry's picture goes in front, as most readers show the first <img> they find, unless it is in
// the body or that begins with another: then it is in `buffer`.
[[nodiscard]] std::string_view content_of(const Article& article, std::string& buffer);
// Names that are not blank, in order.
[[nodiscard]] std::vector<std::string> authors_of(const Article& article);
[[nodiscard]] std::string source_of(const Article& article);

struct Label {
    std::string name;  // the category's identity
    std::string path;  // from the root down, "新闻/社会"
};
// The main category first.
[[nodiscard]] std::vector<Label> labels_of(const Article& article);

// What the formats need of an entry, made once for all of them. The entry outlives it.
struct EntryParts {
    EntryParts(const Entry& entry, const Site& site);
    EntryParts(const EntryParts&) = delete;
    EntryParts& operator=(const EntryParts&) = delete;

    const Entry& entry;
    std::string title, link, source, source_url, image;  // URLs as URIs; empty: none
    std::string directory;                               // directory_url()
    std::string summary;                                 // as HTML; the same as its text where that has no markup
    std::string published, updated;                      // RFC 3339
    std::vector<std::string> authors;
    std::vector<Label> labels;
    std::string with_image;       // where `content` is, unless it is the article's own
    std::string_view content;     // the HTML
    std::string escaped_content;  // the same as XML has it
};

[[nodiscard]] std::string title_of(const Category& category, const Site& site);
[[nodiscard]] std::string title_of(const Site& site);                // never empty: an author must have a name
[[nodiscard]] std::string description_of(const Category& category);  // may be empty
// The latest change of any entry shown (RFC 4287, section 4.2.15), so that it follows from what the feed's digest
// covers. An empty feed has no instant that every machine knows alike, but Atom wants one, and validators take one
// before 1990 for a mistake: it is as old as Atom.
[[nodiscard]] sys_seconds updated_of(const Feed& feed);
[[nodiscard]] std::string_view language_of(const Category& category, const Site& site);
[[nodiscard]] std::string home_of(const Site& site);
// Where the tree of categories is shown; it names the scheme that categories belong to.
[[nodiscard]] std::string directory_url(const Site& site);

// RFC 822 with a year of four digits (RFC 2822, section 3.3) and the zone's numeric offset: readers take names such
// as CST for the American zone.
[[nodiscard]] std::string format_rfc822(sys_seconds instant, const Zone& zone);

}  // namespace syndicated::feed
