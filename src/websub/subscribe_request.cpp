#include "websub/subscribe_request.hpp"

#include "syndicated/base/text.hpp"
#include "websub/form.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace syndicated::websub {

namespace {

constexpr std::int64_t most_seconds = std::int64_t{1} << 40;

Error wrong(std::string line) {
    return {Errc::invalid_input, std::move(line)};
}

bool is_form(std::string_view content_type) {
    return equal_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), form_media_type);
}

// The fields by name. One name with two values could be read in two ways.
class Fields {
public:
    explicit Fields(const FormFields& fields) : fields_(fields) {}

    [[nodiscard]] const std::string& operator[](std::string_view name) {
        static const std::string none;
        const std::string* found = nullptr;
        for (const auto& [key, value] : fields_) {
            if (key != name) continue;
            if (found != nullptr && *found != value) twice_ = name;
            found = &value;
        }
        return found != nullptr ? *found : none;
    }
    [[nodiscard]] std::string_view twice() const { return twice_; }

private:
    const FormFields& fields_;
    std::string_view twice_;
};

// Digits; what is no number is as if it were not there: a lease is the hub's to grant.
std::optional<std::chrono::seconds> read_lease(std::string_view text) {
    std::int64_t seconds = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        seconds = std::min(seconds * 10 + (c - '0'), most_seconds);
    }
    if (text.empty()) return std::nullopt;
    return std::chrono::seconds(seconds);
}

Error too_long(std::string_view name, std::size_t most) {
    return {Errc::limit_exceeded, fmt::format("{} is too long, at most {} bytes are taken", name, most)};
}

}  // namespace

Result<SubscribeRequest> read_subscribe_request(std::string_view content_type, std::string_view body) {
    if (!is_form(content_type)) return wrong(fmt::format("expected Content-Type: {}", form_media_type));
    const FormFields form = parse_form(body);
    Fields fields(form);
    SubscribeRequest out;
    const std::string& mode = fields["hub.mode"];
    out.callback = fields["hub.callback"];
    out.topic = fields["hub.topic"];
    out.secret = fields["hub.secret"];
    out.verify_token = fields["hub.verify_token"];
    out.lease = read_lease(fields["hub.lease_seconds"]);
    out.delta = fields["hub.delta"] == "1";
    if (!fields.twice().empty()) return wrong(fmt::format("{} is given twice", fields.twice()));
    if (mode.empty()) return wrong("hub.mode is missing, expected subscribe or unsubscribe");
    if (mode == "publish") return wrong("hub.mode=publish is not for this hub: it knows of updates by itself");
    if (mode != "subscribe" && mode != "unsubscribe") {
        return wrong(fmt::format("hub.mode is {}, expected subscribe or unsubscribe", quote(mode, 40)));
    }
    out.subscribe = mode == "subscribe";
    if (out.callback.empty()) return wrong("hub.callback is missing");
    if (out.topic.empty()) return wrong("hub.topic is missing");
    if (out.callback.size() > most_url_bytes) return too_long("hub.callback", most_url_bytes);
    if (out.topic.size() > most_url_bytes) return too_long("hub.topic", most_url_bytes);
    if (out.secret.size() > most_secret_bytes) return too_long("hub.secret", most_secret_bytes);
    if (out.verify_token.size() > most_token_bytes) return too_long("hub.verify_token", most_token_bytes);
    return out;
}

}  // namespace syndicated::websub
