// The writer keeps the document's grammar by itself: text stands in paragraphs, list items, cells or headings only,
// and an element that may not stand where it is opened closes what is in its way. That makes the result a fixed point
// of any HTML parser's own repairs.
#include "normalise/sanitise.hpp"

#include "normalise/images.hpp"
#include "normalise/markup_writer.hpp"
#include "normalise/urls.hpp"
#include "syndicated/base/text.hpp"

#include <array>
#include <map>

namespace syndicated::normalise {

namespace {

class Sanitiser {
public:
    Sanitiser(const HtmlTree& tree, NodeId root, std::string_view base) : tree_(tree), root_(root), base_(base) {}

    SafeBody run() {
        walk(
            tree_, root_, [this](NodeId id) { return enter(id); },
            [this](NodeId id) {
                if (id != root_) writer_.leave(id);
            });
        writer_.finish();
        SafeBody out;
        out.html = writer_.take_html();
        out.text = writer_.take_text();
        out.images = std::move(images_);
        out.image_nodes = std::move(image_nodes_);
        out.cut = cut_;
        return out;
    }

private:
    bool enter(NodeId id) {
        if (id == root_) return true;
        cut_ = cut_ || writer_.html_bytes() > most_html_bytes;
        if (cut_) return false;
        const Tag tag = tree_[id].tag;
        switch (tag) {
            case Tag::comment:
            case Tag::head:
            case Tag::title: return false;
            case Tag::text: writer_.text(tree_.text(id)); return false;
            case Tag::br: writer_.line_break(); return false;
            case Tag::hr: writer_.rule(); return false;
            case Tag::img: add_image(id); return true;  // libxml2 puts what follows an <image> into it
            case Tag::a: return enter_link(id);
            case Tag::td:
            case Tag::th: writer_.open(id, tag, span_attributes(id)); return true;
            case Tag::ol: writer_.open(id, tag, number_attribute(id, "start")); return true;
            default: break;
        }
        if (!is_caption_of_figure(id)) {
            writer_.open(id, tag, {});
            return true;
        }
        add_figcaption(id);
        writer_.open(id, Tag::figcaption, {});
        return true;
    }

    bool enter_link(NodeId id) {
        const std::string_view href = tree_.attribute(id, "href");
        const std::string address = trim(href) == "#" ? std::string{} : resolve_url(href, base_);
        if (!address.empty()) writer_.open(id, Tag::a, attribute("href", address));
        return true;
    }

    void add_image(NodeId id) {
        const std::string raw = image_source(tree_, id);
        const std::string src = resolve_url(raw, base_);
        const std::string alt = image_alt(tree_, id);
        if (src.empty()) {
            // A page without an address: the picture cannot be shown, but it is the article's.
            const bool relative = base_.empty() && !resolve_url(raw, "https://localhost/").empty();
            if (relative) keep_image(id, {raw, alt, {}});
            return;
        }
        std::string attributes = attribute("src", src) + attribute("alt", alt);
        for (const std::string_view name : {"width", "height"}) attributes += number_attribute(id, name);
        attributes += attribute("referrerpolicy", "no-referrer");
        writer_.image(attributes);
        keep_image(id, {src, alt, {}});
    }

    void keep_image(NodeId id, Image image) {
        images_.push_back(std::move(image));
        image_nodes_.push_back(id);
    }

    // <p class="wp-caption-text">, as WordPress has it, counts too.
    [[nodiscard]] bool is_caption_of_figure(NodeId id) const {
        if (tree_[id].tag == Tag::figcaption) return true;
        return tree_[tree_[id].parent].tag == Tag::figure && tree_.marks(id).find("caption") != std::string::npos;
    }

    void add_figcaption(NodeId id) {
        if (!images_.empty() && images_.back().caption.empty()) images_.back().caption = plain_text(tree_, id);
    }

    std::string span_attributes(NodeId id) { return number_attribute(id, "colspan") + number_attribute(id, "rowspan"); }

    std::string number_attribute(NodeId id, std::string_view name) {
        std::string_view value = trim(tree_.attribute(id, name));
        if (value.size() > 2 && value.substr(value.size() - 2) == "px") value.remove_suffix(2);
        const bool number = !value.empty() && value.size() <= 4 && value.front() != '0' &&
                            value.find_first_not_of("0123456789") == std::string_view::npos;
        return number ? attribute(name, value) : std::string{};
    }

    const HtmlTree& tree_;
    NodeId root_;
    std::string_view base_;
    MarkupWriter writer_;
    std::vector<Image> images_;
    std::vector<NodeId> image_nodes_;
    bool cut_ = false;
};

}  // namespace

SafeBody sanitise(const HtmlTree& tree, NodeId root, std::string_view base) {
    return Sanitiser(tree, root, base).run();
}

SafeBody sanitise_fragment(std::string_view html, std::string_view base) {
    return sanitise(HtmlTree::parse_fragment(html), 0, base);
}

std::vector<std::string> unsafe_elements(const HtmlTree& tree, NodeId root) {
    std::map<std::string_view, int> counts;
    for (NodeId id = root; id < tree[root].end;) {
        if (kind_of(tree[id].tag) == TagKind::gone && !tree[id].dropped) ++counts[name_of(tree[id].tag)];
        id = tree[id].dropped ? tree[id].end : id + 1;
    }
    std::vector<std::string> out;
    for (const auto& [name, count] : counts) {
        out.push_back(std::string(name) + (count > 1 ? " ×" + std::to_string(count) : std::string{}));
    }
    return out;
}

}  // namespace syndicated::normalise
