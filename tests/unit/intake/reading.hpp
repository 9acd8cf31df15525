// What read_file makes of a file, collected for a test.
#pragma once

#include "support/temp_dir.hpp"
#include "syndicated/intake/intake.hpp"

#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

namespace syndicated::intake {

struct Read {
    std::vector<RawArticle> articles;
    Result<FileReport> report = FileReport{};
};

inline Read read(const std::filesystem::path& file, const Limits& limits = {}) {
    Read out;
    out.report = read_file(file, file.filename().string(), limits, [&out](RawArticle&& article) -> Result<void> {
        out.articles.push_back(std::move(article));
        return {};
    });
    return out;
}

inline Read read_bytes(std::string_view name, std::string_view bytes, const Limits& limits = {}) {
    const testing::TempDir dir;
    return read(dir.write(name, bytes), limits);
}

}  // namespace syndicated::intake
