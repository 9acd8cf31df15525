#include "normalise/fragment.hpp"

#include "normalise/tags.hpp"
#include "syndicated/base/text.hpp"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace syndicated::normalise {

namespace {

constexpr auto breaking = std::to_array<std::string_view>(
    {"address",  "article",    "aside",  "blockquote", "br",    "caption", "center", "div",    "dl", "dt",
     "fieldset", "figcaption", "figure", "footer",     "form",  "h1",      "h2",     "h3",     "h4", "h5",
     "h6",       "header",     "hr",     "li",         "main",  "nav",     "ol",     "option", "p",  "pre",
     "section",  "select",     "table",  "tbody",      "tfoot", "thead",   "title",  "tr",     "ul", "summary"});
constexpr auto cells = std::to_array<std::string_view>({"dd", "td", "th"});
constexpr auto silent = std::to_array<std::string_view>({"script", "style", "template"});

template <class Names>
bool among(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Decoded {
    char32_t code_point;
    std::size_t size;  // of the reference, & and ; included
};

std::optional<Decoded> decode_number(std::string_view text) {  // text begins with "&#"
    const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
    char32_t value = 0;
    std::size_t i = hex ? 3 : 2;
    const std::size_t first = i;
    for (; i < text.size() && i < first + 8; ++i) {
        const char c = text[i];
        char32_t digit = 16;
        if (c >= '0' && c <= '9') digit = static_cast<char32_t>(c - '0');
        if (hex && c >= 'a' && c <= 'f') digit = static_cast<char32_t>(c - 'a' + 10);
        if (hex && c >= 'A' && c <= 'F') digit = static_cast<char32_t>(c - 'A' + 10);
        if (digit == 16) break;
        value = value * (hex ? 16 : 10) + digit;
    }
    if (i == first) return std::nullopt;
    if (i < text.size() && text[i] == ';') ++i;
    const bool good = value <= 0x10FFFF && document_character(value) != 0;
    return Decoded{good ? value : replacement_character, i};
}

std::optional<Decoded> decode_name(std::string_view text) {  // text begins with "&"
    std::string name;
    std::size_t i = 1;
    while (i < text.size() && i < 10 && (is_ascii_letter(text[i]) || (text[i] >= '0' && text[i] <= '9'))) {
        name += text[i++];
    }
    const bool closed = i < text.size() && text[i] == ';';
    constexpr auto lenient = std::to_array<std::string_view>({"nbsp", "amp", "lt", "gt", "quot", "copy"});
    if (!closed && !among(lenient, name)) return std::nullopt;
    if (name == "apos") return Decoded{U'\'', i + 1};
    const auto* found = htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str()));
    if (found == nullptr) return std::nullopt;
    return Decoded{static_cast<char32_t>(found->value), closed ? i + 1 : i};
}

std::optional<Decoded> decode_reference(std::string_view text) {
    if (text.size() < 3) return std::nullopt;
    // "&amp;nbsp;": escaped twice, and no one writes about blanks in a field
    constexpr auto twice =
        std::to_array<std::string_view>({"&amp;nbsp;", "&amp;ensp;", "&amp;emsp;", "&amp;#160;", "&amp;#12288;"});
    for (const std::string_view blank : twice) {
        if (text.substr(0, blank.size()) == blank) return Decoded{U' ', blank.size()};
    }
    return text[1] == '#' ? decode_number(text) : decode_name(text);
}

// Gives each line to the sink: a million of them need not be kept.
template <class Sink>
class Reader {
public:
    Reader(std::string_view text, Sink sink) : text_(text), tags_(text), markup_(tags_.any()), sink_(std::move(sink)) {}

    void read() {
        while (pos_ < text_.size()) step();
        end_line();
    }

private:
    void step() {
        if (markup_ && !no_more_tags_ && tags_.begin_at(pos_) && skip_tag()) return;
        const char c = text_[pos_];
        if (c == '&') {
            if (const auto decoded = decode_reference(text_.substr(pos_))) {
                append_utf8(line_.text, decoded->code_point);
                pos_ += decoded->size;
                return;
            }
        }
        if (c == '\n' && !markup_) {
            sink_(std::move(line_));
            line_ = {};
        } else {
            line_.text += c == '\n' || c == '\r' ? ' ' : c;
        }
        ++pos_;
    }

    // In markup empty lines say nothing; in plain text every line end counts.
    void end_line() {
        if (line_.link_end < line_.link_begin) line_.link_end = line_.text.size();
        if (!markup_ || !trim(line_.text).empty()) sink_(std::move(line_));
        line_ = {};
    }

    bool skip_tag() {
        if (text_.substr(pos_, 4) == "<!--") {
            const std::size_t end = text_.find("-->", pos_ + 4);
            pos_ = end == std::string_view::npos ? text_.size() : end + 3;
            return true;
        }
        const std::size_t end = find_tag_end();
        if (end == std::string_view::npos) {
            no_more_tags_ = true;
            return false;
        }
        const std::string_view tag = text_.substr(pos_, end - pos_);
        pos_ = end + 1;
        take_tag(tag);
        return true;
    }

