// Tasks that wait to be sent, by the place they go to: places take turns, each with so many at once. A place that must
// not be asked now holds up nobody. Hub thread only.
#pragma once

#include "websub/place.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace syndicated::websub {

template <class Task>
class PlaceLane {
public:
    PlaceLane(int per_place, int total) : per_place_(per_place), total_(total) {}

    void push(Place& place, Task task) {
        Queue& queue = queues_[&place];
        queue.waiting.push_back(std::move(task));
        line_up(place, queue);
        ++waiting_;
    }

    // The next that may leave; the caller says done() when it is over. `closed_until` says until when a place must not
    // be asked, if so.
    template <class ClosedUntil>
    std::optional<std::pair<Place*, Task>> take(SteadyTime now, const ClosedUntil& closed_until) {
        while (!closed_.empty() && closed_.begin()->first <= now) {
            Place* place = closed_.begin()->second;
            closed_.erase(closed_.begin());
            Queue& queue = queues_.at(place);
            queue.lined_up = false;
            line_up(*place, queue);
        }
        while (in_flight_ < total_ && !line_.empty()) {
            Place* place = line_.front();
            line_.pop_front();
            Queue& queue = queues_.at(place);
            queue.lined_up = false;
            if (!may_send(*place, queue)) continue;  // not any more
            if (const std::optional<SteadyTime> until = closed_until(*place)) {
                queue.lined_up = true;
                closed_.emplace(*until, place);
                continue;
            }
            Task task = std::move(queue.waiting.front());
            queue.waiting.pop_front();
            --waiting_;
            ++queue.in_flight;
            ++in_flight_;
            line_up(*place, queue);
            return std::pair(place, std::move(task));
        }
        return std::nullopt;
    }

    void done(Place& place) {
        const auto found = queues_.find(&place);
        --in_flight_;
        --found->second.in_flight;
        settle(found);
    }

    // One that has not come back makes room for others; at one place for so many that it is no burden to it.
    void note_overtime(Place& place) {
        Queue& queue = queues_.at(&place);
        --in_flight_;
        --queue.in_flight;
        ++queue.overtime;
        line_up(place, queue);
    }

    void done_overtime(Place& place) {
        const auto found = queues_.find(&place);
        --found->second.overtime;
        settle(found);
    }

    // When a place that is closed opens; absent: none is.
    [[nodiscard]] std::optional<SteadyTime> next_opening() const {
        return closed_.empty() ? std::nullopt : std::optional(closed_.begin()->first);
    }
    [[nodiscard]] std::size_t waiting() const { return waiting_; }
    [[nodiscard]] int in_flight() const { return in_flight_; }

private:
    struct Queue {
        std::deque<Task> waiting;
        int in_flight = 0, overtime = 0;
        bool lined_up = false;  // in line_ or closed_
    };
    using Queues = std::unordered_map<Place*, Queue>;

    [[nodiscard]] bool may_send(const Place& place, const Queue& queue) const {
        if (place.breaker.on_trial()) return queue.in_flight + queue.overtime == 0;
        return queue.in_flight < per_place_ && queue.overtime < most_overtime;
    }

    void line_up(Place& place, Queue& queue) {
        if (queue.lined_up || queue.waiting.empty() || !may_send(place, queue)) return;
        queue.lined_up = true;
        line_.push_back(&place);
    }

    void settle(typename Queues::iterator at) {
        Queue& queue = at->second;
        line_up(*at->first, queue);
        if (queue.in_flight + queue.overtime == 0 && queue.waiting.empty()) queues_.erase(at);
    }

    static constexpr int most_overtime = 64;  // at one place

    int per_place_, total_, in_flight_ = 0;
    std::size_t waiting_ = 0;
    Queues queues_;
    std::deque<Place*> line_;
    std::set<std::pair<SteadyTime, Place*>> closed_;
};

}  // namespace syndicated::websub
