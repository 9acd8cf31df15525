#include "normalise/title.hpp"

#include "normalise/breadcrumb.hpp"
#include "normalise/excerpt.hpp"
#include "normalise/glyphs.hpp"
#include "normalise/info_line.hpp"
#include "normalise/line_kinds.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_title = 200;  // letters
constexpr std::size_t most_letters = 20;    // a longer heading is no better

// Letters alone, full-width forms folded: how titles are compared.
std::u32string letters_of(std::string_view text) {
    std::u32string out;
    for (std::size_t pos = 0; pos < text.size() && out.size() < 2 * longest_title;) {
        char32_t c = next_code_point(text, pos);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c >= U'A' && c <= U'Z') c += 32;
        const bool letter = (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= 0xC0 && c < 0x2000) ||
                            (c >= 0x2E80 && c < 0x3000) || (c >= 0x3040 && c < 0xFE00) || c >= 0x10000;
        if (letter) out += c;
    }
    return out;
}

std::size_t longest_common_run(const std::u32string& a, const std::u32string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::size_t best = 0;
    for (const char32_t c : a) {
        for (std::size_t j = b.size(); j-- > 0;) {
            row[j + 1] = c == b[j] ? row[j] + 1 : 0;
            best = std::max(best, row[j + 1]);
        }
    }
    return best;
}

struct Heading {
    std::string text;
    int weight;  // by its element
    std::string place;
    NodeId element = no_node;
};

// The heading element that the block stands in, a few levels up.
NodeId heading_of(const HtmlTree& tree, const Block& block) {
    NodeId at = block.container;
    for (int up = 0; up < 3 && at != no_node; ++up, at = tree[at].parent) {
        if (is_heading(tree[at].tag)) return at;
    }
    return no_node;
}

bool is_title_name(std::string_view marks) {
    if (marks.find("title") != std::string_view::npos || marks.find("biaoti") != std::string_view::npos) return true;
    static constexpr auto words = std::to_array<std::string_view>({"tit", "bt", "headline", "subject"});
    for (std::size_t begin = 0; begin < marks.size();) {  // n-tit
        const std::size_t end = std::min(marks.find_first_of(" -_", begin), marks.size());
        if (std::find(words.begin(), words.end(), marks.substr(begin, end - begin)) != words.end()) return true;
        begin = end + 1;
    }
    return false;
}

// 一个山区县的<br>针尖产业: a heading over two lines, if the title element says it as one.
bool goes_on(const std::string& text, const std::string& next, std::string_view title_element) {
    const std::u32string whole = letters_of(title_element);
    return !whole.empty() && whole.find(letters_of(text + next)) != std::u32string::npos;
}

// Headings anywhere (a portal's menus may come first), and other lines if they come early or are in the title element.
std::vector<Heading> find_headings(const HtmlTree& tree, const Blocks& blocks, std::string_view title_element) {
    std::vector<Heading> out;
    for (std::size_t i = 0; i < blocks.list.size() && i < 4000 && out.size() < 80; ++i) {
        const Block& block = blocks.list[i];
        if (block.chars < 2 || block.chars > longest_title) continue;
        const bool said = block.chars >= 6 && title_element.find(block.text) != std::string_view::npos;
        int weight = 0;
        std::string place = "block";
        const NodeId element = heading_of(tree, block);
        if (element != no_node) {
            const Tag tag = tree[element].tag;
            weight = tag == Tag::h1 ? 12 : tag == Tag::h2 ? 8 : tag == Tag::h3 ? 5 : 2;
            place = std::string(name_of(tag)) + " element";
        }
        if (element != no_node && !out.empty() && out.back().element == element &&
            goes_on(out.back().text, block.text, title_element)) {
            out.back().text += " " + block.text;
            continue;
        }
        if (weight == 0 && !said && (i >= 200 || out.size() >= 40)) continue;
        if (looks_like_breadcrumb(block.text)) continue;
        const std::string marks = tree.marks(block.container);
        if (is_title_name(marks)) weight += 6;
        if (marks.find("logo") != std::string::npos || marks.find("site") != std::string::npos) weight -= 10;
        if (block.link_chars * 2 > block.chars) weight -= 4;  // a link leads elsewhere, or home
        out.push_back({block.text, weight, std::move(place), element});
    }
    return out;
}

