#include "normalise/meta.hpp"

#include "normalise/json_strings.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

enum class Use { published, updated, source, author, category, title, url, site, description, image };

struct Name {
    std::string_view name;  // lower case
    Use use;
    int rank;  // less is better
};

// The names that Chinese sites and their CMSs give to meta elements (name, property or itemprop). `author` is missing
// on purpose: it mostly holds the site. `maketime` is when the page was built.
constexpr std::array meta_names{
    Name{"article:published_time", Use::published, 1},
    Name{"og:published_time", Use::published, 2},
    Name{"datepublished", Use::published, 2},
    Name{"rnews:datepublished", Use::published, 2},
    Name{"pubdate", Use::published, 3},
    Name{"firstpublishedtime", Use::published, 4},
    Name{"publishdate", Use::published, 3},
    Name{"publish_date", Use::published, 3},
    Name{"publish-date", Use::published, 3},
    Name{"publish_time", Use::published, 3},
    Name{"pub_date", Use::published, 3},
    Name{"publication_date", Use::published, 3},
    Name{"originalpublicationdate", Use::published, 3},
    Name{"og:release_date", Use::published, 3},
    Name{"og:time", Use::published, 4},
    Name{"apub:time", Use::published, 4},
    Name{"article_date_original", Use::published, 3},
    Name{"parsely-pub-date", Use::published, 3},
    Name{"sailthru.date", Use::published, 3},
    Name{"weibo:article:create_at", Use::published, 3},
    Name{"weibo: article:create_at", Use::published, 3},
    Name{"bytedance:published_time", Use::published, 3},
    Name{"_pubtime", Use::published, 4},
    Name{"article:create_at", Use::published, 4},
    Name{"dc.date", Use::published, 5},
    Name{"dc.date.issued", Use::published, 4},
    Name{"dcterms.created", Use::published, 5},
    Name{"datecreated", Use::published, 5},
    Name{"date", Use::published, 6},
    Name{"createdate", Use::published, 5},
    Name{"article:modified_time", Use::updated, 1},
    Name{"og:updated_time", Use::updated, 2},
    Name{"datemodified", Use::updated, 1},
    Name{"dateupdate", Use::updated, 2},
    Name{"bytedance:updated_time", Use::updated, 2},
    Name{"bytedance:lrdate_time", Use::updated, 3},
    Name{"weibo:article:update_at", Use::updated, 3},
    Name{"weibo: article:update_at", Use::updated, 3},
    Name{"dc.date.modified", Use::updated, 3},
    Name{"contentsource", Use::source, 1},
    Name{"article:published_first", Use::source, 1},
    Name{"source", Use::source, 2},
    Name{"og:source", Use::source, 2},
    Name{"mediaid", Use::source, 3},
    Name{"publisher", Use::source, 4},
    Name{"og:article:author", Use::author, 2},
    Name{"article:author", Use::author, 1},
    Name{"columnname", Use::category, 1},
    Name{"article:section", Use::category, 2},
    Name{"articlesection", Use::category, 2},
    Name{"og:title", Use::title, 1},
    Name{"articletitle", Use::title, 2},
    Name{"twitter:title", Use::title, 3},
    Name{"og:url", Use::url, 1},
    Name{"og:site_name", Use::site, 1},
    Name{"sitename", Use::site, 2},
    Name{"description", Use::description, 1},
    Name{"og:description", Use::description, 2},
    Name{"og:image", Use::image, 1},
    Name{"twitter:image", Use::image, 2},
};

constexpr std::array json_names{
    Name{"datepublished", Use::published, 0}, Name{"pubdate", Use::published, 1},
    Name{"datemodified", Use::updated, 0},    Name{"update", Use::updated, 1},
    Name{"articlesection", Use::category, 1}, Name{"headline", Use::title, 3},
};

// Variables in scripts that hold the time of publication (WeChat's `ct` is an epoch).
constexpr auto script_times =
    std::to_array<std::string_view>({"ct", "oriCreateTime", "publish_time", "publishTime", "pubTime", "pubtime"});

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

struct Ranked {
    int rank;
    MetaValue value;
};

class Reader {
public:
    explicit Reader(const HtmlTree& tree) : tree_(tree) {}

