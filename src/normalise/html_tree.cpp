#include "normalise/html_tree.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_marks = 512;  // bytes of a class or an id

}  // namespace

std::string_view HtmlTree::text(NodeId id) const {
    const Node& node = nodes_[id];
    return std::string_view(store_).substr(node.text_begin, node.text_size);
}

std::string_view HtmlTree::name(NodeId id) const {
    return nodes_[id].tag == Tag::other ? text(id) : name_of(nodes_[id].tag);
}

std::string_view HtmlTree::attribute(NodeId id, std::string_view name) const {
    const Node& node = nodes_[id];
    const std::string_view store(store_);
    for (std::size_t i = 0; i < node.attributes; ++i) {
        const Attribute& a = attributes_[node.first_attribute + i];
        if (store.substr(a.name_begin, a.name_size) == name) return store.substr(a.value_begin, a.value_size);
    }
    return {};
}

bool HtmlTree::has_attribute(NodeId id, std::string_view name) const {
    return attribute(id, name).data() != nullptr;
}

std::string HtmlTree::marks(NodeId id) const {
    if (nodes_[id].attributes == 0) return {};
    std::string out(attribute(id, "class").substr(0, longest_marks));
    out += ' ';
    out += attribute(id, "id").substr(0, longest_marks);
    return to_lower_ascii(out);
}

NodeId HtmlTree::next_sibling(NodeId id) const {
    const NodeId parent = nodes_[id].parent;
    const NodeId next = nodes_[id].end;
    return parent != no_node && next < nodes_[parent].end ? next : no_node;
}

NodeId HtmlTree::find_first(Tag tag) const {
    const auto found = std::find_if(nodes_.begin(), nodes_.end(), [tag](const Node& n) { return n.tag == tag; });
    return found == nodes_.end() ? no_node : static_cast<NodeId>(found - nodes_.begin());
}

void HtmlTree::drop(NodeId id) {
    nodes_[id].dropped = true;
}

void HtmlTree::show(NodeId id) {
    // Above the first that is shown none is hidden.
    for (NodeId up = nodes_[id].parent; up != no_node && nodes_[up].hidden; up = nodes_[up].parent) {
        nodes_[up].hidden = false;
    }
    nodes_[id].hidden = nodes_[id].dropped = false;
    for (NodeId below = id + 1; below < nodes_[id].end; ++below) {
        nodes_[below].hidden = nodes_[below].hides || nodes_[nodes_[below].parent].hidden;
    }
}

void HtmlTree::cut_text(NodeId id, std::size_t begin, std::size_t end) {
    Node& node = nodes_[id];
    std::string left(text(id).substr(0, begin));
    left += text(id).substr(std::min<std::size_t>(end, node.text_size));
    node.text_begin = static_cast<std::uint32_t>(store_.size());
    node.text_size = static_cast<std::uint32_t>(left.size());
    store_ += left;
}

std::string collapse_blanks(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool blank = false;
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t start = pos;
        const char32_t c = next_code_point(text, pos);
        if ((c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF || c == 0xAD) {
            // A joiner holds emoji and Indic letters together; at the ends it is dirt like the others.
            if (c == 0x200D && !out.empty() && !blank) out += text.substr(start, pos - start);
            continue;
        }
        if (is_blank(c)) {
            blank = true;
            continue;
        }
        if (blank && !out.empty()) out += ' ';
        blank = false;
        out += text.substr(start, pos - start);
    }
    return out;
}

std::string plain_text(const HtmlTree& tree, NodeId root) {
    std::string out;
    walk(
        tree, root,
        [&](NodeId id) {
            const Tag tag = tree[id].tag;
            if (tag == Tag::text) out += tree.text(id);
            if (tag == Tag::br || is_block(tag)) out += ' ';
            return tag != Tag::comment && tag != Tag::head;
        },
        [&](NodeId id) {
            if (is_block(tree[id].tag)) out += ' ';
        });
    return collapse_blanks(out);
}

}  // namespace syndicated::normalise
