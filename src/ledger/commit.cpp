// Writer: what one step of reading changes among the entries.
#include "ledger/announcements.hpp"
#include "ledger/search_index.hpp"
#include "ledger/tombstones.hpp"
#include "ledger/writer.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace syndicated::ledger {

namespace {

State state_of(const Article& article, sys_seconds now) {
    if (article.withheld != Withheld::none) return State::withheld;
    return article.scheduled && article.published.at > now ? State::held : State::visible;
}

// Over what the article itself brings: its `updated` is left out where it comes from memory.
Digest content_of(const Article& article) {
    Entry entry;
    entry.article = article;
    if (article.updated) entry.updated = article.updated->at;
    return digest_of(entry);
}

bool is_visible(const Remembered& memory) {
    return memory.entry && memory.entry->state == State::visible;
}

// A row that says nothing new leaves the article as old as it was. Else the row's own word counts where it gives one;
// where not, the article changed when what was made of the row differs too.
void remember_change(Remembered& memory, const Item& item, bool is_new, const Digest& content, sys_seconds now) {
    const bool was_public = memory.content != Digest{};
    if (is_new) {
        memory.first_seen = item.added;
        memory.last_changed = item.changed.value_or(item.added);
    } else if (memory.raw != item.raw) {
        const bool differs = was_public && memory.content != content;
        memory.last_changed = item.changed.value_or(differs ? now : memory.last_changed);
    }
    memory.raw = item.raw;
    if (item.article.withheld == Withheld::none) memory.content = content;
}

Entry entry_of(const Item& item, const Remembered& memory) {
    Entry out;
    out.article = item.article;
    out.first_seen = memory.first_seen;
    out.last_changed = memory.last_changed;
    const Article& article = item.article;
    out.updated = std::max(article.published.at, article.updated ? article.updated->at : memory.last_changed);
    out.updated = std::max(out.updated, memory.returned.value_or(out.updated));
    out.digest = digest_of(out);
    return out;
}

Member member_of(const Remembered& memory, const Standing& standing) {
    Member out;
    out.entry = memory.id;
    out.guid = memory.guid;
    out.main = standing.main;
    out.source = standing.source;
    out.categories = standing.categories;
    out.first_seen = memory.first_seen;
    out.published = standing.published;
    out.updated = standing.updated;
    out.bytes = standing.bytes;
    out.digest = standing.digest;
    out.content = standing.content;
    out.featured = standing.featured;
    return out;
}

Standing standing_of(const Entry& entry, State state) {
    Standing out;
    out.state = state;
    out.digest = entry.digest;
    out.content = content_of(entry);
    out.published = entry.article.published.at;
    out.updated = entry.updated;
    out.bytes = bytes_of(entry.article);
    out.categories = entry.article.categories;
    if (!out.categories.empty()) out.main = out.categories.front();
    out.source = entry.article.source;
    out.featured = entry.article.featured;
    return out;
}

void move_cursor(Connection& connection, const Batch& batch) {
    const std::string& name = batch.cursor_name.empty() ? batch.store : batch.cursor_name;
    if (batch.cursor.empty()) {
        connection.query("DELETE FROM store_cursor WHERE store = ?").bind(name).run();
    } else {
        connection
            .query(
                "INSERT INTO store_cursor (store, cursor) VALUES (?, ?) ON CONFLICT (store) DO UPDATE "
                "SET cursor = excluded.cursor WHERE cursor IS NOT excluded.cursor")
            .bind(name, batch.cursor)
            .run();
    }
    if (batch.first_read_done) {
        connection.query("INSERT OR IGNORE INTO meta (name, value) VALUES ('first_read_done', 1)").run();
    }
}

}  // namespace

Committed Writer::commit(const Batch& batch, sys_seconds now) {
    require_configuration();
    return write(now, [&](Committed& out) {
        begin_announcing();
        buried_in_commit_.clear();
        for (const auto& item : batch.items) take(item, batch.fingerprint, now, out);
        for (const auto& key : batch.gone) {
            for (const auto id : ids_under(connection_, batch.store, key)) {
                if (const auto memory = remembered_id(connection_, id)) withdraw(*memory, now, out);
            }
        }
        if (batch.scanned) withdraw_missing(batch, now, out);
        move_cursor(connection_, batch);
        end_announcing();
        settle(*configuration_, Why::entries, Cause::entries, now, out);
    });
}

