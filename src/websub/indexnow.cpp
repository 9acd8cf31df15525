// IndexNow: one request tells all search engines that share it.
#include "syndicated/base/text.hpp"
#include "websub/service.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <utility>

namespace syndicated::websub {

namespace {

namespace json = boost::json;

constexpr std::size_t most_of_a_request = 10'000;

// "https://www.example.cn/a/b.txt" -> "www.example.cn", "/a/b.txt"
std::pair<std::string, std::string_view> host_and_path(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    const std::string_view rest = url.substr(scheme + 3);
    const auto end = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view host = rest.substr(0, end);
    const std::string_view default_port = url.starts_with("https:") ? ":443" : ":80";
    if (host.ends_with(default_port)) host.remove_suffix(default_port.size());
    return {to_lower_ascii(host), rest.substr(end)};
}

class IndexNowService final : public Service {
public:
    explicit IndexNowService(IndexNow settings) : settings_(std::move(settings)) {
        const auto& place = settings_.key_location.empty() ? settings_.site : settings_.key_location;
        const auto [host, path] = host_and_path(place);
        host_ = host;
        if (!settings_.key_location.empty()) folder_ = path.substr(0, path.rfind('/') + 1);
    }

    [[nodiscard]] const char* name() const override { return indexnow_name; }
    [[nodiscard]] std::size_t most_urls() const override { return most_of_a_request; }

    // A key file speaks for its host, and there for its folder and those below.
    [[nodiscard]] bool takes(std::string_view url) const override {
        const auto [host, path] = host_and_path(url);
        return is_plain_url(url) && host == host_ && path.starts_with(folder_);
    }

    [[nodiscard]] Post post(const std::vector<std::string>& urls) const override {
        json::object body;
        body["host"] = host_;
        body["key"] = settings_.key;
        if (!settings_.key_location.empty()) body["keyLocation"] = settings_.key_location;
        body["urlList"] = json::array(urls.begin(), urls.end());
        return {settings_.endpoint, "application/json; charset=utf-8", json::serialize(body)};
    }

    [[nodiscard]] Heard hear(Answer answer, std::string_view, std::size_t,
                             std::chrono::sys_time<std::chrono::milliseconds>) const override {
        Heard out;
        if (!answer.unusable && answer.status >= 400) answer.text += meaning_of(answer.status);
        out.answer = std::move(answer);
        return out;
    }

private:
    [[nodiscard]] std::string meaning_of(int status) const {
        switch (status) {
            case 400: return ", it finds the request malformed";
            case 403: return fmt::format(", the key is not valid: it must stand in {}", key_file());
            case 422: return fmt::format(", the addresses or the key are not those of {}", host_);
            case 429: return ", too many requests";
            default: return {};
        }
    }
    [[nodiscard]] std::string key_file() const {
        return settings_.key_location.empty() ? fmt::format("http(s)://{}/KEY.txt", host_) : settings_.key_location;
    }

    IndexNow settings_;
    std::string host_, folder_;
};

}  // namespace

std::unique_ptr<Service> make_indexnow(IndexNow settings) {
    return std::make_unique<IndexNowService>(std::move(settings));
}

}  // namespace syndicated::websub
