// What the daemon makes of a store whose text is not UTF-8.
#include "app/rules.hpp"
#include "syndicated/intake/intake.hpp"

#include "support/temp_dir.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

namespace syndicated::app {

namespace {

struct Scene {
    testing::TempDir folder;
    Settings settings;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<SQLite::Database> other;

    Scene() {
        settings.folder = folder.path();
        settings.store.url = "sqlite:articles.db";
        store = open_store(settings, store::Access::create).value();
        other = std::make_unique<SQLite::Database>(folder.path() / "articles.db", SQLite::OPEN_READWRITE, 1000);
    }
    // Bytes as text, as a program writes them that does not look at what they are.
    void run(const std::string& sql, const std::vector<std::string>& texts) {
        SQLite::Statement statement(*other, sql);
        for (std::size_t i = 0; i < texts.size(); ++i) statement.bind(static_cast<int>(i) + 1, texts[i]);
        statement.exec();
    }
    RawArticle row(const std::string& title, const std::string& category, const std::string& html) {
        run("INSERT OR REPLACE INTO article (id, title, category, html) VALUES (1, ?, ?, ?)", {title, category, html});
        return store->find("1").value();
    }
};

constexpr const char* sentence = "<p>市民在早餐摊前排起长队，热气从蒸笼里冒出来。</p>";

std::string gbk(const char* text) {
    return intake::encode_gb18030(text);
}

}  // namespace

TEST_CASE("a row in GBK is read, its category and the category table's too") {
    Scene scene;
    scene.run("INSERT INTO category (name, parent) VALUES (?, ?), ('ASCII', '')", {gbk("体育"), gbk("新闻")});
    scene.run("INSERT INTO article_category (article, category) VALUES (1, ?)", {gbk("娱乐")});
    const auto row = scene.row(gbk("早餐"), gbk("体育"), gbk(sentence));
    CHECK(row.title == "早餐");
    CHECK(row.category == "体育");
    CHECK(row.html == sentence);
    CHECK(row.charset == "gb18030");
    CHECK(row.undecodable == 0);
    CHECK(row.more_categories == std::vector<std::string>{"娱乐"});
    const auto table = scene.store->categories().value();
    REQUIRE(table.size() == 2);
    CHECK(table[0].name == "ASCII");
    CHECK(table[1].name == "体育");
    CHECK(table[1].parent == "新闻");
}

TEST_CASE("a title in GBK before a body in UTF-8 is read") {
    Scene scene;
    const auto row = scene.row(gbk("早餐摊前排起长队"), "体育", sentence);
    CHECK(row.title == "早餐摊前排起长队");
    CHECK(row.category == "体育");
    CHECK(row.html == sentence);
}

TEST_CASE("the row's charset is a hint for what its bytes do not tell") {
    Scene scene;
    const std::string kaohsiung_in_big5 = "\xB0\xAA\xB6\xAF";
    scene.run("INSERT INTO article (id, title, charset) VALUES (2, ?, 'big5')", {kaohsiung_in_big5});
    CHECK(scene.store->find("2").value().title == "高雄");
}

TEST_CASE("surrogates out of MySQL are joined, a character that was cut is one that is lost") {
    Scene scene;
    auto row = scene.row("好消息\xED\xA0\xBD\xED\xB8\x80", "体育", sentence);
    CHECK(row.title == "好消息😀");
    CHECK(row.undecodable == 0);
    CHECK_FALSE(row.charset.has_value());
    row = scene.row("早餐摊前排起长\xE9\x98", "体育", sentence);
    CHECK(row.title == "早餐摊前排起长\xEF\xBF\xBD");
    CHECK(row.undecodable > 0);
}

}  // namespace syndicated::app
