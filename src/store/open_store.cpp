#include "syndicated/base/text.hpp"
#include "syndicated/store/store.hpp"

#include "store/sqlite_store.hpp"

#include <string>
#include <utility>

namespace syndicated::store {

Result<std::unique_ptr<Store>> open_store(std::string_view url, std::string_view name,
                                          const std::filesystem::path& folder, Access access, Decoder decode) {
    constexpr std::string_view scheme = "sqlite:";
    if (url.substr(0, scheme.size()) != scheme) {
        return Error{Errc::invalid_input, "store url " + quote(url) + ": unknown kind of store, expected sqlite:PATH"};
    }
    const auto path = url.substr(scheme.size());
    if (path.empty() || path.find('\0') != std::string_view::npos || path.back() == '/') {
        return Error{Errc::invalid_input, "store url " + quote(url) + ": expected the path of a file after sqlite:"};
    }
    return SqliteStore::open({std::string(name), std::move(decode)}, (folder / path).lexically_normal(), access);
}

}  // namespace syndicated::store
