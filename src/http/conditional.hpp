// Conditional requests (RFC 9110, 13). Pure; any thread.
#pragma once

#include "syndicated/base/clock.hpp"

#include "http/request.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace syndicated::http {

// The first entity tag of an If-Match or If-None-Match value, with its quotes and without a "W/"; taken off `list` with
// what stands before it and is none. Empty: there is none left.
[[nodiscard]] std::string_view take_entity_tag(std::string_view& list, bool& is_weak);

// Whether an If-Match or If-None-Match value names `etag` (with its quotes, strong). Weak comparison takes W/"x" for
// "x" (8.8.3.2). Members that are no entity tags are passed over; "*" is the caller's.
[[nodiscard]] bool lists_tag(std::string_view list, std::string_view etag, bool weak);

enum class Verdict { send, not_modified, precondition_failed };

struct Judgement {
    Verdict verdict = Verdict::send;
    std::size_t tag = 0;  // with not_modified: which of the tags the answer carries
};

// The precedence of 13.2.2, for GET and HEAD. `tags`: of every representation that the client would take, the one that
// would be sent first. `last_modified`: none when none is told.
[[nodiscard]] Judgement judge_conditions(const Request& request, std::span<const std::string_view> tags,
                                         std::optional<sys_seconds> last_modified, sys_seconds now);

}  // namespace syndicated::http
