#include "normalise/rule_page.hpp"

#include "normalise/blocks.hpp"
#include "normalise/draft.hpp"
#include "normalise/info_blocks.hpp"

namespace syndicated::normalise {

namespace {

// For all selectors of one page: 100 ms (measured: 5 ns a step). Six selectors on a portal's page of 1 MB and 30,000
// nodes take 1,300,000.
constexpr std::size_t most_steps = 20'000'000;
constexpr std::size_t longest_info = 16U << 10U;  // bytes
constexpr std::size_t most_listed = 200;          // dropped elements that are reported

std::string place_of(const Selector& selector, std::size_t matches) {
    if (matches == 1) return selector.text();
    return selector.text() + " (" + std::to_string(matches) + " matches)";
}

class Reader {
public:
    Reader(const CompiledRule& rule, HtmlTree& tree) : rule_(rule), tree_(tree) {}

    RuleReading read() {
        drop();
        read_title();
        read_info();
        find_body();
        if (!out_.body.empty()) drop_around(tree_, out_.body, out_.body.front(), tree_[out_.body.back()].end);
        return std::move(out_);
    }

    RuleReading only_drop() {
        drop();
        return std::move(out_);
    }

private:
    // The outermost matches; none is inside another.
    std::vector<NodeId> find(const Selector& selector, std::string_view field) {
        std::vector<NodeId> out;
        for (const NodeId id : selector.find_in(tree_, steps_)) {
            if (out.empty() || !tree_.contains(out.back(), id)) out.push_back(id);
        }
        if (out.empty()) say(field, steps_ > 0 ? "site_rule.no_match" : "site_rule.too_costly", selector.text());
        return out;
    }

    void say(std::string_view field, std::string_view rule, std::string_view raw, std::string_view taken = {}) {
        Finding finding;
        finding.field = field;
        finding.rule = rule;
        finding.raw = cut_for_report(raw);
        finding.taken = cut_for_report(taken);
        out_.findings.push_back(std::move(finding));
    }

    void read_title() {
        for (const Selector& selector : rule_.title) {
            const std::vector<NodeId> found = find(selector, "title");
            for (const NodeId id : found) {
                out_.title = text_of(id);
                out_.title_place = place_of(selector, found.size());
                if (!out_.title.empty()) return;
            }
            if (!found.empty()) say("title", "site_rule.no_text", selector.text());
        }
    }

    void read_info() {
        for (const Selector& selector : rule_.info) {
            const std::vector<NodeId> found = find(selector, "info");
            for (const NodeId id : found) add_info(id);
            if (!out_.info.empty()) {
                out_.info_place = place_of(selector, found.size());
                return say("info", "site_rule.info", out_.info_place, out_.info);
            }
            if (!found.empty()) say("info", "site_rule.no_text", selector.text());
        }
    }

    void find_body() {
        for (const Selector& selector : rule_.body) {
            const std::vector<NodeId> found = find(selector, "body");
            for (const NodeId id : found) {
                if (is_dropped(id)) continue;
                read_shown(id, [this](NodeId shown) {
                    if (!find_blocks(tree_, shown).list.empty()) out_.body.push_back(shown);
                });
            }
            if (!out_.body.empty()) {
                out_.body_place = place_of(selector, found.size());
                return;
            }
            if (!found.empty()) say("body", "site_rule.no_text", selector.text());
        }
    }

    // Calls read(id) for an element that the rule names; a script's source is no text. The page may hide the element
    // until a script has run, and the rule may drop it too.
    template <class Read>
    void read_shown(NodeId id, Read read) {
        if (tree_[id].tag == Tag::script) return;
        const bool dropped = tree_[id].dropped;
        tree_.show(id);
        read(id);
        if (dropped) tree_.drop(id);
    }

    std::string text_of(NodeId id) {
        if (tree_[id].tag == Tag::meta) return collapse_blanks(tree_.attribute(id, "content"));
        std::string out;
        read_shown(id, [&](NodeId shown) { out = plain_text(tree_, shown); });
        return out;
    }

    void add_info(NodeId id) {
        if (tree_[id].tag == Tag::meta) return add_line(out_.info, text_of(id));
        read_shown(id, [this](NodeId shown) {
            const Blocks blocks = find_blocks(tree_, shown);
            const InfoBlocks lines(tree_, blocks, &rule_.labels);
            for (std::size_t i = 0; i < blocks.list.size() && out_.info.size() < longest_info; ++i) {
                add_line(out_.info, lines.line(i));
            }
        });
    }

    void drop() {
        for (const Selector& selector : rule_.drop) {
            for (const NodeId id : find(selector, "drop")) {
                if (!is_dropped(id)) report_dropped(id, selector);
                tree_.drop(id);
            }
        }
    }

    void report_dropped(NodeId id, const Selector& selector) {
        if (out_.findings.size() >= most_listed) return;
        const std::string text = plain_text(tree_, id);
        Finding finding;
        finding.field = "body";
        finding.rule = "site_rule.drop";
        finding.raw = text.empty() ? "[" + std::string(tree_.name(id)) + "]" : cut_for_report(text);
        finding.place = selector.text();
        finding.removed = true;
        out_.findings.push_back(std::move(finding));
    }

    [[nodiscard]] bool is_dropped(NodeId id) const {
        for (; id != no_node; id = tree_[id].parent) {
            if (tree_[id].dropped) return true;
        }
        return false;
    }

    const CompiledRule& rule_;
    HtmlTree& tree_;
    std::size_t steps_ = most_steps;
    RuleReading out_;
};

}  // namespace

RuleReading read_by_rule(const CompiledRule& rule, HtmlTree& tree) {
    return Reader(rule, tree).read();
}

RuleReading drop_by_rule(const CompiledRule& rule, HtmlTree& tree) {
    return Reader(rule, tree).only_drop();
}

NodeId root_of(const HtmlTree& tree, const std::vector<NodeId>& parts) {
    NodeId root = parts.front();
    while (!tree.contains(root, parts.back())) root = tree[root].parent;
    return root;
}

void drop_around(HtmlTree& tree, const std::vector<NodeId>& parts, NodeId begin, NodeId end) {
    auto next = parts.begin();
    for (NodeId id = begin; id < end;) {
        while (next != parts.end() && *next < id) ++next;
        if (next != parts.end() && *next == id) {
            id = tree[id].end;
        } else if (next != parts.end() && tree.contains(id, *next)) {
            ++id;
        } else {
            tree.drop(id);
            id = tree[id].end;
        }
    }
}

}  // namespace syndicated::normalise
