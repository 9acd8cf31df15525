#include "app/explain_source.hpp"

#include "app/escape_html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

namespace syndicated::app {

namespace {

using normalise::PageBlock;
using normalise::PageMap;
using normalise::PageMark;

constexpr std::size_t longest_run = 8;  // blocks shown without folding

class SourceWriter {
public:
    SourceWriter(const PageMap& map, std::string_view anchors) : map_(map), anchors_(anchors) {}

    std::string write() {
        for (std::size_t i = 0; i < map_.blocks.size();) {
            const std::size_t end = end_of_run(i);
            const bool fold = end - i > longest_run;
            if (fold) open_fold(i, end);
            for (; i < end; ++i) write_block(map_.blocks[i]);
            if (fold) out_ += "</details>\n";
        }
        return std::move(out_);
    }

private:
    static bool is_plain(const PageBlock& block) { return !block.body && block.marks.empty(); }

    // Behind the blocks from `i` on that are alike and say nothing of a field; at least i + 1.
    [[nodiscard]] std::size_t end_of_run(std::size_t i) const {
        std::size_t end = i + 1;
        const PageBlock& first = map_.blocks[i];
        if (!is_plain(first)) return end;
        while (end < map_.blocks.size() && is_plain(map_.blocks[end]) && map_.blocks[end].removed == first.removed) {
            ++end;
        }
        return end;
    }

    void open_fold(std::size_t begin, std::size_t end) {
        const std::string& rule = map_.blocks[begin].removed;
        out_ += rule.empty() ? fmt::format("<details><summary>{} lines around the article</summary>\n", end - begin)
                             : fmt::format("<details><summary>{} lines taken out: {}</summary>\n", end - begin,
                                           escape_html(rule));
    }

    void write_block(const PageBlock& block) {
        out_ += fmt::format("<p class=\"{}\">", block.body ? "body" : block.removed.empty() ? "around" : "removed");
        write_text(block);
        for (std::size_t i = 0; i < block.pictures; ++i) out_ += "<span class=\"picture\">picture</span>";
        if (!block.removed.empty()) out_ += fmt::format(" <small>{}</small>", escape_html(block.removed));
        out_ += "</p>\n";
    }

    // Cuts the text where a mark begins or ends; between two cuts the same marks hold.
    void write_text(const PageBlock& block) {
        std::set<std::size_t> cuts{0, block.text.size()};
        for (const PageMark& mark : block.marks) {
            cuts.insert(std::min(mark.begin, block.text.size()));
            cuts.insert(std::min(mark.end, block.text.size()));
        }
        std::vector<const PageMark*> active;
        auto next = block.marks.begin();
        for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut) {
            const std::size_t begin = *cut;
            for (; next != block.marks.end() && next->begin <= begin; ++next) active.push_back(&*next);
            active.erase(std::remove_if(active.begin(), active.end(),
                                        [begin](const PageMark* mark) { return mark->end <= begin; }),
                         active.end());
            write_piece(std::string_view(block.text).substr(begin, *std::next(cut) - begin), active, block.removed);
        }
    }

    void write_piece(std::string_view text, const std::vector<const PageMark*>& marks, std::string_view removed) {
        std::string fields, rules;
        const PageMark* first = nullptr;
        for (const PageMark* mark : marks) {
            if (mark->field.empty()) {
                removed = mark->rule;
                continue;
            }
            if (first == nullptr) first = mark;
            fields += (fields.empty() ? "" : ", ") + mark->field;
            rules += (rules.empty() ? "" : ", ") + mark->field + ": " + mark->rule;
        }
        const std::string shown = escape_html(text);
        if (first != nullptr) {
            out_ += fmt::format("<mark{} class=\"f-{}\" data-field=\"{}\" title=\"{}\">{}</mark>", anchor(first->field),
                                escape_html(first->field), escape_html(fields), escape_html(rules), shown);
        } else if (!removed.empty()) {
            out_ += fmt::format("<del title=\"{}\">{}</del>", escape_html(removed), shown);
        } else {
            out_ += shown;
        }
    }

    std::string anchor(const std::string& field) {
        if (!anchored_.insert(field).second) return {};
        return fmt::format(" id=\"{}{}\"", anchors_, escape_html(field));
    }

    const PageMap& map_;
    std::string_view anchors_;
    std::set<std::string> anchored_;
    std::string out_;
};

}  // namespace

std::string html_source(const PageMap& map, std::string_view anchors) {
    return SourceWriter(map, anchors).write();
}

}  // namespace syndicated::app
