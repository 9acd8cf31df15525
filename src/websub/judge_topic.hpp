// What is wrong with a topic, by what came when it was fetched. Pure; any thread.
#pragma once

#include "syndicated/websub/site_check.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::websub {

// An answer, or why there was none.
struct Fetched {
    std::string failure;  // not empty: no answer came
    int status = 0;
    std::string content_type, link, location;  // of several Link headers: joined by commas
    std::string body;
};

// By GET and by HEAD: status, media type, the links of header and body against each other and against what is wanted.
[[nodiscard]] std::vector<std::string> judge_topic(const SiteTopic& topic, const Fetched& get, const Fetched& head);

// Whether the reader of this name gets the feed that others get; empty: it does.
[[nodiscard]] std::string judge_visit(const SiteTopic& topic, std::string_view reader, const Fetched& visit);

}  // namespace syndicated::websub
