#include "websub/form.hpp"

#include "syndicated/base/text.hpp"

namespace syndicated::websub {

std::string publish_form(std::string_view topic) {
    const std::string value = percent_encode(topic);
    return "hub.mode=publish&hub.url=" + value + "&hub.topic=" + value;
}

}  // namespace syndicated::websub
