#include "ledger/lock.hpp"

#include "ledger/connection.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <string>
#include <system_error>

namespace syndicated::ledger {

namespace {

std::string holder_of(int descriptor) {
    std::array<char, 32> bytes{};
    const ssize_t size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
    std::string out;
    for (ssize_t i = 0; i < size; ++i) {
        const char c = bytes[static_cast<std::size_t>(i)];
        if (c < '0' || c > '9') break;
        out += c;
    }
    return out.empty() ? "unknown" : out;
}

}  // namespace

Result<Lock> Lock::take(const std::filesystem::path& ledger) {
    const std::string file = ledger.string() + ".lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor < 0) {
        return Error{Errc::unavailable,
                     fmt::format("{} cannot be locked: {}: {}; its folder must exist and be writable",
                                 ledger_at(ledger), quote(file, 300), errno_message(errno))};
    }
    Lock lock(descriptor);
    int failed = 0;
    do {
        failed = ::flock(descriptor, LOCK_EX | LOCK_NB);
    } while (failed != 0 && errno == EINTR);
    if (failed != 0 && errno == EWOULDBLOCK) {
        return Error{Errc::conflict,
                     fmt::format("{} is in use by process {}", ledger_at(ledger), holder_of(descriptor))};
    }
    if (failed != 0) {
        return Error{Errc::unavailable,
                     fmt::format("{} cannot be locked: {}", ledger_at(ledger), errno_message(errno))};
    }
    // Only for the message above: a disk too full for it does not matter.
    const std::string number = std::to_string(::getpid()) + "\n";
    const bool noted = ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, number.data(), number.size(), 0) > 0;
    static_cast<void>(noted);
    return lock;
}

Lock::~Lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace syndicated::ledger
