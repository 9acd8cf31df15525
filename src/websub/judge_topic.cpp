#include "websub/judge_topic.hpp"

#include "syndicated/base/text.hpp"
#include "syndicated/feed/links.hpp"
#include "syndicated/feed/render.hpp"
#include "websub/link_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace syndicated::websub {

namespace {

using Lines = std::vector<std::string>;

std::string_view media_type(std::string_view content_type) {
    return trim(content_type.substr(0, content_type.find(';')));
}

bool has_type_of(const SiteTopic& topic, const Fetched& fetched) {
    return equal_ignoring_case(media_type(fetched.content_type), media_type(feed::content_type_of(topic.format)));
}

// Empty: an answer of 200.
std::string refusal_of(const Fetched& fetched) {
    if (!fetched.failure.empty()) return fetched.failure;
    if (fetched.status == 200) return {};
    if (fetched.location.empty()) return std::to_string(fetched.status);
    return fmt::format("{} to {}", fetched.status, quote(fetched.location, 200));
}

std::string listed(const Lines& urls) {
    if (urls.empty()) return "none";
    Lines quoted;
    for (const auto& url : urls) quoted.push_back(quote(url, 200));
    return fmt::format("{}", fmt::join(quoted, ", "));
}

void compare(const char* where, const SiteTopic& topic, const Lines& self, const Lines& hubs, Lines& out) {
    if (self != Lines{topic.url}) {
        out.push_back(
            fmt::format("{}: rel=self is {}, [site] base_url makes it {}: subscriptions to it would wait for "
                        "ever; a proxy changes it, or base_url is not the public address",
                        where, listed(self), quote(topic.url, 200)));
    }
    if (hubs != topic.hubs) {
        out.push_back(fmt::format("{}: rel=hub is {}, the settings say {}", where, listed(hubs), listed(topic.hubs)));
    }
}

void judge_header(const SiteTopic& topic, const Fetched& get, Lines& out) {
    const auto links = parse_links(get.link);
    if (!links) {
        out.push_back("the Link header is malformed: " + quote(get.link, 200));
        return;
    }
    auto self = targets_of(*links, "self");
    if (topic.hubs.empty() && self.empty()) self = {topic.url};  // it need not be told where nobody subscribes
    compare("the Link header", topic, self, targets_of(*links, "hub"), out);
}

void judge_body(const SiteTopic& topic, const Fetched& get, Lines& out) {
    const auto links = feed::read_links(topic.format, get.body);
    if (!links) {
        out.push_back("the body: " + links.error().detail);
        return;
    }
    compare("the body", topic, links->self, links->hubs, out);
}

}  // namespace

Lines judge_topic(const SiteTopic& topic, const Fetched& get, const Fetched& head) {
    if (const std::string refusal = refusal_of(get); !refusal.empty()) return {"GET is answered with " + refusal};
    Lines out;
    if (!has_type_of(topic, get)) {
        out.push_back(fmt::format("its Content-Type is {}, expected {}", quote(get.content_type, 80),
                                  feed::content_type_of(topic.format)));
    }
    judge_header(topic, get, out);
    judge_body(topic, get, out);
    if (const std::string refusal = refusal_of(head); !refusal.empty()) {
        out.push_back("HEAD is answered with " + refusal + ": subscribers may discover by it");
    } else if (head.link != get.link) {
        out.push_back(
            fmt::format("HEAD has the Link header {}, GET has {}", quote(head.link, 200), quote(get.link, 200)));
    }
    return out;
}

std::string judge_visit(const SiteTopic& topic, std::string_view reader, const Fetched& visit) {
    const std::string refusal = refusal_of(visit);
    const bool is_wall = visit.status == 401 || visit.status == 403 || visit.status == 429 || visit.status == 503;
    if (is_wall) return fmt::format("{} is kept out by a bot wall, which answers {}", reader, visit.status);
    if (!refusal.empty()) return fmt::format("{} is answered with {}", reader, refusal);
    if (feed::read_links(topic.format, visit.body)) return {};
    const bool is_page = equal_ignoring_case(media_type(visit.content_type), "text/html");
    return fmt::format("{} gets {} instead of the feed", reader,
                       is_page ? "a page (the challenge of a bot wall?)" : quote(visit.content_type, 80));
}

}  // namespace syndicated::websub
