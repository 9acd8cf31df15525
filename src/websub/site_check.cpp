#include "syndicated/websub/site_check.hpp"

#include "syndicated/base/text.hpp"
#include "syndicated/feed/links.hpp"
#include "websub/curl.hpp"
#include "websub/form.hpp"
#include "websub/judge_topic.hpp"

#include <fmt/format.h>

#include <array>

namespace syndicated::websub {

namespace {

constexpr std::chrono::seconds longest{10};
constexpr std::size_t most_reply_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_text_bytes = 200;  // of a hub's answer that is shown

struct Reader {
    const char* name;
    const char* user_agent;
};

// As they introduce themselves.
constexpr std::array<Reader, 4> readers{{
    {"curl", "curl/7.88.1"},
    {"Feedly", "Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)"},
    {"FreshRSS", "FreshRSS/1.24.3 (Linux; https://freshrss.org)"},
    {"Miniflux", "Mozilla/5.0 (compatible; Miniflux/2.2.1; +https://miniflux.app)"},
}};

struct Exchange {
    Fetched fetched;
    std::size_t most_bytes = 0;
};

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* to) {
    auto& fetched = static_cast<Exchange*>(to)->fetched;
    const std::string_view line(data, size * count);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return line.size();
    const std::string_view name = line.substr(0, colon), value = trim(line.substr(colon + 1));
    if (equal_ignoring_case(name, "Content-Type")) fetched.content_type = value;
    if (equal_ignoring_case(name, "Location")) fetched.location = value;
    if (equal_ignoring_case(name, "Link")) fetched.link.append(fetched.link.empty() ? "" : ", ").append(value);
    return line.size();
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* to) {
    auto& exchange = *static_cast<Exchange*>(to);
    if (exchange.fetched.body.size() + size * count > exchange.most_bytes) return 0;
    exchange.fetched.body.append(data, size * count);
    return size * count;
}

// `form`: null for a GET or HEAD.
Fetched request(const std::string& url, const std::string& user_agent, const std::string* form, bool head_only) {
    Exchange exchange;
    exchange.most_bytes = form != nullptr ? most_reply_bytes : feed::most_read_bytes;
    const EasyHandle easy(curl_easy_init());
    ErrorText text{};
    if (!easy) return {"libcurl gives no handle (out of memory)", 0, {}, {}, {}, {}};
    set_common_options(easy.get(), text);
    set_timeout(easy.get(), longest);
    const auto set = [&easy](CURLoption option, auto value) { curl_easy_setopt(easy.get(), option, value); };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_USERAGENT, user_agent.c_str());
    set(CURLOPT_ACCEPT_ENCODING, "");
    set(CURLOPT_NOBODY, head_only ? 1L : 0L);
    if (form != nullptr) {
        set(CURLOPT_POSTFIELDSIZE, static_cast<long>(form->size()));
        set(CURLOPT_POSTFIELDS, form->c_str());  // application/x-www-form-urlencoded is what libcurl says of it
    }
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
    const CURLcode code = curl_easy_perform(easy.get());
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    exchange.fetched.status = static_cast<int>(status);
    if (code != CURLE_OK) {
        exchange.fetched.failure = quote(text[0] != '\0' ? text.data() : curl_easy_strerror(code), 160);
    }
    return std::move(exchange.fetched);
}

TrialAnswer post(const std::string& hub, const std::string& form, const std::string& user_agent) {
    const Fetched answer = request(hub, user_agent, &form, false);
    if (answer.status == 0) return {false, answer.failure};
    const bool accepted = answer.status >= 200 && answer.status < 300;
    if (accepted || trim(answer.body).empty()) return {accepted, std::to_string(answer.status)};
    return {accepted, fmt::format("{}: {}", answer.status, quote(trim(answer.body), most_text_bytes))};
}

}  // namespace

std::vector<std::string> check_topic(const SiteTopic& topic, const std::string& user_agent) {
    const Fetched get = request(topic.url, user_agent, nullptr, false);
    auto out = judge_topic(topic, get, request(topic.url, user_agent, nullptr, true));
    if (get.status != 200) return out;
    for (const Reader& reader : readers) {
        auto line = judge_visit(topic, reader.name, request(topic.url, reader.user_agent, nullptr, false));
        if (!line.empty()) out.push_back(std::move(line));
    }
    return out;
}

TrialAnswer ask_hub(const std::string& hub, const std::string& mode, const std::string& topic,
                    const std::string& callback, const std::string& user_agent) {
    const std::string form = fmt::format("hub.mode={}&hub.topic={}&hub.callback={}&hub.lease_seconds=600", mode,
                                         percent_encode(topic), percent_encode(callback));
    return post(hub, form, user_agent);
}

TrialAnswer tell_hub(const std::string& hub, const std::string& topic, const std::string& user_agent) {
    return post(hub, publish_form(topic), user_agent);
}

}  // namespace syndicated::websub
