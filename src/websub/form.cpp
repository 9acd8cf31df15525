#include "websub/form.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::websub {

namespace {

std::string decode(std::string_view text) {
    std::string blanks(text);
    std::replace(blanks.begin(), blanks.end(), '+', ' ');
    return percent_decode(blanks);
}

}  // namespace

std::string publish_form(std::string_view topic) {
    const std::string value = percent_encode(topic);
    return "hub.mode=publish&hub.url=" + value + "&hub.topic=" + value;
}

FormFields parse_form(std::string_view body) {
    FormFields out;
    while (!body.empty()) {
        const std::size_t end = std::min(body.find('&'), body.size());
        const std::string_view pair = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        out.emplace_back(decode(pair.substr(0, equals)),
                         decode(equals < pair.size() ? pair.substr(equals + 1) : std::string_view()));
    }
    return out;
}

}  // namespace syndicated::websub
