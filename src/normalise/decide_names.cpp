// Source, authors, editors, category: which of several places is believed.
#include "normalise/draft.hpp"
#include "normalise/names.hpp"
#include "normalise/readers.hpp"
#include "normalise/title.hpp"
#include "normalise/urls.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

constexpr std::size_t most_levels = 16;  // as in the tree of categories

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) {
        if (!out.empty()) out += between;
        out += part;
    }
    return out;
}

using Names = Reading<std::vector<std::string>>;

void offer_names(Choice& choice, const Names& reading, std::string_view place, std::vector<std::string>& to) {
    if (choice.offer(joined(reading.value, "、"), reading.raw, reading.rule, place)) to = reading.value;
}

void offer_source(Choice& choice, const Reading<SourceName>& reading, std::string_view place, std::string& to) {
    if (choice.offer(reading.value.name.value_or(""), reading.raw, reading.rule, place)) to = *reading.value.name;
}

void offer_path(Choice& choice, const Names& reading, std::string_view place, std::vector<std::string>& to) {
    if (choice.offer(joined(reading.value, " > "), reading.raw, reading.rule, place)) to = reading.value;
}

// The address that the source's name links to on the page.
std::string address_of_source(const Draft& draft, std::string_view source) {
    const HtmlTree& tree = draft.material.tree;
    if (source.empty() || !draft.material.whole_page) return {};
    for (NodeId id = 0; id < tree.size(); ++id) {
        if (tree[id].tag != Tag::a || tree[id].hidden) continue;
        const std::string_view href = trim(tree.attribute(id, "href"));
        const bool away = href.rfind("http://", 0) == 0 || href.rfind("https://", 0) == 0 || href.rfind("//", 0) == 0;
        if (away && plain_text(tree, id) == source) return resolve_url(href, "https://localhost/");
    }
    return {};
}

// 网易 in 网易财经, CSDN.NET: the site's own name, which meta elements give as author. 林深 of 林深的笔记 is a person.
bool is_house(const Draft& draft, std::string_view name) {
    if (name == draft.article.source || ends_like_outlet(folded(name))) return true;
    for (const std::string& site : site_names(draft.material.meta, draft.article.title)) {
        if (same_title(site, name) || (site.starts_with(name) && !is_person_name(folded(name)))) return true;
    }
    return false;
}

// 新华网 > 正文: the site's own name is the path's root.
void drop_site(const Draft& draft, Names& reading) {
    if (reading.value.empty()) return;
    const std::string& own = draft.material.meta.site_name;
    const std::vector<std::string> names = site_names(draft.material.meta, draft.article.title);
    const std::size_t last_part = own.empty() ? 0 : 1;  // what stands before it in the title element is a section
    for (std::size_t i = 0; i < std::min(names.size(), last_part + 1); ++i) {
        if (!same_title(names[i], reading.value.front())) continue;
        if (!ends_like_outlet(folded(names[i])) && names[i] != own) continue;
        reading.value.erase(reading.value.begin());
        return;
    }
}

using Path = std::vector<std::string>;

bool is_in(const Path& path, const std::string& name) {
    return std::find(path.begin(), path.end(), name) != path.end();
}

// Empty: it is not in the path, or the first there.
std::string name_above(const std::string& name, const Path& path) {
    const auto place = std::find(path.begin(), path.end(), name);
    return place == path.end() || place == path.begin() ? std::string() : *(place - 1);
}

// As settings say, else the category table; empty: neither.
std::string declared_above(const std::string& name, const Context& context) {
    if (context.parents == nullptr) return {};
    const auto found = context.parents->find(name);
    return found == context.parents->end() ? std::string() : found->second;
}

// What is declared wins over the article: nothing stands above what is declared to be above it.
bool is_declared_below(std::string name, const Path& path, const Context& context) {
    for (std::size_t level = 0; level < most_levels && !name.empty(); ++level) {
        name = declared_above(name, context);
        if (is_in(path, name)) return true;
    }
    return false;
}

