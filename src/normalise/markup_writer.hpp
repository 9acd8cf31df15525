// Writes elements and text as HTML that is XML too, and keeps its grammar: inline content stands in paragraphs,
// headings, items and cells only. The owner feeds it a tree in document order: open() and leave() with the same id,
// nested. One use, one thread.
#pragma once

#include "normalise/html_tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

// ` name="value"`, escaped.
[[nodiscard]] std::string attribute(std::string_view name, std::string_view value);

class MarkupWriter {
public:
    // An element that has no place in the result only parts blocks, or does nothing.
    void open(NodeId id, Tag tag, std::string attributes);
    void leave(NodeId id);
    void text(std::string_view text);
    void line_break();
    void rule();
    void image(std::string_view attributes);
    void finish();
    [[nodiscard]] std::size_t html_bytes() const { return html_.size(); }

    [[nodiscard]] std::string take_html() { return std::move(html_); }
    [[nodiscard]] std::string take_text() { return std::move(text_); }

private:
    struct Open {
        NodeId id;  // no_node: put in by the writer
        Tag tag;    // div: parts blocks and is not written
        std::string attributes;
        bool written = false;
        std::string empty_cells;  // of a row that is not written yet
    };

    [[nodiscard]] Tag top() const;  // of the innermost element that is not a div
    [[nodiscard]] bool begins_next_cell() const;
    [[nodiscard]] bool is_open(Tag tag) const;
    void push(NodeId id, Tag tag, std::string attributes = {});
    void pop();
    bool pop_to(std::initializer_list<Tag> wanted, std::initializer_list<Tag> crossed);
    void close_paragraph();
    void ensure_flow();
    void ensure_paragraph();
    bool open_item(NodeId id, Tag tag);
    bool open_table_part(NodeId id, Tag tag, std::string attributes);
    void open_block(NodeId id, Tag tag, std::string attributes);
    void begin_content();
    void split_paragraph();
    void write_pending();
    void end_line();

    std::string html_, text_;
    std::vector<Open> open_;
    std::string blank_;      // held back until something follows it on its line
    int breaks_ = 0;         // line breaks, held back alike
    bool line_due_ = false;  // the text goes on on a new line
    bool at_start_ = true;   // nothing stands in the current block yet
};

}  // namespace syndicated::normalise
