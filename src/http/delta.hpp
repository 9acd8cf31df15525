// Whether and how a request gets only what is new to it (RFC 3229, A-IM: feed). Pure; any thread.
#pragma once

#include "syndicated/publish/publication.hpp"

#include "http/accept_encoding.hpp"
#include "http/request.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace syndicated::http {

struct Delta {
    std::string bytes;
    publish::Coding coding = publish::Coding::identity;  // of `bytes`
    std::string base;                                    // the ETag of what the client has, with its quotes
};

// Whether an A-IM value (RFC 3229, 10.5.3) takes the manipulation "feed".
[[nodiscard]] bool takes_feed_deltas(std::string_view value);

// Nothing: the request does not ask for one, names no version that is known, or gains too little.
[[nodiscard]] std::optional<Delta> make_delta(const Request& request, const publish::Resource& resource,
                                              const Weights& weights);

}  // namespace syndicated::http
