#include "http/accept_encoding.hpp"

#include "syndicated/base/text.hpp"

#include "http/list.hpp"

namespace syndicated::http {

namespace {

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

}  // namespace

Codings parse_accept_encoding(std::string_view value) {
    int identity = -1;
    int gzip = -1;
    int any = -1;
    while (!value.empty()) {
        std::string_view member = take_member(value);
        const int weight = take_weight(member);
        if (weight < 0) continue;
        if (member == "*") any = weight;
        if (equal_ignoring_case(member, "identity")) identity = weight;
        if (equal_ignoring_case(member, "gzip") || equal_ignoring_case(member, "x-gzip")) gzip = weight;
    }
    Codings codings;
    if (gzip >= 0 || any >= 0) codings.gzip = gzip >= 0 ? gzip : any;
    if (identity >= 0) {
        codings.identity = identity;
    } else if (any == 0) {
        codings.identity = 0;
    }
    return codings;
}

}  // namespace syndicated::http
