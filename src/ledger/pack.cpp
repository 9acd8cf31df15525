#include "ledger/pack.hpp"

#include <charconv>
#include <system_error>

namespace syndicated::ledger {

std::string pack(const std::vector<std::string>& list) {
    std::string out;
    for (const auto& item : list) out.append(std::to_string(item.size())).append(":").append(item);
    return out;
}

std::optional<std::vector<std::string>> unpack(std::string_view packed) {
    std::vector<std::string> out;
    while (!packed.empty()) {
        std::size_t size = 0;
        const char* const end = packed.data() + packed.size();
        const auto [colon, failed] = std::from_chars(packed.data(), end, size);
        if (failed != std::errc{} || colon == end || *colon != ':') return std::nullopt;
        packed.remove_prefix(static_cast<std::size_t>(colon - packed.data()) + 1);
        if (size > packed.size()) return std::nullopt;
        out.push_back(std::string(packed.substr(0, size)));
        packed.remove_prefix(size);
    }
    return out;
}

}  // namespace syndicated::ledger
