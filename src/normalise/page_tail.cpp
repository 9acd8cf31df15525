#include "normalise/page_tail.hpp"

#include "normalise/authors_lines.hpp"
#include "normalise/line_kinds.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace syndicated::normalise {

namespace {

class Tail {
public:
    Tail(const HtmlTree& tree, const Blocks& blocks, TailOf whose, Zones& zones)
        : tree_(tree), blocks_(blocks), plain_(whose == TailOf::lines), authors_(tree, blocks, whose), zones_(zones) {}

    void part() {
        const std::size_t end = zones_.last;
        const std::size_t list = find_last_credit(find_list());
        zones_.last = list;
        std::vector<Removal> behind;
        for (std::size_t i = list; i < end; ++i) {
            const std::string_view rule = rule_of(block(i).kind);
            behind.push_back({i, rule.empty() ? "tail.list" : rule});  // what stands below a list's heading
            if (rule == "tail.credit") zones_.foot += block(i).text + "\n";
        }
        trim_end();
        add_trimmed_credits();
        if (zones_.last == zones_.first) {  // a body of such lines alone is what the article has
            zones_.last = list;
            trimmed_.clear();
        }
        sweep();
        cut_bracketed_credit();
        cut_way_out();
        zones_.removals.insert(zones_.removals.end(), trimmed_.rbegin(), trimmed_.rend());
        zones_.removals.insert(zones_.removals.end(), behind.begin(), behind.end());
        std::stable_sort(zones_.removals.begin(), zones_.removals.end(),
                         [](const Removal& a, const Removal& b) { return a.block < b.block; });
    }

private:
    [[nodiscard]] const Block& block(std::size_t i) const { return blocks_.list[i]; }

    [[nodiscard]] double rate(std::size_t i) const {
        const Block& b = block(i);
        return plain_ && !ends_sentence(b.text) ? 0 : b.rating;
    }

    // The first heading of a list of other articles, pager or disclaimer with little text behind it. A box of links
    // between two paragraphs goes out alone.
    [[nodiscard]] std::size_t find_list() {
        std::vector<double> behind(zones_.last - zones_.first + 1);
        for (std::size_t i = zones_.last; i-- > zones_.first;) {
            behind[i - zones_.first] = behind[i - zones_.first + 1] + rate(i);
        }
        for (std::size_t i = zones_.first; i < zones_.last; ++i) {
            const LineKind kind = block(i).kind;
            const std::size_t behind_box = kind == LineKind::list_heading ? end_of_box(i) : i;
            if (behind_box > i) {
                while (i < behind_box) zones_.removals.push_back({i++, "body.links"});
                --i;
                continue;
            }
            const bool ends = kind == LineKind::pager || kind == LineKind::boilerplate ||
                              (kind == LineKind::list_heading && begins_list(i + 1));
            if (ends && behind[i - zones_.first] <= 0.35 * behind[0]) return i;
        }
        return zones_.last;
    }

    // The first credit with next to no text between it and the list.
    [[nodiscard]] std::size_t find_last_credit(std::size_t list) const {
        double whole = 0, behind = 0;
        for (std::size_t i = zones_.first; i < list; ++i) whole += rate(i);
        if (whole <= 0) return list;
        std::size_t found = list;
        for (std::size_t i = list; i-- > zones_.first + 1;) {
            behind += rate(i);
            if (behind > 0.2 * whole) break;
            const bool ends = block(i).kind == LineKind::credit;
            if (ends && behind <= (ends_article(block(i).text) ? 0.2 : 0.1) * whole) found = i;
        }
        return found;
    }

    // Behind the links under the heading at `i`, if the body goes on there; else `i`.
    [[nodiscard]] std::size_t end_of_box(std::size_t i) const {
        std::size_t next = i + 1;
        while (next < std::min(zones_.last, i + longest_box) && block(next).link_chars * 2 > block(next).chars) ++next;
        const bool goes_on = !plain_ && i > zones_.first && next > i + 1 && next < zones_.last && rate(next) > 0;
        return goes_on && level_of(next) == level_of(i - 1) ? next : i;
    }

