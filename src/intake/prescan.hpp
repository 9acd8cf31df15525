// What a page says about its own encoding, read before it is decoded: HTML Living Standard, section 13.2.3.2 "Prescan
// a byte stream to determine its encoding", and the XML declaration. Pure; any thread.
#pragma once

#include "intake/encodings.hpp"

#include <string_view>

namespace syndicated::intake {

// Looks at the first 4096 bytes (browsers: 1024; pages with long comments in front declare later). nullptr: nothing
// declared, or an unknown label. A page that says UTF-16 there is UTF-8: its ASCII could be read.
[[nodiscard]] const Encoding* prescan(std::string_view bytes);

}  // namespace syndicated::intake