void Writer::take(const Item& item, const Digest& fingerprint, sys_seconds now, Committed& out) {
    const Article& article = item.article;
    auto known = remembered_guid(connection_, article.guid);
    const bool is_new = !known.has_value();
    Remembered memory = known ? *std::move(known) : Remembered{};
    const bool other_key = memory.store != article.store || memory.key != article.key;
    memory.guid = article.guid;
    memory.store = article.store;
    memory.key = article.key;
    const State state = state_of(article, now);
    const Digest content = content_of(article);
    const bool shows_other = !is_visible(memory) || memory.content != content;
    // Not what other rules or settings alone make of a row that stands; but one whose time has come, or that is back.
    const bool stood = memory.entry && memory.entry->state != State::held;
    const bool is_news = memory.raw != item.raw || !stood;
    if (state == State::visible && shows_other && is_news) announce(memory, article.link);
    remember_change(memory, item, is_new, content, now);
    if (state == State::visible && !is_visible(memory)) remember_return(memory, article.published.at, now);
    write_memory(connection_, memory);
    if (is_new || other_key || !memory.entry) {
        // The row under this key had another guid: what stood under that one is gone.
        for (const auto id : ids_under(connection_, article.store, article.key)) {
            const auto other = id != memory.id ? remembered_id(connection_, id) : std::nullopt;
            if (other) withdraw(*other, now, out);
        }
    }
    stand(memory, entry_of(item, memory), state, fingerprint, now, out);
}

// RFC 6721, section 3: who took the entry for deleted does so until its `updated` is later than the tombstone. One that
// is published after that is later by itself, also when it was held until then.
void Writer::remember_return(Remembered& memory, sys_seconds published, sys_seconds now) {
    if (buried_in_commit_.contains(memory.guid)) return;
    const auto withdrawn = withdrawn_at(connection_, memory.guid);
    if (!withdrawn || published > *withdrawn) return;
    memory.returned = std::max(now, *withdrawn + std::chrono::seconds(1));
}

void Writer::begin_announcing() {
    announcing_ = !configuration_->announced.empty() && is_first_read_done(connection_);
}

void Writer::end_announcing() {
    if (!announcing_) return;
    forget_told(connection_, configuration_->announced);
    if (room_for_announcements_ <= 0) {
        room_for_announcements_ = trim_announcements(connection_, configuration_->announced);
    }
}

void Writer::announce(const Remembered& memory, const std::string& url) {
    if (!announcing_) return;
    const bool is_new = !is_visible(memory) && !withdrawn_at(connection_, memory.guid);
    --room_for_announcements_;
    ledger::announce(connection_, configuration_->announced, url, is_new);
}

void Writer::park(const Remembered& memory) {
    if (announcing_) park_announcement(connection_, configuration_->announced, memory.id);
}

void Writer::stand(const Remembered& memory, const Entry& entry, State state, const Digest& fingerprint,
                   sys_seconds now, Committed& out) {
    const auto& old = memory.entry;
    const bool shows_the_same = old && old->state == state && old->digest == entry.digest;
    if (shows_the_same && keeps(entry, memory.id)) return write_fingerprint(connection_, memory.id, fingerprint);
    const bool was_visible = is_visible(memory);
    const bool to_index = !shows_the_same && unindex(memory.id, was_visible, entry, state);
    if (was_visible && state != State::visible) park(memory);
    write_row(connection_, memory.id, entry, state, fingerprint);
    if (shows_the_same) {
        if (state == State::visible) rewrite(member_of(memory, standing_of(entry, state)), *old, now);
        return;
    }
    if (was_visible) catalogue_.leave(member_of(memory, *old), now);
    if (state != State::withheld) write_body(connection_, memory.id, entry.article.html);
    if (state == State::withheld && old) write_body(connection_, memory.id, {});
    if (state == State::visible) {
        catalogue_.join(member_of(memory, standing_of(entry, state)), now);
        if (to_index) queue_for_search(connection_, memory.id, entry.article.published.at);
        if (!was_visible) exhume(memory.guid);
    } else if (was_visible) {
        bury(memory, now);
        ++out.withdrawn;
    }
    if (state != State::withheld) ++out.written;
}

