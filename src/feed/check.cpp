#include "feed/escape.hpp"
#include "feed/xml.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/feed/render.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>

namespace syndicated::feed {

namespace {

// A fragment's namespaces are declared by the document it will stand in.
constexpr std::string_view root_begin =
    "<root xmlns:atom=\"a\" xmlns:content=\"c\" xmlns:dc=\"d\" xmlns:media=\"m\" xmlns:rsl=\"r\">";
constexpr std::string_view root_end = "</root>";

constexpr std::string_view forbidden = "it holds a character that XML forbids or discourages";

Error broken(Format format, std::string_view why) {
    return Error{Errc::invalid_input, fmt::format("its {} entry is not well-formed: {}", extension_of(format), why)};
}

bool is_allowed(std::string_view text) {
    std::string buffer;
    return clean(text, buffer).data() == text.data();
}

// pugixml takes character references to anything, XML does not.
struct ForbiddenFinder final : pugi::xml_tree_walker {
    bool for_each(pugi::xml_node& node) override {
        bool good = is_allowed(node.value());
        for (const auto& attribute : node.attributes()) good = good && is_allowed(attribute.value());
        return good;
    }
};

Result<void> check_xml(Format format, std::string_view bytes) {
    const std::string text = std::string(root_begin).append(bytes).append(root_end);
    pugi::xml_document document;
    const auto parsed = document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed) {
        const auto at = std::max<std::ptrdiff_t>(parsed.offset - static_cast<std::ptrdiff_t>(root_begin.size()), 0);
        return broken(format, fmt::format("{} at byte {}", parsed.description(), at));
    }
    const pugi::xml_node root = document.first_child();
    const pugi::xml_node node = root.first_child();
    const bool is_rss = format == Format::rss;
    if (root.next_sibling() || node.next_sibling() || std::string_view(node.name()) != (is_rss ? "item" : "entry")) {
        return broken(format, "it is not exactly one element");
    }
    ForbiddenFinder finder;
    const bool refers = bytes.find("&#") != std::string_view::npos;
    if (refers && !document.traverse(finder)) return broken(format, forbidden);
    if (*node.child_value(is_rss ? "guid" : "id") == '\0') return broken(format, "it has no id");
    return {};
}

Result<void> check_json(std::string_view bytes) {
    namespace json = boost::json;
    json::parser parser;
    boost::system::error_code error;
    const std::size_t read = parser.write(bytes.data(), bytes.size(), error);
    if (error) return broken(Format::json, fmt::format("{} at byte {}", error.message(), read));
    const json::value value = parser.release();
    const json::object* item = value.if_object();
    if (item == nullptr) return broken(Format::json, "it is not an object");
    const json::value* id = item->if_contains("id");
    if (id == nullptr || !id->is_string() || id->get_string().empty()) return broken(Format::json, "it has no id");
    return {};
}

}  // namespace

Result<void> check_fragment(Format format, std::string_view bytes) {
    if (!is_allowed(bytes)) return broken(format, is_valid_utf8(bytes) ? forbidden : "it is not UTF-8");
    return format == Format::json ? check_json(bytes) : check_xml(format, bytes);
}

Result<void> check_entry(const Entry& entry, const Site& site) {
    const RenderedEntry rendered(entry, site);
    for (const Format format : all_formats) {
        auto checked = check_fragment(format, rendered.text(format));
        if (!checked) return within(quote(entry.article.guid), checked.error());
    }
    return {};
}

}  // namespace syndicated::feed
