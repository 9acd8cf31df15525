#include "http/delta.hpp"

#include "syndicated/base/text.hpp"

#include "http/conditional.hpp"
#include "http/list.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace syndicated::http {

namespace {

using publish::Coding;

struct Base {
    const publish::FormerVersion* version;
    std::string etag;
};

constexpr std::size_t most_kept = 64;

bool names(std::string_view tag, const Digest& content) {
    for (const Coding coding : publish::all_codings) {
        publish::EtagBuffer buffer;
        if (tag == publish::write_etag(content, coding, buffer)) return true;
    }
    return false;
}

// The newest version that If-None-Match names in any coding; weak tags count, as for any If-None-Match. The list, which
// may be long, is read once.
std::optional<Base> base_of(const Request& request, const publish::Entries& entries) {
    std::vector<std::string> starts;  // of each version's tags
    for (const publish::FormerVersion& version : entries.former) starts.push_back('"' + version.content.hex());
    std::string_view list = request.if_none_match.value;
    std::string_view named;
    std::size_t newest = starts.size();
    bool is_weak = false;
    for (auto tag = take_entity_tag(list, is_weak); !tag.empty(); tag = take_entity_tag(list, is_weak)) {
        for (std::size_t i = 0; i < newest; ++i) {
            if (!tag.starts_with(starts[i]) || !names(tag, entries.former[i].content)) continue;
            newest = i;
            named = tag;
        }
    }
    if (named.empty()) return std::nullopt;
    return Base{&entries.former[newest], std::string(named)};
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

publish::Bytes DeltaCoder::gzip(std::string_view delta, sys_seconds now) {
    const Digest digest = Digester().add(delta).finish();
    const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.delta == digest; });
    if (known != kept_.end()) {
        std::rotate(known, known + 1, kept_.end());
        return kept_.back().gzip;
    }
    if (std::exchange(second_, now) != now) coded_ = 0;
    if (coded_ == most_deltas_coded_a_second) return nullptr;
    ++coded_;
    if (kept_.size() == most_kept) kept_.erase(kept_.begin());
    kept_.push_back({digest, std::make_shared<const std::string>(publish::encode(Coding::gzip, delta))});
    return kept_.back().gzip;
}

std::optional<Delta> make_delta(const Request& request, const publish::Resource& resource, const Weights& weights,
                                DeltaCoder* coder, sys_seconds now) {
    const publish::Bytes& document = resource.body.forms[Coding::identity];
    if (!request.a_im.present || !request.if_none_match.present || !resource.entries || !document) return std::nullopt;
    if (!takes_feed_deltas(request.a_im.value)) return std::nullopt;
    const bool packs = weights[Coding::gzip] > 0 && weights[Coding::gzip] >= weights[Coding::identity];
    if (!packs && weights[Coding::identity] == 0) return std::nullopt;
    auto base = base_of(request, *resource.entries);
    if (!base) return std::nullopt;
    auto bytes = publish::delta_of(*document, *resource.entries, *base->version);
    if (!bytes) return std::nullopt;
    Delta out{nullptr, packs ? Coding::gzip : Coding::identity, std::move(base->etag)};
    if (!packs) {
        out.bytes = std::make_shared<const std::string>(std::move(*bytes));
    } else if (coder == nullptr) {
        return std::nullopt;
    } else if (request.method != Method::head) {
        out.bytes = coder->gzip(*bytes, now);
        if (!out.bytes) return std::nullopt;
    }
    return out;
}

}  // namespace syndicated::http
