// Work that nobody waits for asks this after every small part of it, and leaves the rest to its next turn where it says
// yes: a commit of the store has come.
#pragma once

#include <functional>

namespace syndicated::app {

using GiveWay = std::function<bool()>;

inline bool never() {
    return false;
}

}  // namespace syndicated::app