// How well a heading fits the title element: the longer the part that they share, the better.
int rate(const Heading& heading, const std::u32string& letters, const std::u32string& whole) {
    if (letters.size() < 2 || whole.empty()) return 0;
    const bool contained = whole.find(letters) != std::u32string::npos;
    const std::size_t shared = contained ? letters.size() : longest_common_run(letters, whole);
    if (!contained && shared * 10 < letters.size() * 6) return 0;
    const bool at_start = whole.compare(0, shared, letters, 0, shared) == 0;
    const int fit = static_cast<int>(shared) * 2 - (contained ? 0 : static_cast<int>(letters.size() - shared));
    return std::max(1, fit + heading.weight + (at_start ? 10 : 0));
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool ends_like_site(std::string_view part) {
    static constexpr auto ends = std::to_array<std::string_view>(
        {"网",     "資訊",   "资讯",   "日报", "晚报", "新闻", "频道",   "中心", "局",   "社",
         "委员会", "政府",   "门户",   "平台", "论坛", "博客", "笔记",   "日记", "时报", "周刊",
         "杂志",   "电视台", "集团",   "公司", "大学", "学院", "在线",   "网站", "首页", "官网",
         "時報",   "新聞",   "新聞網", "日報", "晚報", "之家", "客户端", "报",   "台",   "厅",
         "部",     "检察院", "研究院", "中学", "小学", "学校", "幼儿园", "报社", "com",  "cn",
         "电子版", "電子版", "数字报", "協會", "协会", "学会", "融媒",   "医院", "银行", "法院"});
    const std::string lower = to_lower_ascii(trim(part));
    return count_code_points(part) <= 20 && std::any_of(ends.begin(), ends.end(), [&lower](std::string_view w) {
               return lower.size() >= w.size() && lower.compare(lower.size() - w.size(), w.size(), w) == 0;
           });
}

// A part that names a site or a section rather than a story.
bool is_site_part(std::string_view part, std::string_view site_name) {
    part = trim(part);
    if (part.empty() || (!site_name.empty() && same_title(part, site_name))) return true;
    if (equal_ignoring_case(part.substr(0, 10), "powered by")) return true;
    return count_code_points(part) <= 6 || ends_like_site(part);
}

// Where the last separator begins and ends; npos when there is none. A bare hyphen counts only between Han letters.
std::pair<std::size_t, std::size_t> last_separator(std::string_view title) {
    std::pair<std::size_t, std::size_t> found{std::string_view::npos, 0};
    for (std::size_t pos = 0; pos < title.size();) {
        const std::size_t at = pos;
        const char32_t c = next_code_point(title, pos);
        const bool strong = c == U'_' || c == U'|' || c == U'｜' || c == U'–' || c == U'—' || c == U'－' ||
                            c == U'丨' || c == U'»' || c == U'«' || c == U'﹣';
        const bool hyphen = c == U'-' || c == U'·' || c == U':';
        if (!strong && !hyphen) continue;
        const bool spaced = at > 0 && title[at - 1] == ' ' && pos < title.size() && title[pos] == ' ';
        // 标题--文化--人民网
        const bool doubled = (c == U'-' || c == U':') && at > 0 && title[at - 1] == title[at];
        const bool between_han = at > 0 && pos < title.size() && static_cast<unsigned char>(title[pos]) >= 0xE3 &&
                                 static_cast<unsigned char>(title[at - 1]) >= 0x80;
        if (strong || doubled || (c != U':' && (spaced || between_han))) found = {doubled ? at - 1 : at, pos};
    }
    return found;
}

}  // namespace

bool same_title(std::string_view a, std::string_view b) {
    const std::u32string left = letters_of(a);
    return !left.empty() && left == letters_of(b);
}

std::string visible_line(std::string_view text) {
    std::string visible;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = next_code_point(text, pos);
        const bool control = (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
                             (c >= 0x2066 && c <= 0x2069) || (c >= 0x80 && c < 0xA0) || document_character(c) == 0;
        if (!control) append_utf8(visible, c);
    }
    return collapse_blanks(visible);
}

std::string clean_title(std::string_view text) {
    return cut_graphemes(visible_line(head_of(text, longest_title * 64)), longest_title);
}

std::string cut_site_suffix(std::string_view title, std::string_view site_name) {
    for (int cuts = 0; cuts < 4; ++cuts) {
        const auto [begin, end] = last_separator(title);
        if (begin == std::string_view::npos) break;
        const std::string_view head = trim(title.substr(0, begin));
        const std::string_view part = title.substr(end);
        if (count_code_points(head) < 4 || !is_site_part(part, site_name)) break;
        // 股市预测--三大看点: behind two hyphens a short word alone is no site yet.
        const bool doubled = title.substr(begin, 2) == "--";
        if (doubled && cuts == 0 && !ends_like_site(part) && !same_title(part, site_name)) break;
        // 标题——副标题: a dash doubled belongs to the heading.
        if (head.size() >= 3 && is_one_of(head.substr(head.size() - 3), {"—", "－"})) break;
        title = head;
    }
    return std::string(trim(title));
}