// The names from the root down to `name`: each one's parent as it is declared, else as the article's paths have it.
Path path_to(const std::string& name, const Path& own, const Path& main, const Context& context) {
    Path out{name};  // upwards
    while (out.size() < most_levels) {
        std::string above = declared_above(out.back(), context);
        if (above.empty()) {
            above = name_above(out.back(), own);
            if (above.empty()) above = name_above(out.back(), main);
            if (is_declared_below(above, out, context)) break;
        }
        if (above.empty() || is_in(out, above)) break;
        out.push_back(std::move(above));
    }
    std::reverse(out.begin(), out.end());
    return out;
}

// A name that the operator declared is one name, whatever stands in it: 影视 / 音乐.
Names read_column(std::string_view raw, const FieldContext& fields, const Context& context) {
    Names out = read_category(raw, fields);
    const std::vector<std::string>* declared = context.category_names;
    if (out.value.size() < 2 || declared == nullptr) return out;
    std::string whole = category_name_of(raw);
    if (!std::binary_search(declared->begin(), declared->end(), whole)) return out;
    out.value = {std::move(whole)};
    out.rule = "category.value";
    return out;
}

// `own` are the paths that the article has for its categories.
void place_categories(Draft& draft, const std::vector<Path>& own) {
    Article& article = draft.article;
    bool as_main_says = true;  // what no category_paths means
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < own.size(); ++i) {
        const std::string& name = article.categories[i];
        const Path path = path_to(name, own[i], own.front(), draft.context);
        as_main_says = as_main_says && (i == 0 ? path == article.category_path : path.size() == 1);
        paths.push_back(joined(path, "/"));
        if (path != own[i]) remark(draft, "category", "category.placed", joined(own[i], " > "), joined(path, " > "));
    }
    if (!as_main_says) article.category_paths = std::move(paths);
}

}  // namespace

void decide_category(Draft& draft) {
    Choice choice(draft, "category");
    std::vector<std::string>& path = draft.article.category_path;
    const Material& material = draft.material;
    if (draft.raw.category) {
        offer_path(choice, read_column(*draft.raw.category, draft.fields, draft.context), "column category", path);
    }
    offer_path(choice, draft.ruled.category, material.by_rule.info_place, path);
    if (!material.zones.path.empty()) {
        Names reading = read_category(material.zones.path, draft.fields);
        drop_site(draft, reading);
        offer_path(choice, reading, material.zones.path_place, path);
    }
    offer_path(choice, draft.info.category, "info line", path);
    for (const MetaValue& one : material.meta.categories) {
        if (!choice.open()) break;
        offer_path(choice, read_category(one.value, draft.fields), one.place, path);
    }
    offer_path(choice, draft.foot.category, "foot", path);
    choice.close();
    std::vector<Path> paths;
    if (!path.empty()) {
        draft.article.categories.push_back(path.back());
        paths.push_back(path);
    }
    for (const std::string& more : draft.raw.more_categories) {
        Path names = read_column(more, FieldContext{}, draft.context).value;
        std::vector<std::string>& list = draft.article.categories;
        if (names.empty() || std::find(list.begin(), list.end(), names.back()) != list.end()) continue;
        list.push_back(names.back());
        if (path.empty()) path = names;
        paths.push_back(std::move(names));
    }
    place_categories(draft, paths);
    // A source that repeats one of these is none.
    std::vector<std::string>& known = draft.fields.categories;
    for (const std::string& name : path) known.push_back(name);
    for (const std::string& name : draft.article.categories) known.push_back(name);
}

