#include "feed/parts.hpp"

#include "feed/escape.hpp"
#include "feed/uri.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace syndicated::feed {

namespace {

using std::chrono::minutes;

constexpr std::size_t made_up_title_chars = 60;
constexpr std::chrono::sys_days birth_of_atom = std::chrono::year(2005) / 12 / 1;  // RFC 4287

// Combining marks, variation selectors, joiners and the modifiers of emoji belong to the character before them.
bool continues_character(char32_t c) {
    return (c >= 0x300 && c <= 0x36F) || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0x1F3FB && c <= 0x1F3FF) || (c >= 0xE0100 && c <= 0xE01EF);
}

std::string cut(std::string_view text, std::size_t max_chars) {
    std::size_t pos = 0;
    char32_t last = 0;
    for (std::size_t n = 0; pos < text.size(); ++n) {
        std::size_t next = pos;
        const char32_t c = next_code_point(text, next);
        if (n >= max_chars && last != 0x200D && !continues_character(c)) break;
        if (n >= max_chars * 2) break;
        last = c;
        pos = next;
    }
    std::string out(text.substr(0, pos));
    if (pos < text.size()) out += "…";
    return out;
}

// Whether a picture stands before the first word.
bool begins_with_picture(std::string_view html) {
    while (true) {
        const std::size_t tag = html.find('<');
        if (tag == std::string_view::npos || !trim(html.substr(0, tag)).empty()) return false;
        html.remove_prefix(tag);
        if (html.starts_with("<img")) return true;
        html.remove_prefix(std::min(html.find('>'), html.size() - 1) + 1);
    }
}

}  // namespace

std::string escape_html(std::string_view text) {
    const bool plain = text.find('<') == std::string_view::npos && text.find('&') == std::string_view::npos;
    if (plain) return std::string(text);
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string without_tags(std::string_view text) {
    if (text.find('<') == std::string_view::npos) return std::string(text);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : ' ';
        const bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
        const bool tag = text[i] == '<' && (letter || next == '/' || next == '!' || next == '?');
        if (tag) {
            out += "＜";
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string title_of(const Article& article) {
    if (!trim(article.title).empty()) return without_tags(article.title);
    const std::string_view summary = trim(article.summary);
    return summary.empty() ? article.link : without_tags(cut(summary, made_up_title_chars));
}

std::string_view content_of(const Article& article, std::string& buffer) {
    if (article.html.empty() && !article.summary.empty()) return {};
    if (article.image.empty() || begins_with_picture(article.html)) return article.html;
    const bool is_there = article.html.find("<img src=\"" + escape_html(article.image) + '"') != std::string::npos;
    if (is_there) return article.html;
    // A URI holds no quotation mark.
    buffer = "<p><img src=\"" + escape_html(to_uri(article.image)) + "\" alt=\"\" referrerpolicy=\"no-referrer\"></p>";
    return buffer += article.html;
}

std::vector<std::string> authors_of(const Article& article) {
    std::vector<std::string> out;
    for (const auto& author : article.authors) {
        if (!trim(author).empty()) out.push_back(without_tags(author));
    }
    return out;
}

std::string source_of(const Article& article) {
    return without_tags(article.source);
}

std::vector<Label> labels_of(const Article& article) {
    std::vector<Label> out;
    const auto& paths = article.category_paths;
    for (std::size_t i = 0; i < article.categories.size(); ++i) {
        const std::string& name = article.categories[i];
        if (trim(name).empty()) continue;
        Label label{without_tags(name), without_tags(i < paths.size() ? paths[i] : name)};
        if (paths.empty() && out.empty() && article.category_path.size() > 1)
            label.path = without_tags(fmt::format("{}", fmt::join(article.category_path, "/")));
        out.push_back(std::move(label));
    }
    return out;
}

EntryParts::EntryParts(const Entry& of, const Site& site)
    : entry(of),
      title(title_of(of.article)),
      link(to_uri(of.article.link)),
      source(source_of(of.article)),
      source_url(to_uri(of.article.source_url)),
      image(to_uri(of.article.image)),
      directory(directory_url(site)),
      summary(escape_html(of.article.summary)),
      published(format_rfc3339(of.article.published.at, site.zone)),
      updated(of.updated == of.article.published.at ? published : format_rfc3339(of.updated, site.zone)),
      authors(authors_of(of.article)),
      labels(labels_of(of.article)),
      content(content_of(of.article, with_image)) {
    escaped_content.reserve(content.size() + content.size() / 8);
    append_escaped(escaped_content, content, Text::data, Place::content);
}

std::string title_of(const Category& category, const Site& site) {
    if (!trim(category.title).empty()) return without_tags(category.title);
    return category.name.empty() ? title_of(site) : without_tags(category.name);
}

std::string title_of(const Site& site) {
    return trim(site.title).empty() ? home_of(site) : without_tags(site.title);
}

std::string description_of(const Category& category) {
    return without_tags(category.description);
}

sys_seconds updated_of(const Feed& feed) {
    sys_seconds newest = birth_of_atom;
    if (!feed.entries.empty()) newest = feed.entries.front().updated;
    for (const auto& tombstone : feed.tombstones) newest = std::max(newest, tombstone.when);
    for (const auto& entry : feed.entries) newest = std::max({newest, entry.updated, entry.published});
    return newest;
}

std::string_view language_of(const Category& category, const Site& site) {
    return category.language.empty() ? site.language : category.language;
}

std::string home_of(const Site& site) {
    return to_uri(site.home.empty() ? site.base_url : site.home);
}

std::string directory_url(const Site& site) {
    return to_uri(site.base_url) + "/";
}

std::string format_rfc822(sys_seconds instant, const Zone& zone) {
    static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto offset = std::chrono::duration_cast<minutes>(zone.offset_at(instant));
    const auto local = instant + offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{local - day};
    const auto ahead = std::chrono::abs(offset).count();
    return fmt::format(FMT_COMPILE("{}, {:02} {} {:04} {:02}:{:02}:{:02} {}{:02}{:02}"),
                       days[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                       months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       offset < minutes{0} ? '-' : '+', ahead / 60, ahead % 60);
}

}  // namespace syndicated::feed
