// The only file that knows md4c. Its own HTML writer (md4c-html) cannot be stopped, and what Markdown says can grow a
// thousandfold, so this one writes the HTML itself. Bare addresses become no links: md4c 0.4.8 corrupts its memory over
// them (fixed in 0.5.1) and takes quadratic time.
#include "normalise/markdown.hpp"

#include "normalise/glyphs.hpp"
#include "normalise/markdown_prepare.hpp"
#include "syndicated/base/text.hpp"

#include <md4c.h>

#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::size_t most_html_bytes = 2U << 20U;
constexpr unsigned dialect = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH;

// To be returned by md4c's callbacks; it takes only what is below zero for "stop".
constexpr int go_on = 0, stop = -1;

// By MD_BLOCKTYPE; empty for what has no element of its own or is written by hand.
constexpr std::array<std::string_view, 16> block_tags{"", "blockquote", "ul",    "ol",    "li",    "",   "",   "pre",
                                                      "", "p",          "table", "thead", "tbody", "tr", "th", "td"};
// By MD_SPANTYPE.
constexpr std::array<std::string_view, 6> span_tags{"em", "strong", "a", "", "code", "del"};

// Chinese is written without blanks, so a line end between two of its letters is none either (CSS Text 3,
// section 4.1.3). 2: wide; 1: a quotation mark or dash that is wide among such; 0: neither.
int width_of(char32_t c) {
    if (is_han(c) || (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF01 && c <= 0xFF60)) return 2;
    return c == 0x2014 || c == 0x2026 || (c >= 0x2018 && c <= 0x201D) ? 1 : 0;
}

char32_t last_code_point(std::string_view text) {
    std::size_t pos = text.size();
    while (pos > 0 && (static_cast<unsigned char>(text[--pos]) & 0xC0U) == 0x80U) {
    }
    return text.empty() ? U'\0' : next_code_point(text, pos);
}

class HtmlWriter {
public:
    explicit HtmlWriter(const TreeLimits& limits) : limits_(limits) {}

    int enter_block(MD_BLOCKTYPE type, void* detail);
    int leave_block(MD_BLOCKTYPE type, void* detail);
    int enter_span(MD_SPANTYPE type, void* detail);
    int leave_span(MD_SPANTYPE type);
    int text(MD_TEXTTYPE type, std::string_view text);

    std::string take() { return std::move(html_); }
    [[nodiscard]] const std::string& why_stopped() const { return why_stopped_; }

private:
    int spend(std::size_t bytes, std::size_t elements);
    void open(std::string_view tag);
    void close(std::string_view tag);
    void escaped(std::string_view text);
    void attribute(std::string_view name, const MD_ATTRIBUTE& value);
    void line_end();
    void words(std::string_view text);

    const TreeLimits& limits_;
    std::string html_;
    std::string why_stopped_;
    std::size_t elements_ = 0, bytes_ = 0;
    std::size_t images_ = 0;                       // open ones: what stands in the outermost is its alt
    std::size_t line_end_at_ = std::string::npos;  // of a line end in html_ that may have to go
    char32_t last_ = 0;                            // what the last words ended with
};

// Counts what md4c handed over, shown or not: it looked at each byte of an address or title that it names.
int HtmlWriter::spend(std::size_t bytes, std::size_t elements) {
    elements_ += elements;
    bytes_ += bytes;
    if (elements_ > limits_.nodes) {
        why_stopped_ = "the Markdown was cut after " + std::to_string(limits_.nodes) + " elements";
    } else if (bytes_ > most_html_bytes) {
        why_stopped_ = "the Markdown was cut after " + std::to_string(most_html_bytes >> 20U) + " MiB of HTML";
    } else {
        return go_on;
    }
    return stop;
}

void HtmlWriter::open(std::string_view tag) {
    if (tag.empty()) return;
    html_ += '<';
    html_ += tag;
    html_ += '>';
}

void HtmlWriter::close(std::string_view tag) {
    if (tag.empty()) return;
    html_ += "</";
    html_ += tag;
    html_ += '>';
}

void HtmlWriter::escaped(std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&': html_ += "&amp;"; break;
            case '<': html_ += "&lt;"; break;
            case '>': html_ += "&gt;"; break;
            case '"': html_ += "&quot;"; break;
            default: html_ += c;
        }
    }
}

void HtmlWriter::attribute(std::string_view name, const MD_ATTRIBUTE& value) {
    html_ += ' ';
    html_ += name;
    html_ += "=\"";
    for (std::size_t i = 0; value.size > 0 && value.substr_offsets[i] < value.size; ++i) {
        const MD_OFFSET begin = value.substr_offsets[i];
        const std::string_view part(value.text + begin, value.substr_offsets[i + 1] - begin);
        if (value.substr_types[i] == MD_TEXT_ENTITY) {
            html_ += part;
        } else {
            escaped(part);
        }
    }
    html_ += '"';
}

