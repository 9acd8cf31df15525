// What is new in a document to a client that holds a former version of it: RFC 3229 with the instance manipulation
// "feed". The frame stays, entries that the client knows go. Pure; any thread.
#pragma once

#include "syndicated/model/feed.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::publish {

// A version that was served: whoever sends its ETag has these entries.
struct FormerVersion {
    Digest content;                                      // its Head's
    std::shared_ptr<const std::vector<Digest>> entries;  // sorted
};

// The parts of a document that is made of entries, as one of a feed is.
struct Entries {
    std::vector<Slice> slices;          // of the identity bytes, in their order
    std::vector<FormerVersion> former;  // the newest first; as many as are worth their memory
};

// What the version behind `before` can tell clients of: `before` itself, whose Head has `content`, and what it knew.
[[nodiscard]] std::vector<FormerVersion> former_versions(const Digest& content, const Entries& before);

// `document` (identity bytes, cut as `entries` says) with only those entries that `known` has not, changed ones among
// them. Nothing when the whole document, which lies ready in every coding, costs hardly more.
[[nodiscard]] std::optional<std::string> delta_of(std::string_view document, const Entries& entries,
                                                  const FormerVersion& known);

}  // namespace syndicated::publish
