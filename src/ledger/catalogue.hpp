// The categories with their feeds, in memory and in the tables slug, former_slug, feed and membership: which feeds an
// entry is in, and what moves when the tree changes. Works within the caller's transactions; after one that failed,
// load() brings memory back in step.
#pragma once

#include "ledger/connection.hpp"
#include "ledger/tree.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace syndicated::ledger {

using FeedId = std::int64_t;  // slug.id
inline constexpr FeedId all_feed = 0, featured_feed = -1;
[[nodiscard]] inline bool is_category(FeedId id) {
    return id > 0;
}

// A category and its feed.
struct Node {
    FeedId id = all_feed;
    std::string name, slug;     // slug: as chosen; empty while it is new
    std::string first;          // the slug that was chosen first; no other category has the same
    Category category;          // as the feed shows it, while placed
    std::vector<FeedId> above;  // ancestors, nearest first
    int place = 0;              // in the order of feeds()
    bool placed = false;        // part of the tree: it has a feed
    bool carried = false, ceded = false;
    bool live = false;  // the article of `evidence` is still there
    std::optional<Evidence> evidence;
    std::int64_t entries = 0, direct = 0, shown = 0;
    std::string previous_archive;
    std::int64_t tombstones = 0;  // shown
};

// An entry as the feeds list it.
struct Member {
    std::int64_t entry = 0;
    std::string guid, main, source;
    std::vector<std::string> categories;
    sys_seconds first_seen{}, published{}, updated{};
    std::int64_t bytes = 0;
    Digest digest, content;
    bool featured = false;
};

// What settle() did.
struct Settled {
    std::set<FeedId> placed;           // new feeds, and those whose title, slug, path, parent or position changed
    std::vector<std::string> removed;  // slugs that lead nowhere now
};

class Catalogue {
public:
    explicit Catalogue(Connection& connection) : connection_(connection) {}

    void load();
    // The feeds of an entry: its categories', what is above them, `all`, and of a flagged one `featured`; true: not by
    // what is below. A name not met before becomes a category.
    [[nodiscard]] std::map<FeedId, bool> feeds_of(const Member& member, sys_seconds now);
    void join(const Member& member, sys_seconds now);     // it became visible
    void leave(const Member& member, sys_seconds now);    // it is no longer; as it was when it joined
    void rewrite(const Member& member, sys_seconds now);  // it has another content under the same digest
    void flag(const Member& member);                      // it is flagged now, or no longer
    // Brings tree, slugs and memberships in step with the entries and, when `configured`, with new settings.
    Settled settle(const Configuration& configuration, bool configured, sys_seconds now);
    // The store has it as a category no longer: from now on it is there as long as entries carry it.
    void give_up(const std::string& name);
    // Starts from memory alone, with no entry: for a rebuild.
    void forget_articles();

    [[nodiscard]] Node& node(FeedId id) { return nodes_.at(id); }
    [[nodiscard]] std::vector<FeedId> placed() const;                                  // in the order of feeds()
    [[nodiscard]] std::vector<FeedId> placed_of(const std::set<FeedId>& feeds) const;  // those of them, in that order
    void touch(FeedId feed);  // something else that it shows changed
    // Feeds whose rows changed since the last call.
    [[nodiscard]] std::set<FeedId> take_touched() { return std::exchange(touched_, {}); }
    void write_counts(const Node& node);

private:
    using Above = std::map<FeedId, std::set<FeedId>>;
    using FirstSlugs = std::map<std::string, std::string>;  // slug -> Node::first, of feeds that get another name

    FeedId id_of(const std::string& name, sys_seconds now);
    void add_row(FeedId feed, bool direct, const Member& member);
    bool remove_row(FeedId feed, bool direct, const Member& member);  // false: there was none
    void look_for_evidence();
    void store_evidence(const Node& node);
    void note_ceded(const Configuration& configuration);
    void set_ceded(Node& node, bool ceded);
    [[nodiscard]] TreeInput tree_input(const Configuration& configuration) const;
    void choose_slugs(const Configuration& configuration, const std::vector<Place>& places, sys_seconds now);
    void drop(const std::string& name);
    std::vector<Node*> store_slugs(const std::map<std::string, std::string>& by_name);  // those that changed
    FirstSlugs hand_over(const std::map<std::string, std::string>& by_name, sys_seconds now);
    void store_first_slugs(const std::vector<Node*>& changed, const FirstSlugs& handed_over);
    void record_moves(const std::map<std::string, std::string>& moved_from, sys_seconds now);
    void place(const Configuration& configuration, const std::vector<Place>& places);
    void place_featured(const Configuration& configuration, bool was_placed);
    [[nodiscard]] Above above_entries() const;
    void move_memberships(const Above& before);
    void refill(FeedId feed);
    void add_rows_of(FeedId feed, const Node& below);
    void write_feeds();

    Connection& connection_;
    std::map<FeedId, Node> nodes_;
    std::unordered_map<std::string, FeedId> by_name_;
    std::set<std::string> unsure_;  // names whose evidence has to be looked for again
    std::set<FeedId> touched_;
    bool tree_is_stale_ = false;
    std::optional<std::vector<Place>> places_;  // what settle() made of it the last time; none since load()
};

}  // namespace syndicated::ledger
