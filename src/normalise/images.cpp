#include "normalise/images.hpp"

#include "normalise/info_line.hpp"
#include "normalise/title.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace syndicated::normalise {

namespace {

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [text](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

// Names that lazy loaders, editors and counters give to what is no picture of the article.
bool is_placeholder(std::string_view address) {
    const std::string lower = to_lower_ascii(address);
    if (lower.empty() || lower == "#" || lower.rfind("data:", 0) == 0 || lower.rfind("about:", 0) == 0 ||
        lower.rfind("javascript:", 0) == 0 || lower.rfind("file:", 0) == 0 || is_template_residue(address)) {
        return true;
    }
    const std::size_t path_end = std::min(lower.find_first_of("?#"), lower.size());
    const std::size_t slash = lower.rfind('/', path_end);
    const std::string_view name = std::string_view(lower).substr(slash == std::string::npos ? 0 : slash + 1);
    const std::string_view stem = name.substr(0, name.find_first_of(".?#"));
    if (contains_any(name, {"placeholder", "loading", "lazyload", "1x1", "transparent"})) return true;
    static constexpr auto stems =
        std::to_array<std::string_view>({"ph", "blank", "spacer", "pixel", "grey", "gray", "empty", "none", "space",
                                         "loader", "lazy_load", "load", "sg_trans"});
    return std::find(stems.begin(), stems.end(), stem) != stems.end();
}

// The candidate with the largest width or density; addresses may hold commas (HTML, 4.8.4.2: a comma ends one only at
// its end).
std::string_view largest_of(std::string_view srcset) {
    std::string_view best;
    double best_size = -1;
    for (std::size_t pos = 0; pos < srcset.size();) {
        pos = srcset.find_first_not_of(" \t\n\r,", pos);
        if (pos == std::string_view::npos) break;
        const std::size_t end = std::min(srcset.find_first_of(" \t\n\r", pos), srcset.size());
        std::string_view address = srcset.substr(pos, end - pos);
        double size = 1;
        pos = end;
        if (!address.empty() && address.back() == ',') {
            address.remove_suffix(1);
        } else {
            const std::size_t comma = std::min(srcset.find(',', end), srcset.size());
            const std::string_view descriptor = trim(srcset.substr(end, comma - end));
            (void)std::from_chars(descriptor.data(), descriptor.data() + descriptor.size(), size);
            pos = comma;
        }
        if (size > best_size && !is_placeholder(address)) {
            best = address;
            best_size = size;
        }
    }
    return best;
}

std::optional<int> dimension(std::string_view text) {
    int out = 0;
    text = trim(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || (end != text.data() + text.size() && *end == '%')) return std::nullopt;
    return out;
}

// 0, 1 or 2 pixels wide or high: a counter.
bool is_pixel(const HtmlTree& tree, NodeId img) {
    const auto tiny = [](std::optional<int> size) { return size && *size >= 0 && *size <= 2; };
    return tiny(dimension(tree.attribute(img, "width"))) || tiny(dimension(tree.attribute(img, "height")));
}

}  // namespace

std::string image_source(const HtmlTree& tree, NodeId img) {
    static constexpr auto lazy = std::to_array<std::string_view>(
        {"data-original", "data-src", "data-lazy-src", "data-url", "data-actualsrc", "data-echo", "original", "file",
         "zoomfile", "lazyload", "data-lazyload", "data-lazy", "data-original-src", "data-ks-lazyload", "data-cfsrc",
         "real_src"});
    if (is_pixel(tree, img)) return {};
    for (const std::string_view name : lazy) {
        const std::string_view value = trim(tree.attribute(img, name));
        if (!is_placeholder(value) && value.find_first_of("./") != std::string_view::npos) return std::string(value);
    }
    for (const std::string_view name : {"data-srcset", "srcset"}) {
        const std::string_view value = largest_of(tree.attribute(img, name));
        if (!value.empty()) return std::string(value);
    }
    const std::string_view src = trim(tree.attribute(img, "src"));
    if (!is_placeholder(src)) return std::string(src);
    // libxml2 knows no source element: its neighbours come to stand inside of it.
    NodeId picture = tree[img].parent;
    while (picture != no_node && tree[picture].tag == Tag::source) picture = tree[picture].parent;
    if (picture == no_node || tree[picture].tag != Tag::picture) return {};
    for (NodeId id = picture + 1; id < img; ++id) {
        const std::string_view value = largest_of(tree.attribute(id, "srcset"));
        if (tree[id].tag == Tag::source && !value.empty()) return std::string(value);
    }
    return {};
}

std::string image_alt(const HtmlTree& tree, NodeId img) {
    std::string alt = visible_line(tree.attribute(img, "alt"));
    const std::string lower = to_lower_ascii(alt);
    for (const std::string_view ending : {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"}) {
        if (lower.size() >= ending.size() && lower.compare(lower.size() - ending.size(), ending.size(), ending) == 0) {
            return {};
        }
    }
    return is_null_value(alt) ? std::string{} : alt;
}

bool is_caption(std::string_view text) {
    if (text.empty() || count_code_points(text) > 40) return false;
    static constexpr auto starts =
        std::to_array<std::string_view>({"图源", "圖源", "图片来源", "圖片來源", "图/", "图／", "图：", "图:", "圖／",
                                         "图片：", "图片:", "▲", "↑", "△"});
    static constexpr auto ends = std::to_array<std::string_view>(
        {"摄", "攝", "供图", "供圖", "摄）", "摄)", "攝）", "供图）", "供图)", "资料图"});
    const auto starts_with = [text](std::string_view w) { return text.substr(0, w.size()) == w; };
    const auto ends_with = [text](std::string_view w) {
        return text.size() >= w.size() && text.substr(text.size() - w.size()) == w;
    };
    return std::any_of(starts.begin(), starts.end(), starts_with) || std::any_of(ends.begin(), ends.end(), ends_with);
}

}  // namespace syndicated::normalise
