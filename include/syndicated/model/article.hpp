// An article as it was found, and the same article put in order. Plain values; strings are UTF-8, instants are UTC.
#pragma once

#include "syndicated/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

enum class Form : std::uint8_t {
    html,
    page,
    text,
    markdown
};  // what RawArticle::html holds: a body, a whole page, ...

[[nodiscard]] std::string_view name_of(Form form);
[[nodiscard]] std::optional<Form> form_from(std::string_view name);

// A row of the article store, nothing decided (STORE.md in docs/ names the columns). Made by intake or store.
struct RawArticle {
    std::string store;          // the store's name in the settings
    std::string key;            // text key within its store; empty for an article that is not written yet
    std::int64_t position = 0;  // the store's scan order; native: the row's id
    std::optional<std::string> guid, url, title, category, source, author, published, updated, views, summary, image,
        lang;
    bool featured = false;
    bool is_public = true;
    std::string html;
    Form form = Form::html;
    std::optional<std::string> origin, charset;  // the file it came from, how that was decoded
    std::int64_t undecodable = 0;                // bytes replaced while decoding
    sys_seconds added{};
    std::optional<sys_seconds> changed;
    std::vector<std::string> more_categories;  // raw texts from article_category

    friend bool operator==(const RawArticle&, const RawArticle&) = default;
};

enum class Precision : std::uint8_t { day, minute, second };

struct Timestamp {
    sys_seconds at{};
    Precision precision = Precision::second;

    friend bool operator==(const Timestamp&, const Timestamp&) = default;
};

struct Image {
    std::string src;  // absolute in an Article, if the article's address or the site's is known
    std::string alt;
    std::string caption;

    friend bool operator==(const Image&, const Image&) = default;
};

// Why an entry is not in any feed although its row was read.
enum class Withheld : std::uint8_t {
    none,
    not_public,   // status is not 1
    empty,        // neither a title nor a body
    unrenderable  // an entry made of it would not be a well-formed document
};

// The same in order, made by normalise and nobody else.
struct Article {
    std::string guid;  // stable, kept for ever
    std::string store, key;
    std::int64_t position = 0;
    Withheld withheld = Withheld::none;
    std::string title;       // plain text, one line
    std::string source;      // 来源 as written, decorations off; empty: not known
    std::string source_url;  // its address when the page gave one
    std::vector<std::string> authors, editors;
    Timestamp published;               // first-seen when nothing was found
    bool scheduled = false;            // `published` stands in the row's own column: hold it until then
    std::optional<Timestamp> updated;  // found on the page or in the row, not before `published`
    std::optional<std::int64_t> views;
    std::vector<std::string> categories;     // leaf names; the first is the main one; empty: only in `all`
    std::vector<std::string> category_path;  // breadcrumb of the main category, itself last; at least itself
    // Of each of `categories` as documents show it, "新闻/社会", by settings, category table and the article's own
    // paths. Empty: the main one has category_path, the others have none above them.
    std::vector<std::string> category_paths;
    std::string link;                 // absolute
    bool link_from_settings = false;  // made from article_url or base_url: it does not enter the digest
    std::string summary;              // plain text
    std::string image;                // absolute address of the entry's picture, or empty
    std::string language;             // BCP 47; empty: the site's
    bool featured = false;
    std::string html;           // the body, sanitised, addresses absolute
    std::string text;           // the body as plain text, a paragraph a line
    std::vector<Image> images;  // those in the body, in order

    friend bool operator==(const Article&, const Article&) = default;
};

// Names an article in addresses: the first 16 hex digits of SHA-256 of its guid.
[[nodiscard]] std::string article_id_of(std::string_view guid);
[[nodiscard]] std::string own_page_of(std::string_view base_url, std::string_view guid);  // BASE_URL/articles/ID

// One remark of normalise. The remark that decided a field has that field's name and `decides` set; a field has one.
struct Finding {
    std::string field;  // title, source, author, editor, published, updated, views, category, body, image, charset ...
    std::string rule;   // the rule's name, such as "info_line.label"
    std::string taken;  // the value it gave, as text; empty: nothing
    std::string raw;    // what stood there, cut to a bounded length
    std::string place;  // where: "info line", "meta og:title", "column source", ...
    std::vector<std::string> passed_over;  // other candidates, each with its reason
    bool decides = false;
    bool removed = false;  // `raw` was taken out of the body

    friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace syndicated
