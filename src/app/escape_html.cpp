#include "app/escape_html.hpp"

#include "app/terminal_text.hpp"

namespace syndicated::app {

std::string escape_html(std::string_view text) {
    std::string out;
    for (const char c : escape_controls(text)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&#34;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace syndicated::app
