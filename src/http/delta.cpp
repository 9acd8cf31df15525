#include "http/delta.hpp"

#include "syndicated/base/text.hpp"

#include "http/conditional.hpp"
#include "http/list.hpp"

#include <utility>

namespace syndicated::http {

namespace {

using publish::Coding;

struct Base {
    const publish::FormerVersion* version;
    std::string etag;
};

// The newest version that If-None-Match names in any coding; weak tags count, as for any If-None-Match.
std::optional<Base> base_of(const Request& request, const publish::Entries& entries) {
    for (const publish::FormerVersion& version : entries.former) {
        for (const Coding coding : publish::all_codings) {
            std::string etag = publish::etag_of(version.content, coding);
            if (lists_tag(request.if_none_match.value, etag, true)) return Base{&version, std::move(etag)};
        }
    }
    return std::nullopt;
}

}  // namespace

bool takes_feed_deltas(std::string_view value) {
    while (!value.empty()) {
        std::string_view member = take_member(value);
        const std::size_t semicolon = member.find(';');
        if (!equal_ignoring_case(trim_blanks(member.substr(0, semicolon)), "feed")) continue;
        // q=0 in all its spellings refuses; other parameters have no meaning here.
        const std::string_view parameter =
            semicolon == std::string_view::npos ? std::string_view{} : trim_blanks(member.substr(semicolon + 1));
        const bool weight = parameter.size() > 2 && (parameter[0] == 'q' || parameter[0] == 'Q') && parameter[1] == '=';
        if (!weight || parameter.find_first_not_of("0.", 2) != std::string_view::npos) return true;
    }
    return false;
}

std::optional<Delta> make_delta(const Request& request, const publish::Resource& resource, const Weights& weights) {
    const publish::Bytes& document = resource.body.forms[Coding::identity];
    if (!request.a_im.present || !request.if_none_match.present || !resource.entries || !document) return std::nullopt;
    if (!takes_feed_deltas(request.a_im.value)) return std::nullopt;
    const bool packs = weights[Coding::gzip] > 0 && weights[Coding::gzip] >= weights[Coding::identity];
    if (!packs && weights[Coding::identity] == 0) return std::nullopt;
    auto base = base_of(request, *resource.entries);
    if (!base) return std::nullopt;
    auto bytes = publish::delta_of(*document, *resource.entries, *base->version);
    if (!bytes) return std::nullopt;
    if (!packs) return Delta{std::move(*bytes), Coding::identity, std::move(base->etag)};
    return Delta{publish::encode(Coding::gzip, *bytes), Coding::gzip, std::move(base->etag)};
}

}  // namespace syndicated::http