    // The element that holds the block's paragraph.
    [[nodiscard]] NodeId level_of(std::size_t i) const {
        const NodeId container = block(i).container;
        return tree_[container].tag == Tag::p ? tree_[container].parent : container;
    }

    [[nodiscard]] bool begins_list(std::size_t at) const {
        std::size_t texts = 0;
        for (std::size_t i = at; i < std::min(at + 3, zones_.last); ++i) texts += rate(i) > 0 ? 1 : 0;
        return texts <= 1;
    }

    void trim_end() {
        while (zones_.last > zones_.first) {
            const std::string_view rule = rule_at_end(zones_.last - 1);
            if (rule.empty()) return;
            --zones_.last;
            trimmed_.push_back({zones_.last, rule});
        }
    }

    void add_trimmed_credits() {
        std::string credits;
        for (auto removal = trimmed_.rbegin(); removal != trimmed_.rend(); ++removal) {
            if (removal->rule == "tail.credit") credits += block(removal->block).text + "\n";
        }
        zones_.foot.insert(0, credits);
    }

    // Why a line of this kind is none of the body's; empty when it may be.
    [[nodiscard]] static std::string_view rule_of(LineKind kind) {
        switch (kind) {
            case LineKind::residue: return "template_residue";
            case LineKind::controls: return "tail.controls";
            case LineKind::credit: return "tail.credit";
            case LineKind::boilerplate: return "tail.boilerplate";
            case LineKind::pager: return "tail.pager";
            case LineKind::list_heading: return "tail.list";
            case LineKind::body: break;
        }
        return {};
    }

    // Why the last block is none of the body's; empty when it is.
    [[nodiscard]] std::string_view rule_at_end(std::size_t i) const {
        const Block& b = block(i);
        if (const std::string_view rule = rule_of(b.kind); !rule.empty()) return rule;
        if (b.chars > 0 && b.link_chars * 2 > b.chars && b.stops == 0 && b.images == 0 &&
            !authors_.has_written_links(i, zones_.first)) {
            return "tail.links";
        }
        const bool counts = b.chars <= 6 && b.text.find_first_not_of("+-0123456789 |/") == std::string::npos;
        if (b.chars > 0 && counts && !authors_.may_have_written(i)) return "tail.controls";  // +1, 0
        if (b.chars == 0 && is_badge(b)) return "tail.badge";
        return {};
    }

    // A picture that asks to be scanned.
    [[nodiscard]] bool is_badge(const Block& b) const {
        for (std::size_t i = 0; i < b.leaves; ++i) {
            const NodeId leaf = blocks_.leaves[b.first_leaf + i];
            const std::string_view alt =
                tree_[leaf].tag == Tag::img ? tree_.attribute(leaf, "alt") : std::string_view{};
            for (const std::string_view word : {"二维码", "二維碼", "扫码", "公众号", "logo", "LOGO"}) {
                if (alt.find(word) != std::string_view::npos) return true;
            }
        }
        return false;
    }

    // A code to scan, right beside the line that asks for it.
    [[nodiscard]] bool asks_to_scan(std::size_t i) const {
        const auto asks = [this](std::size_t k) {
            return k >= zones_.first && k < zones_.last && block(k).kind == LineKind::controls;
        };
        return block(i).chars == 0 && block(i).images > 0 && (asks(i + 1) || (i > 0 && asks(i - 1))) &&
               is_badge(block(i));
    }

    // × of a box that can be put away: an advertisement.
    [[nodiscard]] static bool is_close_button(std::string_view text) {
        return text == "×" || text == "✕" || text == "✖" || text == "╳";
    }

