// Whether and how a request gets only what is new to it (RFC 3229, A-IM: feed). Pure but for what DeltaCoder
// keeps; any thread.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/publish/publication.hpp"

#include "http/accept_encoding.hpp"
#include "http/request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::http {

struct Delta {
    publish::Bytes bytes;                                // null: of a HEAD, for which nothing is coded
    publish::Coding coding = publish::Coding::identity;  // of `bytes`
    std::string base;                                    // the ETag of what the client has, with its quotes
};

inline constexpr int most_deltas_coded_a_second = 100;

// Codes deltas by gzip while their clients wait, up to 2 ms each. All who hold the same version get the same delta, so
// the last ones are kept: 64 of 64 KiB at most. Not thread-safe: one per loop.
class DeltaCoder {
public:
    // Null: it would be one too many in the second of `now`.
    [[nodiscard]] publish::Bytes gzip(std::string_view delta, sys_seconds now);

private:
    struct Kept {
        Digest delta;
        publish::Bytes gzip;
    };
    std::vector<Kept> kept_;  // the last used last
    sys_seconds second_{};
    int coded_ = 0;  // in second_
};

// Whether an A-IM value (RFC 3229, 10.5.3) takes the manipulation "feed".
[[nodiscard]] bool takes_feed_deltas(std::string_view value);

// Nothing: the request does not ask for one, names no version that is known, or gains too little for what it costs. No
// `coder`: none is coded.
[[nodiscard]] std::optional<Delta> make_delta(const Request& request, const publish::Resource& resource,
                                              const Weights& weights, DeltaCoder* coder, sys_seconds now);

}  // namespace syndicated::http
