// Web addresses as they stand in pages: made absolute and safe. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace syndicated::normalise {

// `reference` resolved against `base` (RFC 3986, section 5.2), as an http or https address that fits into a document:
// host in lower case and as A-labels, what is not allowed in an address percent-encoded. Empty when that is not
// possible: another scheme (javascript:, data:, file:), no host, or a relative reference without a base.
[[nodiscard]] std::string resolve_url(std::string_view reference, std::string_view base);

// The address that a column of a database holds: of a list, a JSON array or object, or an element, the first one;
// www.example.cn/a is a host. Empty where it says nothing: null, 0, #, {url}.
[[nodiscard]] std::string address_in_column(std::string_view column);

// A YYYY-MM-DD day out of an address such as /2025/0310/ or t20250310_123.html; empty when there is none.
[[nodiscard]] std::string day_in_url(std::string_view url);

}  // namespace syndicated::normalise
