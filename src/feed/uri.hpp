// Addresses as documents carry them. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace syndicated::feed {

// The URI for an IRI (RFC 3987, section 3.1): host labels outside ASCII become A-labels (RFC 5891), other characters
// that RFC 3986 does not allow become %XX; what is encoded already stays. A host written in capitals outside ASCII is
// not folded.
[[nodiscard]] std::string to_uri(std::string_view iri);

// RFC 3492. The ASCII form of a label's code points, without "xn--"; empty when they overflow.
[[nodiscard]] std::string punycode(std::u32string_view label);

}  // namespace syndicated::feed
