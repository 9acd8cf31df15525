// Accept-Encoding (RFC 9110, 12.5.3): which codings a client takes, and the form of a document that it gets. Pure; any
// thread.
#pragma once

#include "syndicated/publish/publication.hpp"

#include <optional>
#include <string_view>

namespace syndicated::http {

// In thousandths; 0: not acceptable. Identity is acceptable unless it is refused, and the last choice unless it is
// named.
using Weights = publish::PerCoding<int>;

// The value of all the request's Accept-Encoding lines, joined by commas; empty: identity alone, as without the field.
// A malformed member is passed over.
[[nodiscard]] Weights parse_accept_encoding(std::string_view value);

// What is there, or the plain form of a cold document, goes before what is not, then what the client likes better, then
// what is shorter. The form that is chosen may be one that is still to come; nullopt: the document will have none that
// the client takes.
[[nodiscard]] std::optional<publish::Coding> choose_form(const publish::Body& body, const Weights& weights);

}  // namespace syndicated::http
