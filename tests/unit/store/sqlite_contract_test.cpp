#include "support/store_contract.hpp"
#include "support/temp_dir.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch.hpp>

namespace syndicated::testing {

namespace {

StoreUnderTest sqlite_store_in(const TempDir& folder) {
    StoreUnderTest under_test;
    under_test.open = [&folder] {
        return store::open_store("sqlite:articles.db", "main", folder.path(), store::Access::create).value();
    };
    under_test.execute = [&folder](const std::string& sql) {
        SQLite::Database other(folder.path() / "articles.db", SQLite::OPEN_READWRITE, 1000);
        other.exec(sql);
    };
    (void)under_test.open();
    return under_test;
}

}  // namespace

TEST_CASE("the native SQLite store keeps the store contract, in WAL mode") {
    for (const auto& contract_case : store_contract()) {
        DYNAMIC_SECTION(contract_case.name) {
            const TempDir folder;
            contract_case.check(sqlite_store_in(folder));
        }
    }
}

TEST_CASE("the native SQLite store keeps the store contract, in rollback-journal mode") {
    for (const auto& contract_case : store_contract()) {
        DYNAMIC_SECTION(contract_case.name) {
            const TempDir folder;
            const auto under_test = sqlite_store_in(folder);
            under_test.execute("PRAGMA journal_mode = DELETE");
            contract_case.check(under_test);
        }
    }
}

}  // namespace syndicated::testing
