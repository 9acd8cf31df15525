// A request to be sent. Plain value.
#pragma once

#include <string>

namespace syndicated::websub {

struct Post {
    std::string url, media_type, body;
};

}  // namespace syndicated::websub
