#include "normalise/page_zones.hpp"

#include "normalise/breadcrumb.hpp"
#include "normalise/info_blocks.hpp"
#include "normalise/info_line.hpp"
#include "normalise/line_kinds.hpp"
#include "normalise/page_path.hpp"
#include "normalise/page_tail.hpp"
#include "normalise/title.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_info = 250;  // code points
constexpr std::size_t info_lines = 16;
constexpr std::size_t most_stray_lines = 24;
constexpr NodeId most_nodes_of_name = 100;  // of an element that holds a source or an author

std::size_t first_text(const Blocks& blocks, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
        if (blocks.list[i].rating > 0) return i;
    }
    return first;
}

// The last block up to `lead` that says the title again; a heading wins.
std::size_t find_title_block(const HtmlTree& tree, const Blocks& blocks, std::size_t lead, std::string_view title) {
    std::size_t found = std::string::npos;
    bool is_head = false;
    for (std::size_t i = 0; i <= lead && i < blocks.list.size() && !title.empty(); ++i) {
        const Block& block = blocks.list[i];
        const bool second = i > 0 && blocks.list[i - 1].container == block.container &&  // of a heading in two lines
                            same_title(blocks.list[i - 1].text + block.text, title);
        if (block.chars > 220 || (!second && !same_title(block.text, title))) continue;
        NodeId at = block.container;
        bool head = false;
        for (int up = 0; up < 3 && at != no_node; ++up, at = tree[at].parent) head = head || is_heading(tree[at].tag);
        if (head || !is_head) found = i;
        is_head = is_head || head;
    }
    return found;
}

// Blocks that stand between the title and the text without being text: they are the info line, or nothing.
std::size_t skip_header(const InfoBlocks& info, const Blocks& blocks, std::size_t first, std::size_t last) {
    std::size_t body = first;
    for (std::size_t i = first; i < std::min(last, first + 12); ++i) {
        const Block& block = blocks.list[i];
        const LineKind kind = block.kind;
        const int score = info.score(i);
        const bool header = score >= 3 || kind == LineKind::controls || kind == LineKind::residue ||
                            kind == LineKind::credit || looks_like_breadcrumb(block.text);
        if (header) {
            body = i + 1;
        } else if (block.rating > 0 || block.images > 0 || i >= body + 3) {
            break;  // a short line or two, such as a subtitle, may stand before the info line
        }
    }
    return body;
}

// The line at `i` and what goes on as it does: a table of fields.
void add_lines_below(const InfoBlocks& info, const Blocks& blocks, std::size_t i, Zones& zones) {
    const std::size_t end = std::min(i + most_stray_lines, blocks.list.size());
    for (; i < end; ++i) {
        const Block& block = blocks.list[i];
        const std::string line = info.line(i);
        const bool text = block.chars > longest_info || (block.chars > 60 && block.rating > 0);
        if (block.kind == LineKind::list_heading || text) return;
        add_line(zones.info, line);
    }
}

// When no info line stands between title and body: one above the title, else one right behind the body.
void find_stray_info(const InfoBlocks& info, const Blocks& blocks, std::size_t before, std::size_t behind,
                     Zones& zones) {
    const auto look = [&](std::size_t begin, std::size_t end) {
        std::pair<int, std::size_t> best{2, std::string::npos};
        for (std::size_t i = begin; i < end && i < blocks.list.size(); ++i) {
            const int score = info.score(i);
            const bool links = blocks.list[i].link_chars * 2 > blocks.list[i].chars && score < 6;
            if (score > best.first && !links && !looks_like_breadcrumb(blocks.list[i].text)) best = {score, i};
        }
        return best;
    };
    const auto [above, line_above] = look(before > 6 ? before - 6 : 0, before);
    const auto [below, line_below] = look(behind, behind + 4);
    if (line_below != std::string::npos && (line_above == std::string::npos || below > above))
        add_lines_below(info, blocks, line_below, zones);
    if (line_above != std::string::npos) add_line(zones.info, info.line(line_above));
}

// Behind a list of other articles only an editor's line is still this article's.
void add_foot(const InfoBlocks& info, const Blocks& blocks, std::size_t behind, Zones& zones) {
    bool list = false;
    for (std::size_t i = behind; i < std::min(behind + 16, blocks.list.size()); ++i) {
        const Block& block = blocks.list[i];
        list = list || block.kind == LineKind::list_heading;
        if (block.chars == 0 || block.chars > longest_info || block.link_chars * 2 > block.chars) continue;
        const std::string text = info.line(i);
        const bool credit = block.kind == LineKind::credit && (!list || ends_article(block.text));
        const bool field = !list && i < behind + 10 &&
                           (info.has_field(i) || info.score(i) >= 5 || (block.chars <= 40 && counts_views(text)));
        if (credit || field) zones.foot += text + "\n";
    }
}

