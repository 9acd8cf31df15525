// What standard output shows text on.
#pragma once

#include <cstddef>

namespace syndicated::app {

struct Screen {
    std::size_t columns = 100;  // what files and pipes get, so that their text is always the same
    bool colour = false;
};

// A terminal's width, else COLUMNS; colour on a terminal unless NO_COLOR (no-color.org) or TERM=dumb says otherwise.
[[nodiscard]] Screen screen_of_output();

}  // namespace syndicated::app
