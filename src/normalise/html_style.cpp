#include "normalise/html_style.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

constexpr std::size_t most_names = 200;

std::string without_comments(std::string_view css) {
    std::string out;
    for (std::size_t pos = 0; pos < css.size();) {
        const std::size_t open = std::min(css.find("/*", pos), css.size());
        out.append(css.substr(pos, open - pos));
        const std::size_t close = open == css.size() ? open : css.find("*/", open + 2);
        pos = close == std::string_view::npos || close == css.size() ? css.size() : close + 2;
    }
    return out;
}

bool says_none(std::string_view declarations) {
    const std::string lower = to_lower_ascii(declarations);
    for (std::size_t begin = 0; begin < lower.size();) {
        const std::size_t end = std::min(lower.find(';', begin), lower.size());
        const std::string_view one = std::string_view(lower).substr(begin, end - begin);
        const std::size_t colon = one.find(':');
        if (colon != std::string_view::npos && trim(one.substr(0, colon)) == "display" &&
            trim(one.substr(colon + 1)).substr(0, 4) == "none") {
            return true;
        }
        begin = end + 1;
    }
    return false;
}

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// ".x" of ".x", "p.x" and "span.x"; empty for anything that says more.
std::string_view simple_name(std::string_view selector) {
    selector = trim(selector);
    std::size_t at = 0;
    while (at < selector.size() && is_name_char(selector[at])) ++at;
    if (at + 1 >= selector.size() || (selector[at] != '.' && selector[at] != '#')) return {};
    const std::string_view name = selector.substr(at);
    return std::all_of(name.begin() + 1, name.end(), is_name_char) ? name : std::string_view{};
}

void add_names(std::string_view selectors, std::vector<std::string>& out) {
    for (std::size_t begin = 0; begin < selectors.size() && out.size() < most_names;) {
        const std::size_t end = std::min(selectors.find(',', begin), selectors.size());
        const std::string_view name = simple_name(selectors.substr(begin, end - begin));
        if (!name.empty()) out.emplace_back(name);
        begin = end + 1;
    }
}

}  // namespace

std::vector<std::string> hidden_by_style(std::string_view css) {
    std::vector<std::string> out;
    const std::string text = without_comments(css);
    const std::string_view sheet(text);
    for (std::size_t pos = 0; pos < sheet.size();) {
        const std::size_t open = sheet.find('{', pos);
        if (open == std::string_view::npos) break;
        std::string_view selectors = trim(sheet.substr(pos, open - pos));
        selectors.remove_prefix(std::min(selectors.find_last_of(';') + 1, selectors.size()));  // behind an @import
        const bool at_rule = !trim(selectors).empty() && trim(selectors).front() == '@';
        int depth = 1;
        std::size_t close = open + 1;
        for (; close < sheet.size() && depth > 0; ++close)
            depth += sheet[close] == '{' ? 1 : sheet[close] == '}' ? -1 : 0;
        if (!at_rule && says_none(sheet.substr(open + 1, close - open - 2 + (depth > 0 ? 1 : 0))))
            add_names(selectors, out);
        pos = close;
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace syndicated::normalise
