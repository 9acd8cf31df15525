#include "feed/license.hpp"

#include "feed/parts.hpp"
#include "feed/uri.hpp"
#include "feed/xml.hpp"
#include "syndicated/feed/pages.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace syndicated::feed {

namespace {

// `prefix`: "rsl:" in a feed, "" in a document of its own.
void add_content(pugi::xml_node parent, const std::string& prefix, std::string_view url, const License& terms) {
    const auto child = [&prefix](pugi::xml_node node, const char* name, std::string_view text = {}) {
        return text.empty() ? add(node, (prefix + name).c_str()) : add_plain(node, (prefix + name).c_str(), text);
    };
    const auto add_use = [&](pugi::xml_node node, const char* name, const std::vector<std::string>& uses) {
        if (!uses.empty()) set(child(node, name, fmt::format("{}", fmt::join(uses, ","))), "type", "usage");
    };
    pugi::xml_node content = child(parent, "content");
    set(content, "url", url);
    pugi::xml_node license = child(content, "license");
    add_use(license, "permits", terms.permits);
    add_use(license, "prohibits", terms.prohibits);
    if (!terms.payment.empty()) set(child(license, "payment"), "type", terms.payment);
    if (!terms.copyright.empty()) child(content, "copyright", terms.copyright);
    if (!terms.terms.empty()) child(content, "terms", to_uri(terms.terms));
}

}  // namespace

std::string license_url(const Site& site) {
    return site.base_url + "/license.xml";
}

void append_license(std::string& out, unsigned depth, std::string_view url, const Site& site) {
    pugi::xml_document document;
    add_content(document, "rsl:", url, site.license);
    print(document.first_child(), depth, out);
}

std::string render_license(const Site& site) {
    pugi::xml_document document;
    pugi::xml_node root = add(document, "rsl");
    set(root, "xmlns", rsl_namespace);
    std::string all = home_of(site);
    if (!all.ends_with('/')) all += '/';
    add_content(root, "", all, site.license);
    return print(document);
}

std::string render_robots(const Site& site) {
    return fmt::format("User-agent: *\nAllow: /\n\nLicense: {}\n", license_url(site));
}

// To the last blank of what pugixml writes, which no one writes by hand.
bool is_rendered_license(std::string_view text) {
    const std::string start =
        fmt::format("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rsl xmlns=\"{}\">\n  <content url=\"", rsl_namespace);
    if (!text.starts_with(start) || !text.ends_with("\n  </content>\n</rsl>\n")) return false;
    text.remove_prefix(start.size());
    const std::string_view behind_url = text.substr(std::min(text.find('"'), text.size()));
    return behind_url.starts_with("\">\n    <license") && text.find("<content") == std::string_view::npos;
}

bool is_rendered_robots(std::string_view text) {
    constexpr std::string_view start = "User-agent: *\nAllow: /\n\nLicense: ", end = "/license.xml\n";
    if (!text.starts_with(start) || !text.ends_with(end)) return false;
    return text.find('\n', start.size()) == text.size() - 1;
}

}  // namespace syndicated::feed
