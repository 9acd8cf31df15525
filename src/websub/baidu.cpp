// Baidu's link submission (普通收录, API 提交): a line for each address, so many a day.
#include "syndicated/base/text.hpp"
#include "websub/service.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace syndicated::websub {

namespace {

namespace json = boost::json;

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t most_of_a_request = 2'000;
constexpr std::size_t deepest = 4;
constexpr std::chrono::minutes after_midnight{5};

// What an answer's body says, as far as it can be read.
struct Said {
    std::optional<std::int64_t> success, remain, error;
    std::string message;
    std::int64_t refused = 0;   // addresses
    std::string first_refused;  // one of them
};

std::optional<std::int64_t> number_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    const std::int64_t* number = value == nullptr ? nullptr : value->if_int64();
    if (number == nullptr || *number < 0) return std::nullopt;
    return *number;
}

void take_refused(const json::object& object, std::string_view name, Said& out) {
    const json::value* value = object.if_contains(name);
    const json::array* list = value == nullptr ? nullptr : value->if_array();
    if (list == nullptr || list->empty()) return;
    out.refused += static_cast<std::int64_t>(list->size());
    const json::string* first = list->front().if_string();
    if (out.first_refused.empty() && first != nullptr) out.first_refused = *first;
}

std::optional<Said> read_body(std::string_view body) {
    std::array<unsigned char, 4096> memory{};
    json::monotonic_resource resource(memory.data(), memory.size());
    json::parse_options options;
    options.max_depth = deepest;
    json::error_code error;
    const json::value parsed = json::parse(body, error, &resource, options);
    const json::object* object = error ? nullptr : parsed.if_object();
    if (object == nullptr) return std::nullopt;
    Said out;
    out.success = number_of(*object, "success");
    out.remain = number_of(*object, "remain");
    out.error = number_of(*object, "error");
    const json::value* message = object->if_contains("message");
    if (message != nullptr && message->is_string()) out.message = message->get_string();
    take_refused(*object, "not_same_site", out);
    take_refused(*object, "not_valid", out);
    return out;
}

// A day's quota begins at midnight in China, which has no summer time. Clocks differ: who asks too early waits a day.
seconds until_new_quota(std::chrono::sys_time<milliseconds> now) {
    const auto there = std::chrono::floor<seconds>(now).time_since_epoch() + std::chrono::hours(8) - after_midnight;
    return std::chrono::days(1) - there % std::chrono::days(1);
}

class BaiduService final : public Service {
public:
    explicit BaiduService(Baidu settings) : settings_(std::move(settings)) {}

    [[nodiscard]] const char* name() const override { return baidu_name; }
    [[nodiscard]] std::size_t most_urls() const override { return most_of_a_request; }
    [[nodiscard]] bool takes(std::string_view url) const override { return is_plain_url(url); }

    [[nodiscard]] Post post(const std::vector<std::string>& urls) const override {
        std::string body;
        for (const auto& url : urls) body.append(body.empty() ? "" : "\n").append(url);
        return {fmt::format("{}?site={}&token={}", settings_.endpoint, settings_.site, settings_.token), "text/plain",
                std::move(body)};
    }

    [[nodiscard]] Heard hear(Answer answer, std::string_view body, std::size_t sent,
                             std::chrono::sys_time<milliseconds> now) const override {
        Heard out;
        out.answer = std::move(answer);
        if (out.answer.unusable) {
            out.answer.text = "its address, or one that it redirects to, can't be used";
            return out;
        }
        out.answer.text = without_token(std::move(out.answer.text));
        const auto said = out.answer.status == 0 ? std::nullopt : read_body(body);
        const bool good = out.answer.status >= 200 && out.answer.status < 300;
        if (said && said->error) {
            hear_error(*said, sent, now, out);
        } else if (good && said && said->success) {
            hear_success(*said, sent, now, out);
        } else if (good) {
            out.answer.status = 0;  // who answered here?
            out.answer.text += " with an answer that is none of Baidu's";
        }
        return out;
    }

private:
    [[nodiscard]] std::string without_token(std::string text) const {
        for (auto at = text.find(settings_.token); at != std::string::npos; at = text.find(settings_.token, at)) {
            text.replace(at, settings_.token.size(), "TOKEN");
            at += 5;
        }
        return text;
    }

    // Too many for today: perhaps fewer of them are not.
    void hear_error(const Said& said, std::size_t sent, std::chrono::sys_time<milliseconds> now, Heard& out) const {
        Answer& answer = out.answer;
        if (answer.status < 400 && *said.error >= 400 && *said.error < 600)
            answer.status = static_cast<int>(*said.error);
        if (answer.status < 400) answer.status = 0;
        answer.text = fmt::format("{}, {}", answer.text, quote(without_token(said.message), 60));
        if (said.message != "over quota") return;
        answer.status = 429;
        if (sent > 1) {
            out.room = sent / 2;
        } else {
            out.room = most_of_a_request;
            out.pause = until_new_quota(now);
        }
    }

    void hear_success(const Said& said, std::size_t sent, std::chrono::sys_time<milliseconds> now, Heard& out) const {
        if (said.refused > 0) {
            out.remark = fmt::format("{} of {} addresses are not of the site or not valid, such as {}", said.refused,
                                     sent, quote(without_token(said.first_refused), 200));
        }
        if (!said.remain) return;
        const bool used_up = *said.remain == 0;
        out.room = used_up ? most_of_a_request : static_cast<std::size_t>(*said.remain);
        if (used_up) out.pause = until_new_quota(now);
    }

    Baidu settings_;
};

}  // namespace

std::unique_ptr<Service> make_baidu(Baidu settings) {
    return std::make_unique<BaiduService>(std::move(settings));
}

}  // namespace syndicated::websub