    PageMeta read() {
        for (NodeId id = 0; id < tree_.size(); ++id) read_node(id);
        for (const Use use : {Use::published, Use::updated, Use::source, Use::author, Use::category}) {
            std::vector<Ranked>& found = of(use);
            std::stable_sort(found.begin(), found.end(),
                             [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
            for (Ranked& one : found) list_of(use).push_back(std::move(one.value));
        }
        out_.og_title = best(Use::title);
        out_.og_url = best(Use::url);
        out_.site_name = best(Use::site);
        out_.description = best(Use::description);
        out_.image = best(Use::image);
        return std::move(out_);
    }

private:
    std::vector<Ranked>& of(Use use) { return found_[static_cast<std::size_t>(use)]; }

    std::vector<MetaValue>& list_of(Use use) {
        switch (use) {
            case Use::published: return out_.published;
            case Use::updated: return out_.updated;
            case Use::source: return out_.sources;
            case Use::author: return out_.authors;
            default: return out_.categories;
        }
    }

    std::string best(Use use) {
        const std::vector<Ranked>& found = of(use);
        const auto least = std::min_element(found.begin(), found.end(),
                                            [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
        return least == found.end() ? std::string{} : least->value.value;
    }

    void add(Use use, int rank, std::string_view value, std::string place) {
        std::string text = collapse_blanks(value);
        if (text.empty() || text.size() > 2000 || of(use).size() >= 32) return;
        of(use).push_back({rank, {std::move(text), std::move(place)}});
    }

    void read_node(NodeId id) {
        switch (tree_[id].tag) {
            case Tag::html:
                if (out_.language.empty()) out_.language = tree_.attribute(id, "lang");
                break;
            case Tag::title:
                if (out_.title.empty()) out_.title = text_of(id);
                break;
            case Tag::base:
                if (out_.base.empty()) out_.base = trim(tree_.attribute(id, "href"));
                break;
            case Tag::link:
                if (out_.canonical.empty() && equal_ignoring_case(tree_.attribute(id, "rel"), "canonical")) {
                    out_.canonical = trim(tree_.attribute(id, "href"));
                }
                break;
            case Tag::meta: read_meta_element(id); break;
            case Tag::time: read_time_element(id); break;
            case Tag::a: read_link(id); break;
            case Tag::script: read_script(id); break;
            default: break;
        }
    }

    // Of elements that are not shown themselves, such as title and script.
    std::string text_of(NodeId id) {
        std::string out;
        for (NodeId child = id + 1; child < tree_[id].end; ++child) {
            if (tree_[child].tag == Tag::text) out += tree_.text(child);
        }
        return collapse_blanks(out);
    }

    void read_meta_element(NodeId id) {
        for (const std::string_view attribute : {"property", "name", "itemprop"}) {
            const std::string name = to_lower_ascii(trim(tree_.attribute(id, attribute)));
            if (name.empty()) continue;
            const auto* const row =
                std::find_if(meta_names.begin(), meta_names.end(), [&name](const Name& n) { return n.name == name; });
            if (row == meta_names.end()) continue;
            std::string_view value = tree_.attribute(id, "content");
            // "first publisher's name, its address"
            if (name == "article:published_first") value = value.substr(0, value.find_first_of(",;"));
            return add(row->use, row->rank, value, "meta " + name);
        }
    }

    void read_time_element(NodeId id) {
        const std::string_view value = tree_.attribute(id, "datetime");
        if (value.empty()) return;
        const std::string marks = tree_.marks(id) + " " + to_lower_ascii(tree_.attribute(id, "itemprop"));
        const bool updated = marks.find("updated") != std::string::npos || marks.find("modified") != std::string::npos;
        const bool published = marks.find("publish") != std::string::npos;
        add(updated && !published ? Use::updated : Use::published, published ? 7 : 8, value, "time element");
    }

    void read_link(NodeId id) {
        const std::string rel = " " + to_lower_ascii(tree_.attribute(id, "rel")) + " ";
        if (rel.size() == 2) return;
        const bool category = rel.find(" category ") != std::string::npos;
        if (!category && rel.find(" author ") == std::string::npos) return;
        add(category ? Use::category : Use::author, category ? 3 : 0, text_of(id),
            category ? "link rel=category" : "link rel=author");
    }

    void read_script(NodeId id) {
        const std::string type = to_lower_ascii(tree_.attribute(id, "type"));
        for (NodeId child = id + 1; child < tree_[id].end; ++child) {
            if (tree_[child].tag != Tag::text) continue;
            const std::string_view text = tree_.text(child).substr(0, 256U << 10U);
            if (type == "application/ld+json") {
                read_json(text);
            } else {
                read_variables(text);
            }
        }
    }

    void read_json(std::string_view text) {
        for (const JsonString& one : json_strings(text)) {
            const std::string key = to_lower_ascii(one.key);
            const std::string parent = to_lower_ascii(one.parent);
            const std::string place = "JSON-LD " + (key == "name" ? one.parent : one.key);
            if (key == "author" || (key == "name" && parent == "author")) add(Use::author, 2, one.value, place);
            if (key == "name" && parent == "publisher") add(Use::source, 4, one.value, place);
            const auto* const row =
                std::find_if(json_names.begin(), json_names.end(), [&key](const Name& n) { return n.name == key; });
            if (row != json_names.end()) add(row->use, row->rank, one.value, place);
        }
    }

    // NAME = "value" or NAME: "value", the name not a part of a longer one.
    void read_variables(std::string_view text) {
        for (const std::string_view name : script_times) {
            std::size_t at = text.find(name);
            for (int tries = 0; at != std::string_view::npos && tries < 50; at = text.find(name, at + 1), ++tries) {
                std::size_t pos = at + name.size();
                if ((at > 0 && is_name_char(text[at - 1])) || pos >= text.size() || is_name_char(text[pos])) continue;
                pos = std::min(text.find_first_not_of("\"' \t", pos), text.size());
                if (pos >= text.size() || (text[pos] != '=' && text[pos] != ':')) continue;
                pos = std::min(text.find_first_not_of("\"' \t", pos + 1), text.size());
                const std::size_t end = std::min(text.find_first_of("\"';,\n}", pos), text.size());
                const std::string_view value = trim(text.substr(pos, end - pos));
                if (value.size() < 8 || value.size() > 40 || value.front() < '0' || value.front() > '9') continue;
                return add(Use::published, 9, value, "script " + std::string(name));
            }
        }
    }

    const HtmlTree& tree_;
    PageMeta out_;
    std::array<std::vector<Ranked>, 10> found_;
};

}  // namespace

PageMeta read_meta(const HtmlTree& tree) {
    return Reader(tree).read();
}

}  // namespace syndicated::normalise