void decide_source(Draft& draft) {
    Choice choice(draft, "source");
    std::string& source = draft.article.source;
    if (const CompiledRule* rule = draft.material.rule; rule != nullptr && !rule->source.empty()) {
        if (choice.offer(rule->source, {}, "site_rule.source", "setting site_rule " + quote(rule->host))) {
            source = rule->source;
        }
    }
    if (draft.raw.source) offer_source(choice, read_source(*draft.raw.source, draft.fields), "column source", source);
    offer_source(choice, draft.ruled.source, draft.material.by_rule.info_place, source);
    offer_source(choice, draft.info.source, "info line", source);
    const auto offer_meta = [&](bool publisher) {
        for (const MetaValue& one : draft.material.meta.sources) {
            if (one.place.ends_with("publisher") != publisher) continue;
            offer_source(choice, read_source(one.value, draft.fields), one.place, source);
        }
    };
    offer_meta(false);
    if (const std::string& marked = draft.material.zones.marked_source; !marked.empty()) {
        offer_source(choice, read_source(marked, draft.fields), "class source", source);
    }
    offer_source(choice, draft.foot.source, "foot", source);
    // Only a line that begins the text may name it.
    const Reading<Byline>& byline = draft.byline;
    if (choice.offer(byline.value.source.value_or(""), byline.raw, byline.rule, "first paragraph")) {
        source = *byline.value.source;
    }
    offer_source(choice, draft.masthead.source, "masthead", source);
    offer_meta(true);  // who runs the site: what the article says of itself comes before
    choice.close();
    draft.article.source_url = address_of_source(draft, source);
    const std::string alias = canonical_source(source, draft.fields.rules);
    if (!alias.empty()) remark(draft, "source", "source.alias", source, alias);
}

void decide_authors(Draft& draft) {
    Choice authors(draft, "author");
    std::vector<std::string>& to = draft.article.authors;
    if (draft.raw.author) offer_names(authors, read_author(*draft.raw.author, draft.fields), "column author", to);
    const std::string& ruled = draft.material.by_rule.info_place;
    offer_names(authors, draft.ruled.authors, ruled, to);
    offer_names(authors, draft.info.authors, "info line", to);
    const auto offer_meta = [&](bool from_link) {
        for (const MetaValue& one : draft.material.meta.authors) {
            if ((one.place == "link rel=author") != from_link || is_house(draft, one.value)) continue;
            offer_names(authors, read_author(one.value, draft.fields), one.place, to);
        }
    };
    Names linked = read_author(draft.material.zones.linked_authors, draft.fields);
    if (linked.value == draft.info.editors.value) linked.value.clear();  // 编辑：<a href="/author/7">…</a>
    std::erase_if(linked.value, [&draft](const std::string& name) { return is_house(draft, name); });
    // Several are its writers; one may be the account that posted it.
    const bool several = linked.value.size() > 1;
    if (several) offer_names(authors, linked, "link to the writer", to);
    offer_meta(true);
    offer_names(authors, draft.foot.authors, "foot", to);
    const Reading<Byline>& byline = draft.byline;
    if (authors.offer(joined(byline.value.authors, "、"), byline.raw, byline.rule, "first paragraph")) {
        to = byline.value.authors;
    }
    offer_names(authors, draft.closing.authors, "last paragraph", to);
    offer_meta(false);
    if (!several) offer_names(authors, linked, "link to the writer", to);
    offer_names(authors, read_author(draft.material.zones.marked_author, draft.fields), "class author", to);
    authors.close();
}

void decide_editors(Draft& draft) {
    Choice editors(draft, "editor");
    offer_names(editors, draft.ruled.editors, draft.material.by_rule.info_place, draft.article.editors);
    offer_names(editors, draft.info.editors, "info line", draft.article.editors);
    offer_names(editors, draft.foot.editors, "foot", draft.article.editors);
    offer_names(editors, draft.closing.editors, "last paragraph", draft.article.editors);
    editors.close();
}

void decide_views(Draft& draft) {
    Choice choice(draft, "views");
    const auto offer = [&](const Reading<std::optional<std::int64_t>>& reading, std::string_view place) {
        const std::string value = reading.value ? std::to_string(*reading.value) : std::string{};
        if (choice.offer(value, reading.raw, reading.rule, place)) draft.article.views = reading.value;
    };
    if (draft.raw.views) offer(read_views(*draft.raw.views, draft.fields), "column views");
    offer(draft.ruled.views, draft.material.by_rule.info_place);
    offer(draft.info.views, "info line");
    offer(draft.foot.views, "foot");
    choice.close();
}

}  // namespace syndicated::normalise
