#include "normalise/markup_writer.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

constexpr std::size_t deepest = 100;

bool is_one_of(Tag tag, std::initializer_list<Tag> list) {
    return std::find(list.begin(), list.end(), tag) != list.end();
}

// Phrasing elements that are kept; others (span, font) lose their tags.
bool is_phrasing(Tag tag) {
    return is_one_of(tag, {Tag::a,   Tag::abbr, Tag::b,    Tag::cite,   Tag::code, Tag::del,  Tag::em,    Tag::i,
                           Tag::ins, Tag::kbd,  Tag::mark, Tag::q,      Tag::s,    Tag::samp, Tag::small, Tag::strong,
                           Tag::sub, Tag::sup,  Tag::u,    Tag::strike, Tag::var,  Tag::ruby, Tag::rt,    Tag::rp});
}

// Elements that hold inline content and nothing else.
bool is_paragraph(Tag tag) {
    return is_heading(tag) || is_one_of(tag, {Tag::p, Tag::pre, Tag::figcaption, Tag::caption, Tag::dt});
}

bool is_cell(Tag tag) {
    return tag == Tag::td || tag == Tag::th;
}

bool is_row_group(Tag tag) {
    return is_one_of(tag, {Tag::table, Tag::tbody, Tag::thead, Tag::tfoot});
}

void append_escaped(std::string& out, std::string_view text) {
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t mark = std::min(text.find_first_of("&<>\"", pos), text.size());
        out += text.substr(pos, mark - pos);
        pos = mark + 1;
        if (mark == text.size()) break;
        switch (text[mark]) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            default: out += "&#34;"; break;
        }
    }
}

// Hidden controls that reorder or stuff text; the joiners, which shape letters and emoji, stay.
bool is_dirt(char32_t c) {
    return c == 0x200B || c == 0x200E || c == 0x200F || c == 0x2060 || c == 0xFEFF || c == 0xAD ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || document_character(c) == 0;
}

}  // namespace

std::string attribute(std::string_view name, std::string_view value) {
    std::string out = " ";
    out += name;
    out += "=\"";
    append_escaped(out, value);
    return out += '"';
}

Tag MarkupWriter::top() const {
    const auto found = std::find_if(open_.rbegin(), open_.rend(), [](const Open& o) { return o.tag != Tag::div; });
    return found == open_.rend() ? Tag::body : found->tag;
}

// The cells of a row stand on one line of the text: whether the first content of one that is not the row's first comes.
bool MarkupWriter::begins_next_cell() const {
    const auto cell = std::find_if(open_.rbegin(), open_.rend(), [](const Open& o) { return is_cell(o.tag); });
    const auto row = std::find_if(cell, open_.rend(), [](const Open& o) { return o.tag == Tag::tr; });
    return row != open_.rend() && row->written && !cell->written;
}

bool MarkupWriter::is_open(Tag tag) const {
    return std::any_of(open_.begin(), open_.end(), [tag](const Open& o) { return o.tag == tag; });
}

void MarkupWriter::push(NodeId id, Tag tag, std::string attributes) {
    open_.push_back({id, tag, std::move(attributes), false, {}});
    if (is_phrasing(tag)) return;
    at_start_ = true;
    blank_.clear();
    breaks_ = 0;
}

void MarkupWriter::pop() {
    const Open last = std::move(open_.back());
    open_.pop_back();
    const bool cell = is_cell(last.tag);
    if (last.written) {
        html_ += "</";
        html_ += name_of(last.tag);
        html_ += '>';
    } else if (cell && !open_.empty() && open_.back().tag == Tag::tr) {
        // An empty cell holds its neighbours in their columns.
        const std::string name(name_of(last.tag));
        std::string& out = open_.back().written ? html_ : open_.back().empty_cells;
        out += "<" + name + last.attributes + "></" + name + ">";
    }
    if (is_phrasing(last.tag)) return;
    at_start_ = true;
    blank_.clear();
    breaks_ = 0;
    line_due_ = true;
    if (cell && last.written && !text_.empty() && text_.back() != '\n' && text_.back() != ' ') text_ += ' ';
}

void MarkupWriter::end_line() {
    while (!text_.empty() && text_.back() == ' ') text_.pop_back();
    if (!text_.empty() && text_.back() != '\n') text_ += '\n';
}

