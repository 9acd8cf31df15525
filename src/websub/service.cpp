#include "websub/service.hpp"

#include <algorithm>

namespace syndicated::websub {

std::vector<std::unique_ptr<Service>> make_services(const Services& settings) {
    std::vector<std::unique_ptr<Service>> out;
    if (!settings.indexnow.key.empty()) out.push_back(make_indexnow(settings.indexnow));
    if (!settings.baidu.token.empty()) out.push_back(make_baidu(settings.baidu));
    return out;
}

bool is_plain_url(std::string_view url) {
    return (url.starts_with("http://") || url.starts_with("https://")) &&
           std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace syndicated::websub
