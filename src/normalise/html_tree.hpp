// An HTML document as a flat array in document order: a subtree is a range of indexes, so that every walk is a loop
// and no nesting, however deep, needs a stack of calls. Built by libxml2's HTML parser through its SAX events, within
// bounds; nothing of libxml2 is seen outside html_tree.cpp. Any thread; a tree is read-only once parsed but for drop().
#pragma once

#include "normalise/html_tags.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

// What a page may cost. The counts cut first and always at the same place; the time is the last resort.
struct TreeLimits {
    std::size_t input_bytes = 16U << 20U;
    std::size_t text_bytes = 1U << 20U;
    std::size_t attribute_bytes = 4U << 20U;  // names and values
    std::size_t nodes = 50'000;
    std::size_t depth = 512;             // what nests deeper becomes children of this level
    std::size_t tag_attributes = 2'000;  // libxml2 compares each attribute with all before it
    std::size_t work = 8'000'000;        // steps of the parser's own loops, estimated
    std::chrono::milliseconds cpu_time{150};
};

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xFFFFFFFFU;

struct Node {
    Tag tag = Tag::other;
    bool hidden = false;   // it or an ancestor is not shown: script, display:none, hidden, ...
    bool dropped = false;  // taken out by drop(), with all below it
    bool hides = false;    // hidden by itself, whatever is around it
    std::uint16_t attributes = 0;
    NodeId parent = no_node;
    NodeId end = 0;  // behind the last node below it
    std::uint32_t first_attribute = 0;
    std::uint32_t text_begin = 0, text_size = 0;  // of a text or comment node; the name of an element not listed
};

class HtmlTree {
public:
    // Takes any bytes: malformed UTF-8 becomes U+FFFD, characters that XML forbids are left out.
    [[nodiscard]] static HtmlTree parse_page(std::string_view html, const TreeLimits& limits = {});
    // The same for a body without html, head and body elements: bare text gets no paragraph around it.
    [[nodiscard]] static HtmlTree parse_fragment(std::string_view html, const TreeLimits& limits = {});
    // One paragraph for each line that is not blank.
    [[nodiscard]] static HtmlTree from_lines(std::string_view text, const TreeLimits& limits = {});

    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] const Node& operator[](NodeId id) const { return nodes_[id]; }
    [[nodiscard]] std::string_view text(NodeId id) const;
    [[nodiscard]] std::string_view name(NodeId id) const;  // of an element, in lower case
    // The attribute's value, or an empty view. A data: address is kept as "data:".
    [[nodiscard]] std::string_view attribute(NodeId id, std::string_view name) const;
    [[nodiscard]] bool has_attribute(NodeId id, std::string_view name) const;
    // class and id together, for weights; of very many only the first.
    [[nodiscard]] std::string marks(NodeId id) const;
    [[nodiscard]] NodeId first_child(NodeId id) const { return id + 1 < nodes_[id].end ? id + 1 : no_node; }
    [[nodiscard]] NodeId next_sibling(NodeId id) const;
    [[nodiscard]] bool contains(NodeId ancestor, NodeId id) const {
        return ancestor <= id && id < nodes_[ancestor].end;
    }
    [[nodiscard]] bool is_shown(NodeId id) const { return !nodes_[id].hidden && !nodes_[id].dropped; }
    [[nodiscard]] NodeId find_first(Tag tag) const;  // no_node when there is none

    void drop(NodeId id);  // with all below it
    // Takes back that the element is hidden, by itself or by what is around it, or dropped by itself. What hides itself
    // inside of it is hidden, and what was dropped inside of it stays so.
    void show(NodeId id);
    void cut_text(NodeId id, std::size_t begin, std::size_t end);                 // bytes of a text node
    [[nodiscard]] const std::vector<std::string>& cuts() const { return cuts_; }  // what the limits cut, a line each

private:
    friend class TreeBuilder;
    struct Attribute {
        std::uint32_t name_begin, name_size, value_begin, value_size;
    };
    std::vector<Node> nodes_;
    std::vector<Attribute> attributes_;
    std::string store_;  // texts and attributes
    std::vector<std::string> cuts_;
};

// The visible text of a subtree on one line, blanks collapsed.
[[nodiscard]] std::string plain_text(const HtmlTree& tree, NodeId root);
// `text` with each run of blanks (Unicode's, and zero-width characters left out) as one blank, none at the ends.
[[nodiscard]] std::string collapse_blanks(std::string_view text);

// Calls enter(id) for each shown node below `root` in document order, and leave(id) behind its last descendant;
// enter returns false to skip what is below.
template <class Enter, class Leave>
void walk(const HtmlTree& tree, NodeId root, Enter enter, Leave leave) {
    std::vector<NodeId> open;
    const NodeId end = tree[root].end;
    for (NodeId id = root; id < end;) {
        while (!open.empty() && tree[open.back()].end <= id) {
            leave(open.back());
            open.pop_back();
        }
        if (!tree.is_shown(id) || !enter(id)) {
            id = tree[id].end;
            continue;
        }
        open.push_back(id++);
    }
    while (!open.empty()) {
        leave(open.back());
        open.pop_back();
    }
}

}  // namespace syndicated::normalise
