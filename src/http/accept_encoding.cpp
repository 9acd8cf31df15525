#include "http/accept_encoding.hpp"

#include "syndicated/base/text.hpp"

#include "http/list.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>

namespace syndicated::http {

namespace {

using publish::Coding;

// qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ), in thousandths; -1: malformed
int parse_weight(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return -1;
    if (text.size() > 1 && text[1] != '.') return -1;
    int weight = (text[0] - '0') * 1000;
    int unit = 100;
    for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
        if (text[i] < '0' || text[i] > '9') return -1;
        weight += (text[i] - '0') * unit;
    }
    return weight <= 1000 ? weight : -1;
}

// The member's weight, its name left in `member`; -1: malformed
int take_weight(std::string_view& member) {
    const std::size_t semicolon = member.find(';');
    if (semicolon == std::string_view::npos) return 1000;
    const std::string_view parameter = trim_blanks(member.substr(semicolon + 1));
    member = trim_blanks(member.substr(0, semicolon));
    const bool is_weight = parameter.size() > 2 && (parameter[0] == 'q' || parameter[0] == 'Q') && parameter[1] == '=';
    return is_weight ? parse_weight(parameter.substr(2)) : -1;
}

std::optional<Coding> coding_named(std::string_view token) {
    if (equal_ignoring_case(token, "x-gzip")) return Coding::gzip;  // RFC 9110, 8.4.1.3
    for (const Coding coding : publish::all_codings) {
        if (equal_ignoring_case(token, publish::token_of(coding))) return coding;
    }
    return std::nullopt;
}

bool may_be_sent(Coding coding, const publish::Body& body) {
    if (body.forms[coding]) return true;
    return body.cold ? body.made_as[coding] : !body.complete;
}

// Compared member by member: the larger one is the better one. A cold document is made plain and coded later, so that
// is what a 304 speaks of (RFC 9110, 15.4.5).
auto rank_of(Coding coding, const publish::Body& body, const Weights& weights) {
    const publish::Bytes& form = body.forms[coding];
    const auto brevity = form ? -static_cast<std::int64_t>(form->size()) : 0;
    const bool is_at_hand = form != nullptr || (body.cold && coding == Coding::identity);
    return std::tuple(is_at_hand, weights[coding], brevity);
}

}  // namespace

Weights parse_accept_encoding(std::string_view value) {
    constexpr int not_named = -1;
    Weights weights;
    weights.values.fill(not_named);
    int any = not_named;
    while (!value.empty()) {
        std::string_view member = take_member(value);
        const int weight = take_weight(member);
        if (weight < 0) continue;
        if (member == "*") any = weight;
        if (const auto coding = coding_named(member)) weights[*coding] = weight;
    }
    const bool identity_named = weights[Coding::identity] != not_named;
    for (int& weight : weights.values) {
        if (weight == not_named) weight = std::max(any, 0);
    }
    // "*" wishes for some coding; of identity it says only, with a weight of 0, that it is refused.
    if (!identity_named) weights[Coding::identity] = any == 0 ? 0 : 1;
    return weights;
}

std::optional<Coding> choose_form(const publish::Body& body, const Weights& weights) {
    std::optional<Coding> best;
    for (const Coding coding : publish::all_codings) {
        if (weights[coding] == 0 || !may_be_sent(coding, body)) continue;
        if (!best || rank_of(coding, body, weights) > rank_of(*best, body, weights)) best = coding;
    }
    return best;
}

}  // namespace syndicated::http
