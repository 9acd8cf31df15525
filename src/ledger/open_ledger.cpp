#include "ledger/sqlite_ledger.hpp"
#include "syndicated/base/text.hpp"

#include <system_error>
#include <utility>

namespace syndicated::ledger {

namespace {

constexpr std::string_view scheme = "sqlite:";

}  // namespace

Result<std::unique_ptr<Ledger>> open_ledger(std::string_view url, const std::filesystem::path& folder, Access access) {
    if (!url.starts_with(scheme) || url.size() == scheme.size()) {
        return Error{Errc::invalid_input, "the ledger's url is " + quote(url) + ", expected sqlite:PATH"};
    }
    const std::filesystem::path path = folder / std::filesystem::path(url.substr(scheme.size()));
    std::error_code ignored;
    const bool exists = std::filesystem::exists(path, ignored);
    if (!exists && access != Access::owner) {
        return Error{Errc::not_found,
                     ledger_at(path) + " does not exist yet; the daemon creates it at its first start"};
    }
    std::optional<Lock> lock;
    if (access == Access::owner) {
        auto taken = Lock::take(path);
        if (!taken) return taken.error();
        lock.emplace(*std::move(taken));
        Rebuild::remove_leftovers(path);
    }
    try {
        return std::make_unique<SqliteLedger>(path, access, std::move(lock));
    } catch (const Failure& failure) {
        return failure.error();
    } catch (const SQLite::Exception& failure) {
        return error_of(failure, path);
    }
}

}  // namespace syndicated::ledger