int HtmlWriter::enter_block(MD_BLOCKTYPE type, void* detail) {
    line_end_at_ = std::string::npos;
    last_ = 0;
    if (type == MD_BLOCK_H) {
        open("h" + std::to_string(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level));
    } else if (type == MD_BLOCK_HR) {
        html_ += "<hr>";
    } else {
        open(block_tags.at(type));
        if (type == MD_BLOCK_CODE) html_ += "<code>";
    }
    return spend(12, 1);
}

int HtmlWriter::leave_block(MD_BLOCKTYPE type, void* detail) {
    line_end_at_ = std::string::npos;
    if (type == MD_BLOCK_H) {
        close("h" + std::to_string(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level));
    } else {
        if (type == MD_BLOCK_CODE) html_ += "</code>";
        close(block_tags.at(type));
    }
    if (type != MD_BLOCK_DOC) html_ += '\n';
    return spend(12, 0);
}

int HtmlWriter::enter_span(MD_SPANTYPE type, void* detail) {
    std::size_t bytes = 12;
    if (type == MD_SPAN_IMG) {
        const auto& image = *static_cast<MD_SPAN_IMG_DETAIL*>(detail);
        bytes += image.src.size + image.title.size;
        if (images_++ == 0) {
            html_ += "<img";
            attribute("src", image.src);
            html_ += " alt=\"";
        }
    } else if (type == MD_SPAN_A) {
        const auto& link = *static_cast<MD_SPAN_A_DETAIL*>(detail);
        bytes += link.href.size + link.title.size;
        if (images_ == 0) {
            html_ += "<a";
            attribute("href", link.href);
            html_ += '>';
        }
    } else if (images_ == 0) {
        open(span_tags.at(type));
    }
    return spend(bytes, 1);
}

int HtmlWriter::leave_span(MD_SPANTYPE type) {
    if (type == MD_SPAN_IMG) {
        if (--images_ == 0) html_ += "\">";
    } else if (images_ == 0) {
        close(span_tags.at(type));
    }
    return spend(12, 0);
}

void HtmlWriter::line_end() {
    line_end_at_ = html_.size();
    html_ += '\n';
}

void HtmlWriter::words(std::string_view text) {
    std::size_t pos = 0;
    if (line_end_at_ != std::string::npos && width_of(last_) + width_of(next_code_point(text, pos)) >= 3) {
        html_.erase(line_end_at_, 1);
    }
    line_end_at_ = std::string::npos;
    last_ = last_code_point(text);
    escaped(text);
}

int HtmlWriter::text(MD_TEXTTYPE type, std::string_view text) {
    if (text.empty()) return go_on;
    switch (type) {
        case MD_TEXT_NORMAL: words(text); return spend(text.size(), 0);
        case MD_TEXT_SOFTBR: line_end(); return spend(text.size(), 0);
        case MD_TEXT_BR: html_ += images_ == 0 ? "<br>" : " "; break;
        case MD_TEXT_ENTITY: html_ += text == plain_bracket ? "]" : text == plain_tilde ? "~" : text; break;
        case MD_TEXT_HTML:
            if (images_ == 0) {
                html_ += text;
                break;
            }
            [[fallthrough]];
        default: escaped(text);
    }
    line_end_at_ = std::string::npos;
    last_ = 0;
    return spend(text.size(), type == MD_TEXT_BR ? 1 : 0);
}

HtmlWriter& writer_of(void* self) {
    return *static_cast<HtmlWriter*>(self);
}

MD_PARSER make_parser() {
    MD_PARSER parser{};
    parser.flags = dialect;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
        return writer_of(self).enter_block(type, detail);
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
        return writer_of(self).leave_block(type, detail);
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
        return writer_of(self).enter_span(type, detail);
    };
    parser.leave_span = [](MD_SPANTYPE type, void* /*detail*/, void* self) { return writer_of(self).leave_span(type); };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
        return writer_of(self).text(type, {text, size});
    };
    return parser;
}

}  // namespace

Markup markdown_to_html(std::string_view markdown, const TreeLimits& limits) {
    Prepared prepared = prepare_markdown(markdown, limits);
    HtmlWriter writer(limits);
    const MD_PARSER parser = make_parser();
    const std::size_t size = prepared.text.size() - markdown_padding;
    const int result = md_parse(prepared.text.data(), static_cast<MD_SIZE>(size), &parser, &writer);
    Markup out{writer.take(), std::move(prepared.cuts)};
    if (!writer.why_stopped().empty()) {
        out.cuts.push_back(writer.why_stopped());
    } else if (result != 0) {
        out.cuts.emplace_back("the Markdown parser got no memory");
    }
    return out;
}

}  // namespace syndicated::normalise