void MarkupWriter::close_paragraph() {
    while (!open_.empty() && (is_phrasing(open_.back().tag) || is_paragraph(open_.back().tag))) pop();
    at_start_ = true;
    blank_.clear();
    breaks_ = 0;
}

// Closes what is open up to the innermost of `wanted`, crossing only div and `crossed`; false when there is none.
bool MarkupWriter::pop_to(std::initializer_list<Tag> wanted, std::initializer_list<Tag> crossed) {
    std::size_t keep = open_.size();
    while (keep > 0 && !is_one_of(open_[keep - 1].tag, wanted)) {
        const Tag tag = open_[keep - 1].tag;
        if (tag != Tag::div && !is_one_of(tag, crossed)) return false;
        --keep;
    }
    if (keep == 0) return false;
    while (open_.size() > keep) pop();
    return true;
}

// Lists, tables and rows hold nothing but their own parts: puts one in where something else comes.
void MarkupWriter::ensure_flow() {
    const Tag inner = top();
    if (inner == Tag::ul || inner == Tag::ol) {
        push(no_node, Tag::li);
    } else if (inner == Tag::dl) {
        push(no_node, Tag::dd);
    } else if (is_row_group(inner)) {
        push(no_node, Tag::tr);
        push(no_node, Tag::td);
    } else if (inner == Tag::tr) {
        push(no_node, Tag::td);
    }
}

void MarkupWriter::ensure_paragraph() {
    if (!open_.empty() && (is_phrasing(open_.back().tag) || is_paragraph(open_.back().tag))) return;
    ensure_flow();
    const Tag inner = open_.empty() ? Tag::body : open_.back().tag;
    // Items and cells hold their first words directly; what a block parted from those is a paragraph.
    const bool direct = is_one_of(inner, {Tag::li, Tag::td, Tag::th, Tag::dd, Tag::figure});
    if (!direct || (line_due_ && open_.back().written)) push(no_node, Tag::p);
}

bool MarkupWriter::open_item(NodeId id, Tag tag) {
    if (tag == Tag::li) {
        if (!pop_to({Tag::ul, Tag::ol}, {Tag::li})) return false;
    } else if (!pop_to({Tag::dl}, {Tag::dd, Tag::dt})) {
        return false;
    }
    push(id, tag);
    return true;
}

bool MarkupWriter::open_table_part(NodeId id, Tag tag, std::string attributes) {
    switch (tag) {
        case Tag::td:
        case Tag::th:
            if (!pop_to({Tag::tr}, {Tag::td, Tag::th})) {
                if (!pop_to({Tag::table, Tag::tbody, Tag::thead, Tag::tfoot}, {})) return false;
                push(no_node, Tag::tr);
            }
            break;
        case Tag::tr:
            if (!pop_to({Tag::table, Tag::tbody, Tag::thead, Tag::tfoot}, {Tag::tr})) return false;
            break;
        case Tag::caption:
            if (open_.empty() || open_.back().tag != Tag::table || open_.back().written) return false;
            break;
        default:
            if (!pop_to({Tag::table}, {Tag::tr, Tag::tbody, Tag::thead, Tag::tfoot})) return false;
    }
    push(id, tag, std::move(attributes));
    return true;
}

void MarkupWriter::open_block(NodeId id, Tag tag, std::string attributes) {
    if (tag == Tag::menu || tag == Tag::dir) tag = Tag::ul;
    if (tag == Tag::figcaption && top() != Tag::figure) tag = Tag::p;
    const bool kept =
        is_paragraph(tag) || is_one_of(tag, {Tag::ul, Tag::ol, Tag::dl, Tag::blockquote, Tag::figure, Tag::table});
    if (kept) ensure_flow();
    push(id, kept ? tag : Tag::div, kept ? std::move(attributes) : std::string{});
}

