// An entry's guid: docs/, STORE.md, "Guid". It never comes from the address we serve at, so it survives a move.
#include "syndicated/base/text.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>
#include <stdexcept>

namespace syndicated::normalise {

namespace {

// RFC 3987, section 2.2, left out: blanks, controls and the characters that end an IRI in text.
bool fits_iri(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F && std::string_view("<>\"{}|\\^`").find(c) == std::string_view::npos;
}

bool has_scheme(std::string_view text, std::string_view scheme) {
    return text.size() > scheme.size() && equal_ignoring_case(text.substr(0, scheme.size()), scheme);
}

bool is_iri(std::string_view text) {
    const bool scheme = has_scheme(text, "http://") || has_scheme(text, "https://") || has_scheme(text, "tag:") ||
                        has_scheme(text, "urn:");
    return scheme && is_valid_utf8(text) && std::all_of(text.begin(), text.end(), fits_iri);
}

// The key as it stands, so that an old feed's guids come out the same; only what no IRI may hold is encoded.
std::string for_iri(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (fits_iri(c))
            out += c;
        else
            out += percent_encode(std::string_view(&c, 1));
    }
    return out;
}

std::string fill(std::string_view pattern, std::string_view key) {
    constexpr std::string_view mark = "{key}";
    std::string out;
    std::size_t pos = 0;
    for (std::size_t at = pattern.find(mark); at != std::string_view::npos; at = pattern.find(mark, pos)) {
        out += pattern.substr(pos, at - pos);
        out += for_iri(key);
        pos = at + mark.size();
    }
    return out += pattern.substr(pos);
}

boost::uuids::uuid parse_uuid(std::string_view text) {
    try {
        return boost::uuids::string_generator()(text.begin(), text.end());
    } catch (const std::runtime_error&) {
        return boost::uuids::uuid{};  // not a uuid: the nil one, so that guids stay the same at least
    }
}

}  // namespace

std::string make_guid(const RawArticle& raw, const Site& site, std::string_view store_uuid,
                      std::string_view guid_template) {
    const std::string_view given = raw.guid ? trim(*raw.guid) : std::string_view();
    if (is_iri(given)) return std::string(given);
    if (!guid_template.empty()) return fill(guid_template, raw.key);
    const std::string name(given.empty() ? std::string_view(raw.key) : given);
    if (!site.id.empty()) return "tag:" + site.id + ":" + raw.store + "/" + percent_encode(name);
    const boost::uuids::name_generator_sha1 generate(parse_uuid(store_uuid));
    return "urn:uuid:" + boost::uuids::to_string(generate(raw.store + "/" + name));
}

}  // namespace syndicated::normalise
