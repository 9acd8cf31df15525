#include "integration/newsroom.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <SQLiteCpp/VariadicBind.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace syndicated::testing {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// The clock on the wall in China, which is the settings' default zone.
std::string reading_of(sys_seconds instant) {
    const auto local = instant + std::chrono::hours(8);
    return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(std::chrono::system_clock::to_time_t(local)));
}

std::int64_t count_of(sys_seconds instant) {
    return instant.time_since_epoch().count();
}

template <class... Values>
void run(SQLite::Database& database, const char* sql, const Values&... values) {
    SQLite::Statement statement(database, sql);
    SQLite::bind(statement, values...);
    statement.exec();
}

// Long enough that a delta of one entry is worth sending.
std::string body_of(int id, int version) {
    std::string out;
    for (int i = 0; i < 3; ++i) {
        out += fmt::format("<p>码头{}号泊位今天装了{}吨货，船长说风浪不大，明天再来（{}）。</p>", (id * 7 + i) % 97,
                           (id * 31 + i * 17) % 1009, version);
    }
    return out;
}

}  // namespace

std::vector<std::string> slugs_of_desks() {
    std::vector<std::string> out{"all"};
    for (const auto& desk : desks) out.emplace_back(desk.slug);
    return out;
}

std::string settings_of_desks() {
    std::string out;
    for (const auto& desk : desks) {
        out += fmt::format("[category.\"{}\"]\nslug = \"{}\"\n", desk.category, desk.slug);
        if (!desk.parent.empty()) out += fmt::format("parent = \"{}\"\n", desk.parent);
    }
    return out;
}

void Newsroom::open(const std::filesystem::path& folder) {
    database_ = std::make_unique<SQLite::Database>((folder / "articles.db").string(), SQLite::OPEN_READWRITE, 5000);
}

void Newsroom::articles_arrive(int count, sys_seconds now) {
    model_.advance(now);
    SQLite::Transaction transaction(*database_);
    for (int i = 0; i < count; ++i) insert(++last_id_, now);
    transaction.commit();
    model_.note();
}

void Newsroom::something_changes(sys_seconds now) {
    if (model_.rows().empty()) return;
    model_.advance(now);
    SQLite::Transaction transaction(*database_);
    const int id = some_article();
    Row row = model_.rows().at(id);
    const int what = some(100);
    if (!row.is_public) {
        row.is_public = true;
        update(id, row, now);
    } else if (what < 50) {
        row.title = fmt::format("第{}篇报道第{}次改写", id, ++last_version_);
        update(id, row, now);
    } else if (what < 65) {
        move(id, row, now);
    } else if (what < 75) {  // put off, or set to another time that is past
        row.published = now + minutes(some(240) - 120);
        update(id, row, now);
    } else if (what < 90) {
        row.is_public = false;
        update(id, row, now);
    } else {
        remove(id);
    }
    transaction.commit();
    model_.note();
}

Newsroom::Placing Newsroom::some_placing() {
    const auto some_desk = [this] {
        int ball = some(100);
        for (const auto& desk : desks) {
            if (ball < desk.share) return desk;
            ball -= desk.share;
        }
        return desks[0];
    };
    Placing out;
    const auto add = [&out](const Desk& desk) {
        out.slugs.emplace(desk.slug);
        for (const auto& above : desks) {
            if (above.category == desk.parent) out.slugs.emplace(above.slug);
        }
    };
    const Desk desk = some_desk();
    out.category = desk.category;
    add(desk);
    if (some(100) >= 15) return out;
    const Desk second = some_desk();
    if (second.category == desk.category) return out;
    out.second = second.category;
    add(second);
    return out;
}

// Mostly one of the newest, which feeds show.
int Newsroom::some_article() {
    const auto& rows = model_.rows();
    const int count = static_cast<int>(rows.size());
    const int back = some(4) == 0 ? some(count) : some(std::min(count, 40));
    return std::prev(rows.end(), back + 1)->first;
}

void Newsroom::insert(int id, sys_seconds now) {
    const Placing placing = some_placing();
    Row row;
    row.guid = fmt::format("https://www.example.cn/a/{}", id);
    row.title = fmt::format("第{}篇报道", id);
    row.slugs = placing.slugs;
    const int when = some(100);
    row.published = when < 10 ? now + seconds(60 + some(6 * 3600)) : when < 25 ? now - minutes(some(600)) : now;
    run(*database_,
        "INSERT INTO article (id, guid, title, category, published, html, added) VALUES (?, ?, ?, ?, ?, ?, ?)", id,
        row.guid, row.title, placing.category, reading_of(row.published), body_of(id, 0), count_of(now));
    place(id, placing);
    model_.put(id, std::move(row));
}

void Newsroom::update(int id, const Row& row, sys_seconds now) {
    run(*database_, "UPDATE article SET title = ?, published = ?, status = ?, html = ? WHERE id = ?", row.title,
        reading_of(row.published), row.is_public ? 1 : 0, body_of(id, last_version_), id);
    // The store's trigger has written the real clock's second.
    run(*database_, "UPDATE article SET changed = ? WHERE id = ?", count_of(now), id);
    model_.put(id, row);
}

void Newsroom::move(int id, Row row, sys_seconds now) {
    const Placing placing = some_placing();
    row.slugs = placing.slugs;
    run(*database_, "UPDATE article SET category = ? WHERE id = ?", placing.category, id);
    place(id, placing);
    update(id, row, now);
}

void Newsroom::remove(int id) {
    run(*database_, "DELETE FROM article WHERE id = ?", id);
    place(id, {});
    model_.remove(id);
}

void Newsroom::place(int id, const Placing& placing) {
    run(*database_, "DELETE FROM article_category WHERE article = ?", id);
    if (placing.second.empty()) return;
    run(*database_, "INSERT INTO article_category (article, category) VALUES (?, ?)", id, placing.second);
}

}  // namespace syndicated::testing