// 05 and 2025-06 in a box above the title.
void add_date_box(const Blocks& blocks, const InfoBlocks& info, Zones& zones) {
    std::string box;
    for (std::size_t i = zones.title_block - std::min<std::size_t>(zones.title_block, 3); i < zones.title_block; ++i) {
        const std::string text = blocks.list[i].chars <= 12 ? info.line(i) : std::string("?");
        if (text.find_first_not_of("0123456789-/. 年月日") != std::string::npos) {
            box.clear();
            continue;
        }
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find(' ', begin), text.size());
            add_line(box, std::string_view(text).substr(begin, end - begin));
            begin = end + 1;
        }
    }
    if (info.score_line(box) >= 3) add_line(zones.info, box);
}

// 山南晚报 2025年03月14日 星期五 第A03版：城事
void find_masthead(const Blocks& blocks, std::size_t before, Zones& zones) {
    for (std::size_t i = 0; i < std::min<std::size_t>(before, 200); ++i) {
        const std::string& text = blocks.list[i].text;
        if (text.size() > 300) continue;
        const std::size_t page = text.find("第");
        const std::size_t end = text.find("版", page == std::string::npos ? page : page + 3);
        const bool numbered = end != std::string::npos && end - page <= 12;
        if (!numbered || text.find("年") == std::string::npos || text.find("月") == std::string::npos) continue;
        zones.masthead = text.substr(0, page);
        return;
    }
}

bool is_source_name(std::string_view marks) {
    for (const std::string_view name :
         {"source", "laiyuan", "copyfrom", "js_name", "media_name", "media-name", "src"}) {
        const std::size_t at = marks.find(name);
        if (at == std::string_view::npos) continue;
        const std::string_view behind = marks.substr(at + name.size());  // not "resources", not "source-code"
        const bool apart = at == 0 || marks[at - 1] == ' ' || marks[at - 1] == '-' || marks[at - 1] == '_';
        if (apart && (behind.empty() || behind.front() == ' ' || behind == "_baidu")) return true;
    }
    return false;
}

bool is_author_name(std::string_view marks) {
    for (std::size_t begin = 0; begin < marks.size();) {
        const std::size_t end = std::min(marks.find(' ', begin), marks.size());
        const std::string_view word = marks.substr(begin, end - begin);
        for (const std::string_view name : {"author", "writer", "author-name", "author_name"}) {
            if (word.size() < name.size() || word.substr(word.size() - name.size()) != name) continue;
            const std::size_t at = word.size() - name.size();
            if (at == 0 || word[at - 1] == '_' || word[at - 1] == '-') return true;  // a_author
        }
        begin = end + 1;
    }
    return false;
}

// <a href="/author/meifeng">, as WordPress and its kind link to a writer's articles.
bool is_author_link(const HtmlTree& tree, NodeId id) {
    return tree[id].tag == Tag::a && (tree.attribute(id, "href").find("/author/") != std::string_view::npos ||
                                      tree.attribute(id, "rel") == "author");
}

// What elements called source or author hold without a label, in the blocks [first, last).
void find_marked(const HtmlTree& tree, const Blocks& blocks, std::size_t first, std::size_t last, Zones& zones) {
    for (std::size_t i = first; i < std::min(last, blocks.list.size()); ++i) {
        const Block& block = blocks.list[i];
        for (std::size_t k = 0; k < block.leaves && block.chars <= longest_info; ++k) {
            NodeId at = blocks.leaves[block.first_leaf + k];
            if (tree[at].tag != Tag::text) continue;
            for (int up = 0; up < 2 && at != no_node; ++up) {
                at = tree[at].parent;
                if (at == no_node || at == block.container) break;
                const bool writer = is_author_link(tree, at);
                const std::string marks = tree.marks(at);
                if ((marks.empty() && !writer) || tree[at].end - at > most_nodes_of_name) continue;
                const std::string text = plain_text(tree, at);
                if (text.empty() || text.size() > 60) continue;
                if (zones.marked_source.empty() && is_source_name(marks)) zones.marked_source = text;
                if (writer && zones.linked_authors.size() < 200)
                    zones.linked_authors.append(zones.linked_authors.empty() ? "" : "、").append(text);
                if (zones.marked_author.empty() && is_author_name(marks)) zones.marked_author = text;
            }
        }
    }
}

// 时间：3月10日上午九时 above 地点：一号馆: what happens when and where, not when the article was published.
bool announces_event(const Blocks& blocks, std::size_t i) {
    static constexpr auto times = std::to_array<std::string_view>({"时间", "日期", "時間"});
    static constexpr auto others = std::to_array<std::string_view>(
        {"地点", "地點", "地址", "会场", "天气", "天氣", "主讲", "主講", "主办", "主辦",
         "嘉宾", "对象", "内容", "主题", "票价", "报名", "参加", "主持", "场馆", "人员"});
    const auto begins = [&blocks](std::size_t at, std::span<const std::string_view> words) {
        return at < blocks.list.size() && std::any_of(words.begin(), words.end(), [&](std::string_view word) {
                   return blocks.list[at].text.starts_with(word);
               });
    };
    return begins(i, times) && begins(i + 1, others);
}

}  // namespace

