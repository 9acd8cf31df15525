#include "app/commands.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"
#include "syndicated/normalise/fields.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <array>
#include <cerrno>
#include <chrono>

#include <unistd.h>

namespace syndicated::app {

namespace {

namespace json = boost::json;
using normalise::FieldContext;
using normalise::Reading;

constexpr std::size_t most_input_bytes = std::size_t{16} * 1024 * 1024;

json::value to_json(const std::string& text) {
    return json::value(text);
}
json::value to_json(std::int64_t number) {
    return json::value(number);
}
json::value to_json(const std::vector<std::string>& list) {
    json::array out;
    for (const auto& item : list) out.emplace_back(item);
    return out;
}
template <class T>
json::value to_json(const std::optional<T>& value) {
    return value ? to_json(*value) : json::value(nullptr);
}

template <class T>
json::object answer(const Reading<T>& reading, json::value value) {
    json::object out;
    out["value"] = std::move(value);
    out["raw"] = reading.raw;
    out["rule"] = reading.rule;
    return out;
}
template <class T>
json::object answer(const Reading<T>& reading) {
    return answer(reading, to_json(reading.value));
}

struct Input {
    std::string_view bytes;  // as they came
    std::string text;        // decoded
    FieldContext context;
    std::string_view declared;
};

json::value time_value(const std::optional<Timestamp>& time, const Input& in) {
    return time ? json::value(format_rfc3339(time->at, in.context.zone)) : json::value(nullptr);
}

json::object source(const Input& in) {
    const auto reading = normalise::read_source(in.text, in.context);
    auto out = answer(reading, to_json(reading.value.name));
    if (!reading.value.canonical.empty()) out["canonical"] = reading.value.canonical;
    return out;
}
json::object time(const Input& in) {
    const auto reading = normalise::read_time(in.text, in.context);
    return answer(reading, time_value(reading.value, in));
}
json::object time_pair(const Input& in) {
    const auto reading = normalise::read_time_pair(in.text, in.context);
    json::object value;
    value["published"] = time_value(reading.value.published, in);
    value["updated"] = time_value(reading.value.updated, in);
    return answer(reading, std::move(value));
}
json::object author(const Input& in) {
    return answer(normalise::read_author(in.text, in.context));
}
json::object editor(const Input& in) {
    return answer(normalise::read_editor(in.text, in.context));
}
json::object byline(const Input& in) {
    const auto reading = normalise::read_byline(in.text, in.context);
    json::object value;
    value["source"] = to_json(reading.value.source);
    value["author"] = to_json(reading.value.authors);
    return answer(reading, std::move(value));
}
json::object views(const Input& in) {
    return answer(normalise::read_views(in.text, in.context));
}
json::object category(const Input& in) {
    return answer(normalise::read_category(in.text, in.context));
}
json::object title(const Input& in) {
    return answer(normalise::read_title(in.text, in.context));
}
json::object list_title(const Input& in) {
    return answer(normalise::read_list_title(in.text, in.context));
}
json::object noise(const Input& in) {
    const auto reading = normalise::read_noise(in.text, in.context);
    json::object value;
    value["text"] = reading.value.text;
    value["removed"] = to_json(reading.value.removed);
    return answer(reading, std::move(value));
}
json::object image(const Input& in) {
    const auto reading = normalise::read_image(in.text, in.context);
    json::object value;
    const auto text = [](const std::string& s) { return s.empty() ? json::value(nullptr) : json::value(s); };
    const Image found = reading.value.value_or(Image{});
    value["src"] = text(found.src);
    value["alt"] = text(found.alt);
    value["caption"] = text(found.caption);
    return answer(reading, std::move(value));
}
json::object charset(const Input& in) {
    const auto decoded = intake::decode(in.bytes, in.declared);
    json::object value;
    value["charset"] = decoded.charset;
    value["text"] = decoded.text;
    json::object out;
    out["value"] = std::move(value);
    out["rule"] = decoded.rule;
    out["undecodable"] = decoded.undecodable;
    return out;
}
json::object slug(const Input& in) {
    json::object out;
    out["value"] = normalise::propose_slug(trim(in.text));
    out["raw"] = in.text;
    out["rule"] = "slug.pinyin";
    return out;
}

struct Kind {
    std::string_view name;
    json::object (*read)(const Input&);
};
constexpr std::array<Kind, 14> kinds{{{"source", source},
                                      {"time", time},
                                      {"time_pair", time_pair},
                                      {"author", author},
                                      {"editor", editor},
                                      {"byline", byline},
                                      {"views", views},
                                      {"category", category},
                                      {"title", title},
                                      {"list_title", list_title},
                                      {"noise", noise},
                                      {"image", image},
                                      {"charset", charset},
                                      {"slug", slug}}};

std::optional<std::string> read_stdin() {
    std::string bytes;
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            complain("standard input: " + errno_message(errno));
            return std::nullopt;
        }
        if (got == 0) return bytes;
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
        if (bytes.size() > most_input_bytes) {
            complain("standard input: more than 16 MiB for one value");
            return std::nullopt;
        }
    }
}

std::string show(const json::object& answer) {
    std::string out;
    for (const auto& [key, value] : answer) {
        const bool text = value.is_string();
        out += fmt::format("{:<12} {}\n", std::string_view(key),
                           text ? std::string(value.get_string()) : json::serialize(value));
    }
    return out;
}

}  // namespace

int run_explain_field(const ExplainOptions& options, const Site& site) {
    const Kind* kind = nullptr;
    std::string names;
    for (const auto& candidate : kinds) {
        if (candidate.name == options.field) kind = &candidate;
        names.append(names.empty() ? "" : ", ").append(candidate.name);
    }
    if (kind == nullptr) {
        complain(fmt::format("--field {}: no such kind, expected one of {}", quote(options.field), names));
        return Exit::usage;
    }
    Input input;
    const auto rules = normalise::prepare_site_rules(site);
    input.context.rules = rules.get();
    input.context.zone = site.zone;
    input.context.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (!options.now.empty()) {
        const auto now = read_now(options.now, site.zone);
        if (!now) {
            complain(
                fmt::format("--now {} is no time, expected one such as 2025-03-10T12:00:00+08:00", quote(options.now)));
            return Exit::usage;
        }
        input.context.now = *now;
    }
    input.context.title = options.title;
    input.context.categories = options.categories;
    input.declared = options.declared;
    const auto bytes = read_stdin();
    if (!bytes) return Exit::failed;
    input.bytes = *bytes;
    input.text = intake::decode(*bytes, options.declared).text;
    const auto result = kind->read(input);
    print(options.json ? json::serialize(result) + "\n" : show(result));
    return Exit::done;
}

}  // namespace syndicated::app
