#include "store/sqlite_error.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>

#include <unistd.h>

namespace syndicated::store {

namespace {

namespace fs = std::filesystem;

struct Meaning {
    int sqlite_code;
    Errc code;
    std::string_view rest;
};

constexpr std::array<Meaning, 11> meanings{{
    {SQLITE_BUSY, Errc::unavailable, "is locked by another program: it is read again when that one has finished"},
    {SQLITE_LOCKED, Errc::unavailable, "is locked by another program: it is read again when that one has finished"},
    {SQLITE_NOTADB, Errc::corrupt, "is not a SQLite database: move the file away, or correct the store's url"},
    {SQLITE_CORRUPT, Errc::corrupt, "is damaged: restore a backup, or save what is left with sqlite3's .recover"},
    {SQLITE_FULL, Errc::unavailable, "cannot be written, there is no space left on its disk: make room"},
    {SQLITE_READONLY, Errc::unavailable, "cannot be written: give this user write access to the file and its folder"},
    {SQLITE_PERM, Errc::unavailable, "cannot be opened: give this user access to the file and its folder"},
    {SQLITE_IOERR, Errc::unavailable, "cannot be read or written: look at its disk"},
    {SQLITE_NOMEM, Errc::unavailable, "cannot be read: the memory is used up"},
    {SQLITE_CONSTRAINT, Errc::invalid_input, "refuses a row: its own rules forbid it"},
    {SQLITE_TOOBIG, Errc::limit_exceeded, "refuses a row: a value is too large"},
}};

constexpr std::string_view needs_folder =
    "needs its folder: SQLite puts -wal and -shm, or -journal, beside the file; give this user write access to the "
    "folder, or keep the program running that has the file open";

// CANTOPEN has several causes that the file system tells apart.
std::string why_not_opened(const fs::path& path) {
    std::error_code ignored;
    if (!fs::exists(path.parent_path(), ignored)) {
        return fmt::format("cannot be opened: the folder {} is missing; create it", path.parent_path().string());
    }
    if (!fs::exists(path, ignored)) {
        return "cannot be created: give this user write access to its folder, or put the file in its place";
    }
    if (::access(path.c_str(), R_OK) != 0) return "cannot be opened: give this user read access to the file";
    if (::access(path.parent_path().c_str(), W_OK) != 0) return std::string(needs_folder);
    return "cannot be opened: look at its rights, and at the limit of open files";
}

}  // namespace

std::string about(const fs::path& path, std::string_view rest) {
    return fmt::format("the article store {} {}", path.string(), rest);
}

bool is_locked(const SQLite::Exception& failure) {
    const int code = failure.getErrorCode() & 0xff;
    return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

Error to_error(const fs::path& path, const SQLite::Exception& failure) {
    const int code = failure.getErrorCode() & 0xff;
    if (code == SQLITE_CANTOPEN) return Error{Errc::unavailable, about(path, why_not_opened(path))};
    // A file that can be written but for its folder: a database in WAL mode that no other program has open.
    if (code == SQLITE_READONLY && ::access(path.parent_path().c_str(), W_OK) != 0) {
        return Error{Errc::unavailable, about(path, needs_folder)};
    }
    for (const auto& meaning : meanings) {
        if (meaning.sqlite_code != code) continue;
        return Error{meaning.code, fmt::format("{} ({})", about(path, meaning.rest), quote(failure.what(), 160))};
    }
    return Error{Errc::unavailable,
                 about(path, fmt::format("does not answer as expected: {}", quote(failure.what(), 160)))};
}

}  // namespace syndicated::store
