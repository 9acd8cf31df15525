// The people who write the store: articles come, are changed, moved, put off, withdrawn and put back, by plain SQL as
// any program would. The model hears of each.
#pragma once

#include "integration/site_model.hpp"

#include "syndicated/base/clock.hpp"

#include <SQLiteCpp/Database.h>

#include <array>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::testing {

struct Desk {
    std::string_view category, slug, parent;  // as a row names it; of its feed; empty: none
    int share;                                // of a hundred articles
};
inline constexpr std::array<Desk, 5> desks{{{"新闻", "xin-wen", "", 40},
                                            {"社会", "she-hui", "新闻", 25},
                                            {"娱乐", "yu-le", "", 20},
                                            {"体育", "ti-yu", "", 12},
                                            {"快讯", "kuai-xun", "", 3}}};
[[nodiscard]] std::vector<std::string> slugs_of_desks();  // "all" first
[[nodiscard]] std::string settings_of_desks();            // [category."新闻"] ...

class Newsroom {
public:
    Newsroom(SiteModel& model, std::mt19937& random) : model_(model), random_(random) {}

    void open(const std::filesystem::path& folder);
    void close() { database_.reset(); }

    // A transaction each. One in ten arrives before its time, one in seven long after it.
    void articles_arrive(int count, sys_seconds now);
    void something_changes(sys_seconds now);

private:
    struct Placing {
        std::string category, second;  // as in the row, and in article_category; empty: none
        std::set<std::string> slugs;
    };

    [[nodiscard]] int some(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    [[nodiscard]] Placing some_placing();
    [[nodiscard]] int some_article();
    void insert(int id, sys_seconds now);
    void update(int id, const Row& row, sys_seconds now);
    void move(int id, Row row, sys_seconds now);
    void remove(int id);
    void place(int id, const Placing& placing);

    SiteModel& model_;
    std::mt19937& random_;
    std::unique_ptr<SQLite::Database> database_;
    int last_id_ = 0, last_version_ = 0;
};

}  // namespace syndicated::testing