Zones part_page(const HtmlTree& tree, const Blocks& blocks, std::size_t first, std::size_t last, std::string_view title,
                const SiteLabels* labels) {
    Zones zones;
    const InfoBlocks info(tree, blocks, labels);
    const std::size_t lead = first_text(blocks, first, last);
    zones.title_block = find_title_block(tree, blocks, lead, title);
    const bool titled = zones.title_block != std::string::npos;
    std::size_t begin = first;
    if (titled && zones.title_block >= first) begin = zones.title_block + 1;
    zones.first = skip_header(info, blocks, begin, last);
    zones.last = last;
    for (std::size_t i = first; i < zones.first; ++i) zones.removals.push_back({i, "head.header"});
    const std::size_t above = titled ? zones.title_block + 1 : first - std::min<std::size_t>(first, 8);
    const std::size_t info_end = std::min(std::max(zones.first, above), above + info_lines);
    for (std::size_t i = above; i < info_end; ++i) {
        if (blocks.list[i].chars <= longest_info && !looks_like_breadcrumb(blocks.list[i].text)) {
            add_line(zones.info, info.line(i));
        }
    }
    // 查看: 3821 | 回复: 3 of a forum, right above the title
    for (std::size_t i = titled && zones.title_block > 3 ? zones.title_block - 3 : above;
         titled && i < zones.title_block; ++i) {
        if (blocks.list[i].chars <= 60 && blocks.list[i].link_chars == 0 && info.has_field(i))
            add_line(zones.info, info.line(i));
    }
    if (titled) add_date_box(blocks, info, zones);
    find_masthead(blocks, lead, zones);
    bool found = false;
    for (std::size_t i = above; i < info_end && !found; ++i) found = info.score(i) >= 3;
    if (!found) find_stray_info(info, blocks, titled ? zones.title_block : first, last, zones);
    if (PagePath path = find_path(tree, blocks, lead, title); !path.text.empty()) {
        zones.path = std::move(path.text);
        zones.path_place = path.place;
    }
    part_tail(tree, blocks, TailOf::page, zones);
    find_marked(tree, blocks, above, info_end, zones);
    add_foot(info, blocks, last, zones);
    return zones;
}

Zones part_body(const HtmlTree& tree, const Blocks& blocks, std::string_view title, const SiteLabels* labels) {
    Zones zones;
    const InfoBlocks info_blocks(tree, blocks, labels);
    zones.last = blocks.list.size();
    while (zones.first < zones.last && zones.first < 6) {
        const Block& block = blocks.list[zones.first];
        const LineKind kind = block.kind;
        const bool again = zones.first < 2 && block.chars > 0 && same_title(block.text, title);
        if (announces_event(blocks, zones.first)) break;
        const bool info = kind == LineKind::credit || info_blocks.score(zones.first) >= 6;
        if (!again && !info && kind != LineKind::residue && kind != LineKind::controls) break;
        if (info) add_line(zones.info, info_blocks.line(zones.first));
        const std::string_view rule = again                       ? "head.title"
                                      : kind == LineKind::residue ? "template_residue"
                                                                  : "head.header";
        zones.removals.push_back({zones.first++, rule});
    }
    part_tail(tree, blocks, TailOf::body, zones);
    return zones;
}

Zones part_text(const HtmlTree& tree, const Blocks& blocks, std::string_view title, const SiteLabels* labels) {
    const std::size_t count = blocks.list.size();
    const std::size_t head = std::min<std::size_t>(count, 40);
    Zones zones;
    const InfoBlocks info_blocks(tree, blocks, labels);
    zones.last = count;
    std::size_t info = head, path = head;
    for (std::size_t i = 0; i < head && info == head; ++i) {
        if (path == head && looks_like_breadcrumb(blocks.list[i].text)) {
            path = i;
        } else if (blocks.list[i].rating > 0 && blocks.list[i].chars > 60) {
            break;
        } else if (info_blocks.score(i) >= 3) {
            info = i;
        }
    }
    if (info == head && path == head) return part_body(tree, blocks, title, labels);
    if (path < head) {
        zones.path = blocks.list[path].text;
        zones.path_place = "breadcrumb";
    }
    // The title is said by the line before the info line, else by the one after the path.
    const std::size_t from = path < head ? path + 1 : 0;
    const std::size_t to = info < head ? info : std::min(from + 1, head);
    for (std::size_t i = from; i < to; ++i) {
        const Block& block = blocks.list[i];
        const bool known = !title.empty() && same_title(block.text, title);
        if (known || (title.empty() && block.chars >= 2 && block.chars <= 200 && block.kind == LineKind::body)) {
            zones.title_block = i;
        }
    }
    zones.first = zones.title_block != std::string::npos ? zones.title_block + 1 : from;
    for (std::size_t i = info; i < head && info_blocks.score(i) >= 3; ++i) {
        add_line(zones.info, blocks.list[i].text);
        zones.first = i + 1;
    }
    for (std::size_t i = 0; i < zones.first; ++i) {
        const bool residue = blocks.list[i].kind == LineKind::residue;
        zones.removals.push_back({i, residue ? "template_residue" : "head.header"});
    }
    part_tail(tree, blocks, TailOf::lines, zones);
    return zones;
}

}  // namespace syndicated::normalise
