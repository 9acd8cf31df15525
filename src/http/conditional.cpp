#include "http/conditional.hpp"

#include "http/http_date.hpp"
#include "http/list.hpp"

namespace syndicated::http {

namespace {

std::optional<std::size_t> find_tag(const Field& field, std::span<const std::string_view> tags, bool weak) {
    if (trim_blanks(field.value) == "*") return 0;
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if (lists_tag(field.value, tags[i], weak)) return i;
    }
    return std::nullopt;
}

std::optional<sys_seconds> date_in(const Field& field, sys_seconds now) {
    return field.present ? parse_http_date(field.value, now) : std::nullopt;
}

}  // namespace

std::string_view take_entity_tag(std::string_view& list, bool& is_weak) {
    while (!list.empty()) {
        list = trim_blanks(list);
        is_weak = list.starts_with("W/\"");
        const std::string_view tag = list.substr(is_weak ? 2 : 0);
        const std::size_t end = tag.starts_with('"') ? tag.find('"', 1) : std::string_view::npos;
        if (end == std::string_view::npos) {
            (void)take_member(list);
            continue;
        }
        list = tag.substr(end + 1);
        const std::string_view behind = trim_blanks(list.substr(0, list.find(',')));
        (void)take_member(list);
        if (behind.empty()) return tag.substr(0, end + 1);
    }
    return {};
}

bool lists_tag(std::string_view list, std::string_view etag, bool weak) {
    bool is_weak = false;
    for (auto tag = take_entity_tag(list, is_weak); !tag.empty(); tag = take_entity_tag(list, is_weak)) {
        if (tag == etag && (weak || !is_weak)) return true;
    }
    return false;
}

Judgement judge_conditions(const Request& request, std::span<const std::string_view> tags,
                           std::optional<sys_seconds> last_modified, sys_seconds now) {
    if (request.if_match.present) {
        if (!find_tag(request.if_match, tags, false)) return {Verdict::precondition_failed, 0};
    } else if (const auto since = date_in(request.if_unmodified_since, now); since && last_modified) {
        if (*last_modified > *since) return {Verdict::precondition_failed, 0};
    }
    if (request.if_none_match.present) {  // then the date counts for nothing
        const auto found = find_tag(request.if_none_match, tags, true);
        return found ? Judgement{Verdict::not_modified, *found} : Judgement{};
    }
    const auto since = date_in(request.if_modified_since, now);
    if (since && last_modified && *last_modified <= *since) return {Verdict::not_modified, 0};
    return {};
}

}  // namespace syndicated::http
