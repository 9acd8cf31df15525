#include "integration/site_model.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace syndicated::testing {

namespace {

std::pair<std::chrono::seconds, std::string> place_of(const Row& row) {
    return {-row.published.time_since_epoch(), row.guid};
}

}  // namespace

SiteModel::SiteModel(std::vector<std::string> slugs, std::size_t entries, std::chrono::seconds window)
    : slugs_(std::move(slugs)), entries_(entries), window_(window) {
    for (const auto& slug : slugs_) {
        states_[slug].emplace_back();
        shown_[slug];
    }
}

void SiteModel::put(int id, Row row) {
    remove(id);
    order_.emplace(place_of(row), id);
    rows_.emplace(id, std::move(row));
}

void SiteModel::remove(int id) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) return;
    order_.erase(place_of(found->second));
    rows_.erase(found);
}

void SiteModel::advance(sys_seconds now) {
    for (auto due = next_due(); due && *due <= now; due = next_due()) {
        now_ = *due;
        note();
    }
    now_ = now;
}

std::optional<sys_seconds> SiteModel::next_due() const {
    std::optional<sys_seconds> next;
    for (const auto& [place, id] : order_) {
        const Row& row = rows_.at(id);
        if (row.published <= now_) break;
        if (row.is_public) next = row.published;
    }
    return next;
}

std::string SiteModel::describe(const std::string& slug, const Seens& seen) const {
    const auto& states = states_.at(slug);
    const auto found = std::find(states.rbegin(), states.rend(), seen);
    if (found == states.rend()) return fmt::format("no state that {} ever had", slug);
    return fmt::format("state {} of {}'s {}", states.rend() - found - 1, slug, states.size());
}

Seens SiteModel::shows(const std::string& slug) const {
    Seens out;
    sys_seconds newest{};
    for (const auto& [place, id] : order_) {
        const Row& row = rows_.at(id);
        if (row.published > now_ || !row.is_public) continue;
        if (slug != "all" && !row.slugs.contains(slug)) continue;
        if (out.empty()) newest = row.published;
        if (out.size() >= entries_ && row.published < newest - window_) break;
        out.push_back({row.guid, row.title});
    }
    return out;
}

void SiteModel::note() {
    for (const auto& slug : slugs_) {
        auto state = shows(slug);
        auto& states = states_.at(slug);
        if (state == states.back()) continue;
        shown_.at(slug).insert(state.begin(), state.end());
        states.push_back(std::move(state));
    }
}

}  // namespace syndicated::testing
