// What readers and hubs see of the site's feeds from outside, and whether a hub does what it says: the work behind
// `syndicated websub check`. Blocks; the calling thread. Every request is over within 10 s and 16 MiB, follows no
// redirect, and sends nothing but what is written here.
#pragma once

#include "syndicated/model/feed.hpp"

#include <string>
#include <vector>

namespace syndicated::websub {

// A feed document under its public address, as the settings would have it.
struct SiteTopic {
    std::string url;
    Format format = Format::rss;
    std::vector<std::string> hubs;  // that it is to advertise, in order
};

// Fetches the topic by GET and HEAD, and as the readers do that site owners lock out without knowing. What is wrong, a
// line each, without the topic's address; empty: nothing.
[[nodiscard]] std::vector<std::string> check_topic(const SiteTopic& topic, const std::string& user_agent);

// How a hub answered a form.
struct TrialAnswer {
    bool accepted = false;  // any 2xx
    std::string text;       // one line: "202", "403: no such topic", "timed out after 10 s"
};

// `mode`: "subscribe" or "unsubscribe" (WebSub, section 5.1), with a lease of ten minutes.
[[nodiscard]] TrialAnswer ask_hub(const std::string& hub, const std::string& mode, const std::string& topic,
                                  const std::string& callback, const std::string& user_agent);
// The ping that says that the topic changed.
[[nodiscard]] TrialAnswer tell_hub(const std::string& hub, const std::string& topic, const std::string& user_agent);

}  // namespace syndicated::websub
