// Turns one raw article into one Article and says how it got there. Pure: the same article, first-seen, settings and
// category names give the same result, whatever came before. Any thread.
#pragma once

#include "syndicated/model/article.hpp"
#include "syndicated/model/site.hpp"
#include "syndicated/normalise/site_rules.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

// Raise it when a rule changes: entries made with another version are normalised again.
inline constexpr int rules_version = 9;

struct Context {
    const Site* site = nullptr;                                   // never null
    std::string_view store_uuid;                                  // of the native store's syn_meta
    std::string_view guid_template;                               // [store] guid; empty: none
    sys_seconds now{};                                            // first-seen; what relative times count from
    const std::vector<std::string>* category_names = nullptr;     // settings and category table, sorted; may be null
    const std::map<std::string, std::string>* parents = nullptr;  // of categories, as both of them say; may be null
    const SiteRules* site_rules = nullptr;                        // prepared from *site; may be null: none
};

struct Outcome {
    Article article;
    std::vector<Finding> findings;  // one that decides for every field, then remarks, then what was removed
};

[[nodiscard]] Outcome normalise(const RawArticle& raw, const Context& context);

// STORE.md (docs/), "Guid": the row's own IRI, else the template, else a tag: URI, else a version 5 UUID.
[[nodiscard]] std::string make_guid(const RawArticle& raw, const Site& site, std::string_view store_uuid,
                                    std::string_view guid_template);

// Pinyin of a category's name as a slug: "娱乐" -> "yu-le". Always matches [a-z0-9-]{1,64}.
[[nodiscard]] std::string propose_slug(std::string_view category_name);

// A category's name after clean-up (its identity), out of one raw text that may be a path ("首页 >> 娱乐> 正文").
[[nodiscard]] std::vector<std::string> category_path_of(std::string_view raw);
// The same of a name that settings or the category table declare: it is one name, even where an article's would be read
// as a path ("影视 / 音乐"). Empty: no article can be in it ("首页", "未分类", blanks).
[[nodiscard]] std::string category_name_of(std::string_view raw);
// A category's description as one line of plain text, without control and bidi characters.
[[nodiscard]] std::string category_about_of(std::string_view raw);

}  // namespace syndicated::normalise
