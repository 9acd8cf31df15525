// How a search engine is told of addresses, and what its answers mean. Pure.
#pragma once

#include "syndicated/websub/services.hpp"
#include "websub/post.hpp"
#include "websub/retry.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::websub {

// What an answer means.
struct Heard {
    Answer answer;                    // for next_state(); without a secret in its text
    std::string remark;               // what the operator should know although it was accepted; empty: nothing
    std::optional<std::size_t> room;  // so many addresses at most the next time; absent: see room_after()
    std::chrono::seconds pause{0};    // nothing more before that; 0: as the answer's kind has it
};

class Service {
public:
    Service() = default;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    virtual ~Service() = default;

    [[nodiscard]] virtual const char* name() const = 0;       // of its table in the settings
    [[nodiscard]] virtual std::size_t most_urls() const = 0;  // of one request
    [[nodiscard]] virtual bool takes(std::string_view url) const = 0;
    [[nodiscard]] virtual Post post(const std::vector<std::string>& urls) const = 0;
    // `sent`: how many addresses the request had; `body`: of the answer, any bytes, perhaps cut off.
    [[nodiscard]] virtual Heard hear(Answer answer, std::string_view body, std::size_t sent,
                                     std::chrono::sys_time<std::chrono::milliseconds> now) const = 0;
};

[[nodiscard]] std::unique_ptr<Service> make_indexnow(IndexNow settings);
[[nodiscard]] std::unique_ptr<Service> make_baidu(Baidu settings);
// Those that are on.
[[nodiscard]] std::vector<std::unique_ptr<Service>> make_services(const Services& settings);

// http or https, and nothing in it that would end a line or a text.
[[nodiscard]] bool is_plain_url(std::string_view url);

}  // namespace syndicated::websub
