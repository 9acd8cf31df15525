#include "syndicated/store/store.hpp"

#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>

namespace syndicated::store {

TEST_CASE("a store url is sqlite: and a path, relative to the given folder") {
    const testing::TempDir folder;
    const std::array<std::string, 4> good{"sqlite:articles.db", "sqlite:a/b/../c/文章 #1?.db", "sqlite:./x.db",
                                          "sqlite:" + (folder.path() / "absolute.db").string()};
    const std::array<std::string, 4> files{"articles.db", "a/c/文章 #1?.db", "x.db", "absolute.db"};
    std::filesystem::create_directories(folder.path() / "a" / "b");
    std::filesystem::create_directories(folder.path() / "a" / "c");
    for (std::size_t i = 0; i < good.size(); ++i) {
        CAPTURE(good[i]);
        CHECK(open_store(good[i], "main", folder.path(), Access::create).has_value());
        CHECK(std::filesystem::exists(folder.path() / files[i]));
    }
}

TEST_CASE("other urls are refused with what was expected") {
    const testing::TempDir folder;
    for (const std::string url :
         {"", "articles.db", "sqlite", "sqlite:", "sqlite:a/", "postgresql://localhost/a", "SQLITE", "mysql:\n"}) {
        CAPTURE(url);
        const auto opened = open_store(url, "main", folder.path(), Access::create);
        REQUIRE(opened.has_error());
        CHECK(opened.error().code == Errc::invalid_input);
        CHECK(opened.error().detail.find("expected") != std::string::npos);
        CHECK(opened.error().detail.find('\n') == std::string::npos);
    }
    CHECK(open_store(std::string("sqlite:a\0b", 10), "main", folder.path(), Access::create).has_error());
    CHECK(std::filesystem::is_empty(folder.path()));
}

}  // namespace syndicated::store