// What no digest covers: the flag, and links made from settings.
void Writer::rewrite(const Member& member, const Standing& old, sys_seconds now) {
    if (member.featured != old.featured) catalogue_.flag(member);
    if (member.content != old.content) catalogue_.rewrite(member, now);
}

// Before the stored texts go; true: the entry has to be indexed as it is now. A move to another category changes
// nothing for the index.
bool Writer::unindex(std::int64_t id, bool was_visible, const Entry& entry, State state) {
    const auto stored = was_visible ? read_searchable(connection_, id) : std::nullopt;
    if (!stored) return state == State::visible;
    if (state == State::visible && *stored == searchable_of(entry.article)) return false;
    drop_from_search(connection_, id, *stored);
    return state == State::visible;
}

bool Writer::keeps(const Entry& entry, std::int64_t id) {
    const auto kept = read_entry(connection_, id);
    return kept && kept->article == as_kept(entry.article);
}

void Writer::withdraw(const Remembered& memory, sys_seconds now, Committed& out) {
    if (is_visible(memory)) {
        park(memory);
        catalogue_.leave(member_of(memory, *memory.entry), now);
        bury(memory, now);
        if (const auto stored = read_searchable(connection_, memory.id)) {
            drop_from_search(connection_, memory.id, *stored);
        }
        ++out.withdrawn;
    }
    erase_entry(connection_, memory.id);
}

void Writer::withdraw_missing(const Batch& batch, sys_seconds now, Committed& out) {
    std::unordered_set<std::string_view> there;
    for (const auto& item : batch.items) there.insert(item.article.guid);
    for (const auto& guid : batch.unchanged) there.insert(guid);
    std::vector<std::int64_t> missing;
    {
        Query query = connection_.query("SELECT id, guid FROM entry WHERE store = ? AND position BETWEEN ? AND ?");
        query.bind(batch.store, batch.scan_low, batch.scan_high);
        while (query.step()) {
            if (!there.contains(query.text(1))) missing.push_back(query.number(0));
        }
    }
    for (const auto id : missing) {
        if (const auto memory = remembered_id(connection_, id)) withdraw(*memory, now, out);
    }
}

void Writer::bury(const Remembered& memory, sys_seconds now) {
    std::vector<FeedName> feeds;
    for (const auto& feed : catalogue_.feeds_of(member_of(memory, *memory.entry), now)) {
        FeedName name;
        name.id = feed.first;
        name.slug = catalogue_.node(feed.first).slug;
        feeds.push_back(std::move(name));
    }
    ledger::bury(connection_, memory.guid, feeds, now);
    buried_in_commit_.insert(memory.guid);
}

void Writer::exhume(const std::string& guid) {
    for (const FeedId feed : ledger::exhume(connection_, guid)) catalogue_.touch(feed);
}

Committed Writer::release_due(sys_seconds now) {
    require_configuration();
    std::vector<std::pair<std::int64_t, std::string>> due;  // with their links
    Query query = connection_.query("SELECT id, link FROM entry WHERE state = 1 AND published <= ? ORDER BY published");
    query.bind(now);
    while (query.step()) due.emplace_back(query.number(0), query.text(1));
    if (due.empty()) return {};
    return write(now, [&](Committed& out) {
        begin_announcing();
        for (const auto& [id, link] : due) {
            auto memory = remembered_id(connection_, id);
            if (!memory || memory->entry->state != State::held) continue;
            announce(*memory, link);
            connection_.query("UPDATE entry SET state = 0 WHERE id = ?").bind(id).run();
            exhume(memory->guid);
            catalogue_.join(member_of(*memory, *memory->entry), now);
            queue_for_search(connection_, id, memory->entry->published);
            ++out.written;
        }
        end_announcing();
        settle(*configuration_, Why::entries, Cause::entries, now, out);
    });
}

}  // namespace syndicated::ledger
