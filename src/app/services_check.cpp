// What settings must satisfy of search engines that are told of articles.
#include "app/settings_check.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace syndicated::app {

namespace {

// IndexNow's rule; Baidu's tokens keep it too.
bool is_key(std::string_view text) {
    return text.size() >= 8 && text.size() <= 128 &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

}  // namespace

std::optional<Complaint> check_services(const websub::Services& services) {
    const auto& [indexnow, baidu] = services;
    for (const auto& [table, endpoint] :
         {std::pair<std::string_view, const std::string&>{"indexnow", indexnow.endpoint}, {"baidu", baidu.endpoint}}) {
        if (is_web_url(endpoint) && endpoint.find('?') == std::string::npos) continue;
        return Complaint{table, "endpoint", fmt::format("{} is no address, expected http or https", quote(endpoint))};
    }
    if (!indexnow.key.empty() && !is_key(indexnow.key)) {
        return Complaint{"indexnow", "key", "is no key, expected 8 to 128 letters, digits or \"-\""};
    }
    const std::string& location = indexnow.key_location;
    if (!location.empty() && (!is_web_url(location) || location.find_first_of("?#") != std::string::npos ||
                              location.find('/', location.find("://") + 3) == std::string::npos)) {
        return Complaint{"indexnow", "key_location",
                         fmt::format("{} is no file's address, expected one such as \"https://www.example.cn/key.txt\"",
                                     quote(location))};
    }
    if (!baidu.token.empty() && !is_key(baidu.token)) {
        return Complaint{"baidu", "token", "is no token, expected 8 to 128 letters, digits or \"-\""};
    }
    const auto scheme = baidu.site.find("://");
    const std::string site = scheme == std::string::npos ? "http://" + baidu.site : baidu.site;
    const bool good_site = is_web_url(site) && site.find_first_of("?&+%") == std::string::npos;
    if ((!baidu.token.empty() || !baidu.site.empty()) && !good_site) {
        return Complaint{
            "baidu", "site",
            fmt::format("{} is no site, expected one such as \"https://www.example.cn\"", quote(baidu.site))};
    }
    return std::nullopt;
}

}  // namespace syndicated::app