    // A picture and words in one link: another page's card.
    [[nodiscard]] bool is_card(const Block& b) const {
        if (b.links != 1 || b.images == 0 || b.link_chars != b.chars || b.stops > 1) return false;
        NodeId at = blocks_.leaves[b.first_leaf];
        while (at != no_node && tree_[at].tag != Tag::a && !is_block(tree_[at].tag)) at = tree_[at].parent;
        if (at == no_node || tree_[at].tag != Tag::a) return false;
        const std::string target = to_lower_ascii(tree_.attribute(at, "href"));
        for (const std::string_view picture : {".jpg", ".jpeg", ".png", ".gif", ".webp"}) {
            if (target.find(picture) != std::string::npos) return false;
        }
        return !target.empty() && tree_.contains(at, blocks_.leaves[b.first_leaf + b.leaves - 1]);
    }

    void remove(std::size_t i, std::string_view rule) {
        zones_.removals.push_back({i, rule});
        removed_[i] = true;
    }

    // Residue and controls inside of the body.
    void sweep() {
        removed_.resize(blocks_.list.size());
        for (const Removal& one : zones_.removals) removed_[one.block] = true;
        for (std::size_t i = zones_.first; i < zones_.last; ++i) {
            const LineKind kind = block(i).kind;
            if (kind == LineKind::residue) remove(i, "template_residue");
            if (kind == LineKind::controls) remove(i, "body.controls");
            if (asks_to_scan(i)) remove(i, "body.badge");
            // 热门推荐：<a>…</a> between two paragraphs
            const Block& b = block(i);
            const bool links = b.link_chars * 2 > b.chars && kind == LineKind::body && !removed_[i];
            if (links && is_card(b))
                remove(i, "body.card");
            else if (links && (begins_with_list_heading(b.text) || leads_to_others(tree_, blocks_, i)))
                remove(i, "body.links");
            const bool closes = is_close_button(b.text) && !authors_.may_have_written(i);
            if (i > zones_.first && closes && block(i - 1).chars <= 60 && !removed_[i - 1]) {
                remove(i - 1, "body.controls");
                remove(i, "body.controls");
            }
        }
    }

    // …上市。（责任编辑：孙八） at the end of the last paragraph.
    void cut_bracketed_credit() {
        if (zones_.last == zones_.first) return;
        const std::string& text = block(zones_.last - 1).text;
        std::size_t open = std::string::npos;
        for (const std::string_view bracket : {"（", "(", "【", "["}) {
            const std::size_t at = text.rfind(bracket);
            if (at != std::string::npos && (open == std::string::npos || at > open)) open = at;
        }
        if (open == std::string::npos || open == 0) return;
        const std::string_view inside = std::string_view(text).substr(open);
        static constexpr auto closing = std::to_array<std::string_view>({"）", ")", "】", "]"});
        const bool closed = std::any_of(closing.begin(), closing.end(), [inside](std::string_view w) {
            return inside.size() > w.size() && inside.substr(inside.size() - w.size()) == w;
        });
        if (!closed || kind_of_line(inside) != LineKind::credit) return;
        zones_.foot.insert(0, std::string(inside) + "\n");
        zones_.removals.push_back({zones_.last - 1, "tail.credit", open, text.size()});
    }

    // …上市。返回山海网首页>> and 返回山海，查看更多 glued to the last paragraph.
    void cut_way_out() {
        if (zones_.last == zones_.first) return;
        const std::string& text = block(zones_.last - 1).text;
        const std::size_t at = text.rfind("返回");
        if (at == std::string::npos || at == 0 || text.size() - at > 60) return;
        if (!is_way_out(std::string_view(text).substr(at))) return;
        zones_.removals.push_back({zones_.last - 1, "tail.controls", at, text.size()});
    }

    const HtmlTree& tree_;
    const Blocks& blocks_;
    bool plain_;
    AuthorsLines authors_;
    Zones& zones_;
    std::vector<Removal> trimmed_;
    std::vector<bool> removed_;  // of each block, while sweep() runs
};

}  // namespace

void part_tail(const HtmlTree& tree, const Blocks& blocks, TailOf whose, Zones& zones) {
    Tail(tree, blocks, whose, zones).part();
}

}  // namespace syndicated::normalise
