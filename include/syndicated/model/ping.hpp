// Whom we tell that a feed changed, and how far we got (WebSub, W3C Recommendation 2018-01-23, section 6). Search
// engines that are told of articles are kept in the same way: hub is the service's name, topic is articles_topic, and
// a revision is the number of an announcement. Plain values.
#pragma once

#include "syndicated/model/feed.hpp"

#include <string>

namespace syndicated {

inline constexpr const char* articles_topic = "articles";

// hub x topic: due while told < the feed's published revision.
struct Ping {
    std::string hub;          // the hub's URL
    std::string topic;        // the feed document's own URL (rel=self)
    Revision told = 0;        // newest revision that the hub accepted
    Revision tried = 0;       // revision of the last attempt
    int attempts = 0;         // attempts at `tried`; 0 after a success
    sys_seconds next_try{};   // not before this instant, unless a newer revision is out
    bool given_up = false;    // `tried` was refused for good; a newer revision is tried again
    std::string last_answer;  // one line for the operator: "204", "timed out after 10 s", ...

    friend bool operator==(const Ping&, const Ping&) = default;
};

}  // namespace syndicated