void MarkupWriter::open(NodeId id, Tag tag, std::string attributes) {
    if (open_.size() >= deepest) return;
    if (tag == Tag::strike) tag = Tag::s;
    if (is_phrasing(tag)) {
        if (tag == Tag::a && is_open(Tag::a)) return;
        ensure_paragraph();
        return push(id, tag, std::move(attributes));
    }
    if (!is_block(tag)) return;
    close_paragraph();
    const bool item = is_one_of(tag, {Tag::li, Tag::dt, Tag::dd});
    if (item || is_one_of(tag, {Tag::td, Tag::th, Tag::tr, Tag::caption, Tag::tbody, Tag::thead, Tag::tfoot})) {
        if (item ? open_item(id, tag) : open_table_part(id, tag, std::move(attributes))) return;
        line_due_ = true;
        return push(id, Tag::div);
    }
    line_due_ = true;
    open_block(id, tag, std::move(attributes));
}

void MarkupWriter::leave(NodeId id) {
    std::size_t at = open_.size();
    while (at > 0 && open_[at - 1].id == no_node) --at;
    if (at == 0 || open_[at - 1].id != id) return;  // closed before, or never opened
    while (open_.size() >= at) pop();
}

void MarkupWriter::write_pending() {
    for (Open& element : open_) {
        if (element.written || element.tag == Tag::div) continue;
        html_ += '<';
        html_ += name_of(element.tag);
        html_ += element.attributes;
        html_ += '>';
        html_ += element.empty_cells;
        element.empty_cells.clear();
        element.written = true;
    }
}

// Two line breaks are how old editors part paragraphs.
void MarkupWriter::split_paragraph() {
    const NodeId id = open_.back().id;
    pop();
    push(id, Tag::p);
}

void MarkupWriter::begin_content() {
    ensure_paragraph();
    if (line_due_ && !begins_next_cell()) end_line();
    line_due_ = false;
    if (!at_start_) {
        if (breaks_ >= 2 && open_.back().tag == Tag::p) {
            split_paragraph();
            end_line();
            line_due_ = false;
        } else if (breaks_ > 0) {
            html_ += breaks_ > 1 ? "<br/><br/>" : "<br/>";
            end_line();
        } else if (!blank_.empty()) {
            html_ += blank_;
            if (!text_.empty()) text_ += blank_;
        }
    }
    // HTML, 13.1.2.5: a first line end is none of the text of a pre.
    const bool indents = at_start_ && is_open(Tag::pre);
    const std::string indent = indents ? blank_.substr(blank_.find_last_of('\n') + 1) : std::string{};
    blank_.clear();
    breaks_ = 0;
    at_start_ = false;
    write_pending();
    html_ += indent;
}

void MarkupWriter::text(std::string_view text) {
    const bool verbatim = is_open(Tag::pre);
    const bool leading_caption = text_.empty() && is_open(Tag::figcaption);  // the text begins behind it
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t start = pos;
        const char32_t c = next_code_point(text, pos);
        if (is_dirt(c)) continue;
        const bool joiner = c == 0x200C || c == 0x200D;
        if (joiner && (at_start_ || breaks_ > 0 || !blank_.empty())) continue;
        if (is_blank(c) && !joiner) {
            if (verbatim) {
                blank_ += text.substr(start, pos - start);
            } else if (c == 0x3000 || blank_.empty()) {
                blank_ = c == 0x3000 ? "\u3000" : " ";
            }
            continue;
        }
        if (at_start_ || breaks_ > 0 || !blank_.empty() || !open_.back().written) begin_content();
        // A run of content goes out at once.
        while (pos < text.size()) {
            std::size_t next = pos;
            const char32_t following = next_code_point(text, next);
            if (is_blank(following) || is_dirt(following)) break;
            pos = next;
        }
        append_escaped(html_, text.substr(start, pos - start));
        if (!leading_caption) text_ += text.substr(start, pos - start);
    }
}

void MarkupWriter::line_break() {
    blank_.clear();
    if (!at_start_) ++breaks_;
}

void MarkupWriter::rule() {
    close_paragraph();
    line_due_ = true;
    ensure_flow();
    write_pending();
    html_ += "<hr/>";
}

void MarkupWriter::image(std::string_view attributes) {
    begin_content();
    html_ += "<img";
    html_ += attributes;
    html_ += "/>";
}

void MarkupWriter::finish() {
    while (!open_.empty()) pop();
    while (!text_.empty() && (text_.back() == '\n' || text_.back() == ' ')) text_.pop_back();
}

}  // namespace syndicated::normalise
