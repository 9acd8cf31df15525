// A line with a status, then an answer's body as Baidu gives it: what it means is bounded, fits into a line, and does
// not show the token.
#include "websub/service.hpp"

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace syndicated::websub;

namespace {

constexpr const char* token = "edk7yc4rEZP9pDQD";

void require(bool holds) {
    if (!holds) std::abort();
}

void require_line(std::string_view text) {
    require(text.size() < 2'000 && text.find('\n') == std::string_view::npos);
    require(text.find(token) == std::string_view::npos);
}

void check(const Service& service, int status, std::string_view body, std::size_t sent) {
    const std::chrono::sys_time<std::chrono::milliseconds> now{std::chrono::seconds(1741579591)};
    const Heard heard = service.hear({status, false, std::to_string(status), ""}, body, sent, now);
    require_line(heard.answer.text);
    require_line(heard.remark);
    require(!heard.room || *heard.room > 0);
    require(heard.pause >= std::chrono::seconds(0) && heard.pause <= longest_retry_after);
    require(heard.answer.status < 200 || heard.answer.status >= 300 || status == heard.answer.status);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Baidu settings;
    settings.site = "https://www.example.cn";
    settings.token = token;
    const auto service = make_baidu(settings);
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const std::string_view line = all.substr(0, all.find('\n'));
    std::uint16_t status = 0;
    std::from_chars(line.data(), line.data() + line.size(), status);
    const std::string_view body = all.substr(std::min(line.size() + 1, size));
    check(*service, status % 600, body, 1);
    check(*service, status % 600, body, 2000);
    return 0;
}