    // A closing quote or ">" that is missing is missing for every later tag too, so this stays linear.
    std::size_t find_tag_end() {
        for (std::size_t i = pos_ + 1; i < text_.size(); ++i) {
            const char c = text_[i];
            if (c == '>') return i;
            if ((c != '"' && c != '\'') || text_[i - 1] != '=') continue;
            const std::size_t close = text_.find(c, i + 1);
            if (close == std::string_view::npos) return text_.find('>', i);
            i = close;
        }
        return std::string_view::npos;
    }

    void take_tag(std::string_view tag) {
        std::size_t i = tag[1] == '/' ? 2 : 1;
        const bool closing = i == 2;
        const std::size_t first = i;
        while (i < tag.size() && (is_ascii_letter(tag[i]) || (tag[i] >= '0' && tag[i] <= '9'))) ++i;
        const std::string name = to_lower_ascii(tag.substr(first, i - first));
        if (!closing && (name == "dt" || name == "th")) label_ = true;
        if (!closing && (name == "dd" || name == "td") && label_) return join_value();
        if (among(breaking, name)) {
            if (label_ && closing && (name == "dt" || name == "th")) return;  // its value comes
            return end_line();
        }
        if (among(cells, name)) {
            line_.text += ' ';
        } else if (among(silent, name) && !closing) {
            skip_content(name);
        } else {
            line_.seams.push_back(line_.text.size());
            if (name == "a") take_link(tag, closing);
        }
    }

    // <dt>来源</dt><dd>山海报</dd> and <th>…</th><td>…</td>: a label in an element of its own, and its value.
    void join_value() {
        label_ = false;
        const std::string_view label = trim(line_.text);
        if (!label.empty() && !label.ends_with(":") && !label.ends_with("：")) line_.text += "：";
    }

    void take_link(std::string_view tag, bool closing) {
        if (closing && line_.link_end == 0) line_.link_end = line_.text.size();
        if (closing || !line_.title.empty()) return;
        line_.title = tag_attribute(tag, "title");
        line_.link_begin = line_.text.size();
        line_.link_end = 0;
    }

    void skip_content(const std::string& name) {
        const std::string close = "</" + name;
        while (pos_ < text_.size()) {
            pos_ = std::min(text_.find("</", pos_), text_.size());
            if (equal_ignoring_case(text_.substr(pos_, close.size()), close)) break;
            pos_ = std::min(pos_ + 2, text_.size());
        }
    }

    std::string_view text_;
    Tags tags_;
    bool markup_;
    bool no_more_tags_ = false;
    bool label_ = false;  // a dt or th began, and no value yet
    std::size_t pos_ = 0;
    FragmentLine line_;
    Sink sink_;
};

template <class Sink>
void read_fragment(std::string_view raw, Sink sink) {
    const std::string fragment = drop_forbidden(raw);
    if (!is_escaped_markup(fragment)) return Reader<Sink>(fragment, std::move(sink)).read();
    const std::string unescaped = decode_entities(fragment);
    Reader<Sink>(unescaped, std::move(sink)).read();
}

}  // namespace

bool has_markup(std::string_view text) {
    return Tags(text).any();
}

bool is_escaped_markup(std::string_view text) {
    return text.find("&lt;") != std::string_view::npos && !has_markup(text) && has_markup(decode_entities(text));
}

std::string decode_entities(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto decoded = text[i] == '&' ? decode_reference(text.substr(i)) : std::nullopt;
        if (decoded) {
            append_utf8(out, decoded->code_point);
            i += decoded->size;
        } else {
            out += text[i++];
        }
    }
    return out;
}

std::string tag_attribute(std::string_view tag, std::string_view name) {
    for (std::size_t i = tag.find(name); i != std::string_view::npos; i = tag.find(name, i + 1)) {
        const std::size_t quote_at = i + name.size() + 1;
        if (i == 0 || tag[i - 1] > ' ' || quote_at >= tag.size() || tag[quote_at - 1] != '=') continue;
        const char mark = tag[quote_at];
        const bool quoted = mark == '"' || mark == '\'';
        const std::size_t begin = quoted ? quote_at + 1 : quote_at;
        const std::size_t end = quoted ? tag.find(mark, begin) : tag.find_first_of(" \t\n\r", begin);
        return decode_entities(tag.substr(begin, end == std::string_view::npos ? end : end - begin));
    }
    return {};
}

std::vector<FragmentLine> fragment_lines(std::string_view fragment) {
    std::vector<FragmentLine> out;
    read_fragment(fragment, [&out](FragmentLine&& line) { out.push_back(std::move(line)); });
    return out;
}

std::string fragment_text(std::string_view fragment) {
    std::string out;
    bool first = true;
    read_fragment(fragment, [&](const FragmentLine& line) {
        if (!first) out += '\n';
        first = false;
        out += line.text;
    });
    return out;
}

}  // namespace syndicated::normalise
