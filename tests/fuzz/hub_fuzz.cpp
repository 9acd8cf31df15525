// A line with a Content-Type, then a form as a subscriber posts it: what it asks for, or one line that says why not.
// A callback that is taken is one that libcurl reads in the same way, and its verification keeps it byte for byte.
#include "websub/callback.hpp"
#include "websub/subscribe_request.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace syndicated;
using namespace syndicated::websub;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void require_line(const Error& error) {
    require(!error.detail.empty() && error.detail.size() < 1'000 && error.detail.find('\n') == std::string::npos);
}

void check_callback(const std::string& url) {
    const auto callback = read_callback(url);
    if (!callback) return require_line(callback.error());
    require(!callback->key.empty() && callback->port > 0 && callback->port < 65536);
    require(read_callback(callback->key).has_value());
    const std::string asked = verification_url(url, {"subscribe", "http://a.example/", "c", 1, "", ""});
    require(asked.starts_with(url.substr(0, url.find('#'))));
    const auto again = read_callback(asked);
    require(again.has_value() && again->place == callback->place);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const std::string_view type = all.substr(0, all.find('\n'));
    const auto request = read_subscribe_request(type, all.substr(std::min(type.size() + 1, size)));
    if (!request) {
        require_line(request.error());
    } else {
        require(request->secret.size() <= most_secret_bytes && !request->topic.empty());
        check_callback(request->callback);
    }
    check_callback(std::string(all));
    return 0;
}
