#include "syndicated/feed/links.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>
#include <pugixml.hpp>

namespace syndicated::feed {

namespace {

namespace json = boost::json;

Error no_document(Format format, std::string_view why) {
    return Error{Errc::invalid_input, fmt::format("it is no {} document: {}", extension_of(format), why)};
}

void take_link(pugi::xml_node link, Links& out) {
    const std::string_view rel = link.attribute("rel").value();
    if (rel == "self") out.self.emplace_back(link.attribute("href").value());
    if (rel == "hub") out.hubs.emplace_back(link.attribute("href").value());
}

// Prefixes are taken as nearly everyone writes them.
Result<Links> links_in_xml(Format format, std::string_view text) {
    pugi::xml_document document;
    const auto parsed = document.load_buffer(text.data(), text.size());
    if (!parsed) return no_document(format, fmt::format("{} at byte {}", parsed.description(), parsed.offset));
    const bool is_rss = format == Format::rss;
    const pugi::xml_node place = is_rss ? document.child("rss").child("channel") : document.child("feed");
    if (!place)
        return no_document(format, fmt::format("its root is {}", quote(document.document_element().name(), 40)));
    Links out;
    for (const pugi::xml_node link : place.children(is_rss ? "atom:link" : "link")) take_link(link, out);
    return out;
}

Result<Links> links_in_json(std::string_view text) {
    boost::system::error_code error;
    const json::value document = json::parse(text, error);
    if (error) return no_document(Format::json, error.message());
    const json::object* root = document.if_object();
    if (root == nullptr || !root->contains("version")) return no_document(Format::json, "it has no version");
    Links out;
    const auto take = [](const json::object& object, std::string_view key, std::vector<std::string>& to) {
        const json::value* value = object.if_contains(key);
        if (value != nullptr && value->is_string()) to.emplace_back(value->get_string());
    };
    take(*root, "feed_url", out.self);
    const json::value* hubs = root->if_contains("hubs");
    if (hubs == nullptr || !hubs->is_array()) return out;
    for (const json::value& hub : hubs->get_array()) {
        if (hub.is_object()) take(hub.get_object(), "url", out.hubs);
    }
    return out;
}

}  // namespace

Result<Links> read_links(Format format, std::string_view document) {
    if (document.size() > most_read_bytes) {
        return Error{Errc::limit_exceeded, fmt::format("it is longer than {} MiB", most_read_bytes >> 20U)};
    }
    return format == Format::json ? links_in_json(document) : links_in_xml(format, document);
}

}  // namespace syndicated::feed
