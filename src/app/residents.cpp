#include "app/residents.hpp"

namespace syndicated::app {

void Residents::put(const std::string& slug, std::int64_t bytes, bool changed) {
    Place& place = places_[slug];
    bytes_ += bytes - place.bytes;
    place.bytes = bytes;
    if (place.turn != 0 && !changed) return;
    order_.erase(place.turn);
    place.turn = ++turns_;
    order_.emplace(place.turn, slug);
}

void Residents::remove(const std::string& slug) {
    const auto place = places_.find(slug);
    if (place == places_.end()) return;
    bytes_ -= place->second.bytes;
    order_.erase(place->second.turn);
    places_.erase(place);
}

std::optional<std::string> Residents::surplus() const {
    if (bytes_ <= budget_ || order_.empty()) return std::nullopt;
    return order_.begin()->second;
}

}  // namespace syndicated::app