namespace {

bool is_boxed_word(std::string_view text) {
    static constexpr auto pairs =
        std::to_array<std::pair<std::string_view, std::string_view>>({{"[", "]"}, {"【", "】"}});
    return std::any_of(pairs.begin(), pairs.end(), [text](const auto& pair) {
        return text.size() > pair.first.size() + pair.second.size() && count_code_points(text) <= 10 &&
               text.substr(0, pair.first.size()) == pair.first &&
               text.find(pair.second) == text.size() - pair.second.size();
    });
}

// 活动 and the like, an element of its own behind the title: the title element is without it.
bool is_badge_behind(std::string_view heading, std::string_view title) {
    if (count_code_points(title) < 8 || heading.size() <= title.size() || !heading.starts_with(title)) return false;
    const std::string_view rest = heading.substr(title.size());
    const std::string_view word = trim(rest);
    return rest.front() == ' ' && word.find(' ') == std::string_view::npos &&
           (is_boxed_word(word) || count_code_points(word) <= 4);
}

// The same before it, 原创.
std::string without_badge(const std::string& heading, std::string_view title) {
    static constexpr auto badges = std::to_array<std::string_view>(
        {"原创", "转载", "独家", "推荐", "置顶", "精华", "头条", "热门", "荐", "顶", "热", "新", "图", "图文", "视频"});
    if (title.empty()) return heading;
    const std::size_t colon = heading.find(':');  // 人物 : TITLE, of the category
    if (colon != std::string::npos && colon > 0 && colon <= 24 && same_title(heading.substr(colon + 1), title))
        return std::string(trim(heading.substr(colon + 1)));
    if (is_badge_behind(heading, title)) return std::string(title);
    if (heading.size() <= title.size()) return heading;
    const std::string_view rest = std::string_view(heading).substr(0, heading.size() - title.size());
    const bool ends = std::string_view(heading).substr(rest.size()) == title;
    const bool boxed = is_boxed_word(trim(rest));  // [随手拍] of a forum
    return ends && (boxed || std::find(badges.begin(), badges.end(), trim(rest)) != badges.end()) ? std::string(title)
                                                                                                  : heading;
}

}  // namespace

std::vector<std::string> site_names(const PageMeta& meta, std::string_view title) {
    std::vector<std::string> out;
    if (!meta.site_name.empty()) out.push_back(meta.site_name);
    const std::size_t at = title.empty() ? std::string::npos : meta.title.find(title);
    if (at == std::string::npos) return out;
    std::string_view rest = std::string_view(meta.title).substr(at + title.size());
    while (!rest.empty() && out.size() < 8) {
        const auto [begin, end] = last_separator(rest);
        const std::string_view part = trim(begin == std::string_view::npos ? rest : rest.substr(end));
        if (!part.empty()) out.emplace_back(part);
        rest = begin == std::string_view::npos ? std::string_view{} : rest.substr(0, begin);
    }
    return out;
}

bool names_section_only(std::string_view title, std::string_view site_name) {
    return is_site_part(title, site_name);
}

namespace {

// The title element's text; empty when the editor's default or the CMS's template is still in there.
std::string stated_title(const PageMeta& meta) {
    for (const std::string_view unset : {"Untitled Document", "无标题文档", "新建网页 1", "New Document", "Document"}) {
        if (meta.title == unset) return {};
    }
    return is_template_residue(cut_site_suffix(meta.title, meta.site_name)) ? std::string{} : meta.title;
}

}  // namespace

TitleChoice choose_title(const HtmlTree& tree, const Blocks& blocks, const PageMeta& meta) {
    TitleChoice out;
    const std::string stated = stated_title(meta);
    const std::vector<Heading> headings = find_headings(tree, blocks, stated);
    const std::u32string whole = letters_of(stated.empty() ? meta.og_title : stated);
    const std::u32string og = letters_of(meta.og_title);
    const std::string cut = cut_site_suffix(stated, meta.site_name);
    // 通知公告_山海卫健委: it names the site or the section, and a heading names the story
    const bool site_only = !cut.empty() && is_site_part(cut, meta.site_name) &&
                           std::none_of(headings.begin(), headings.end(), [&](const Heading& heading) {
                               return heading.weight >= 5 && !ends_like_site(heading.text) &&
                                      rate(heading, letters_of(heading.text), whole) > 0;
                           });
    int best_rating = 0;
    const Heading* best = nullptr;
    for (const Heading& heading : headings) {
        const std::u32string letters = letters_of(heading.text);
        int rating = rate(heading, letters, whole);
        if (site_only && rating > 0) rating = 1;  // the site's name again, or a department of it
        if (!og.empty() && letters == og) rating += 40;
        const bool alone = whole.empty() || (site_only && rating == 0);
        if (alone && heading.weight >= 5)
            rating = heading.weight + static_cast<int>(std::min(letters.size(), most_letters));
        if (rating > best_rating) {
            best_rating = rating;
            best = &heading;
        }
    }
    // A heading that is a small part of the title element is the site's or the section's name.
    const bool too_short =
        best != nullptr && !whole.empty() && !site_only && letters_of(best->text).size() * 3 < letters_of(cut).size();
    if (best != nullptr && !too_short) {
        out = {without_badge(best->text, cut), best->text, "title.heading", best->place, {}};
        if (!stated.empty() && !same_title(stated, best->text)) {
            out.passed_over.push_back("title element: " + stated);
        }
    } else if (!meta.og_title.empty()) {
        out = {cut_site_suffix(meta.og_title, meta.site_name), meta.og_title, "title.meta", "meta og:title", {}};
        if (!stated.empty()) out.passed_over.push_back("title element: " + stated);
    } else if (!stated.empty()) {
        out = {cut, stated, cut == stated ? "title.element" : "title.element_without_site", "title element", {}};
    }
    out.title = clean_title(out.title);
    if (is_null_value(out.title)) out.title.clear();
    return out;
}

}  // namespace syndicated::normalise
