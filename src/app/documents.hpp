// How documents of the ledger's feeds become what is served: heads and bodies. Pure but for the counters; any thread.
#pragma once

#include "syndicated/base/shared_text.hpp"
#include "syndicated/feed/render.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/model/site.hpp"
#include "syndicated/publish/publication.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::app {

// The settings that documents are made and sent with.
struct Serving {
    Site site;
    std::vector<publish::Coding> codings;  // the forms beside identity
    SharedText cache_control;
    std::int64_t entries = 50;         // of a selection that names no limit
    std::int64_t source_entries = 20;  // a source with so many is listed
    std::int64_t hot_entries = 20;     // of a feed of the most read; 0: there are none
};

// Of a live feed, which needs none of its bytes for it (docs/decisions/0009). `feed` may come without entries.
[[nodiscard]] publish::Head head_of(const Feed& feed, Format format, const Serving& serving);
// With identity bytes alone; whoever publishes it codes them later.
[[nodiscard]] std::shared_ptr<publish::Resource> resource_of(const Feed& feed, Format format,
                                                             feed::FeedDocument document, const Serving& serving);
// A document that is no feed.
[[nodiscard]] std::shared_ptr<publish::Resource> page_of(std::string content_type, std::string bytes,
                                                         const Serving& serving);
// The same resource with every form; null stays null.
[[nodiscard]] std::shared_ptr<const publish::Resource> with_forms(std::shared_ptr<const publish::Resource> resource,
                                                                  const std::vector<publish::Coding>& codings);
// The head without the bytes: they are made when someone asks for them, with forms of `codings` beside identity.
[[nodiscard]] std::shared_ptr<const publish::Resource> cold_resource(publish::Head head,
                                                                     const std::vector<publish::Coding>& codings);

}  // namespace syndicated::app
