// An article with the reasons for it as a table for people. Pure.
#pragma once

#include "app/explain_view.hpp"
#include "app/screen.hpp"

#include <string>

namespace syndicated::app {

// Fields with the raw text and its place, the rule and what was passed over; remarks; what was taken out of the body;
// the body's length, beginning and end. Long values are cut: --json has them whole.
[[nodiscard]] std::string explain_as_table(const Explanation& explained, const Screen& screen);

}  // namespace syndicated::app
