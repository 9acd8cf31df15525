#include "app/settings.hpp"

#include "app/open_tables.hpp"
#include "app/settings_check.hpp"
#include "app/settings_table.hpp"
#include "app/values.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <variant>

namespace syndicated::app {

namespace {

Wrong wrong_value(const toml::node& node, const SettingRow& row, std::string_view expected) {
    return {node.source(), fmt::format("{}.{}: expected {}", row.table, row.key, expected)};
}

Maybe read_text(const toml::node& node, const SettingRow& row, std::string& out) {
    const auto text = node.value_exact<std::string>();
    if (!text) return wrong_value(node, row, "a text in quotes");
    out = *text;
    return std::nullopt;
}

Maybe read_list(const toml::node& node, const SettingRow& row, std::vector<std::string>& out) {
    const auto* array = node.as_array();
    if (array == nullptr) return wrong_value(node, row, "a list of texts, [\"...\"]");
    out.clear();
    for (const auto& item : *array) {
        if (auto wrong = read_text(item, row, out.emplace_back())) return wrong;
    }
    return std::nullopt;
}

Maybe read_number(const toml::node& node, const SettingRow& row, std::int64_t least, std::int64_t most,
                  std::int64_t& out) {
    const auto number = node.value_exact<std::int64_t>();
    if (!number || *number < least || *number > most) {
        return wrong_value(node, row, fmt::format("a whole number from {} to {}", least, most));
    }
    out = *number;
    return std::nullopt;
}

Maybe read_codings(const toml::node& node, const SettingRow& row, std::vector<publish::Coding>& out) {
    std::vector<std::string> names;
    if (auto wrong = read_list(node, row, names)) return wrong;
    out.clear();
    for (const publish::Coding coding : publish::all_codings) {
        if (coding == publish::Coding::identity) continue;
        if (std::erase(names, publish::token_of(coding)) > 0) out.push_back(coding);
    }
    if (names.empty()) return std::nullopt;
    return wrong_value(node, row, "a list of \"br\", \"zstd\", \"gzip\"");
}

Maybe read_networks(const toml::node& node, const SettingRow& row, std::vector<Network>& out) {
    std::vector<std::string> texts;
    if (auto wrong = read_list(node, row, texts)) return wrong;
    out.clear();
    for (const std::string& text : texts) {
        const auto network = parse_network(text);
        if (!network) return Wrong{node.source(), fmt::format("{}.{}: {}", row.table, row.key, network.error().detail)};
        out.push_back(*network);
    }
    return std::nullopt;
}

Maybe read_ports(const toml::node& node, const SettingRow& row, std::vector<int>& out) {
    const auto* array = node.as_array();
    if (array == nullptr) return wrong_value(node, row, "a list of ports, [80, 443]");
    out.clear();
    for (const auto& item : *array) {
        std::int64_t port = 0;
        if (auto wrong = read_number(item, row, 1, 65535, port)) return wrong;
        out.push_back(static_cast<int>(port));
    }
    return std::nullopt;
}

std::optional<std::chrono::milliseconds> duration_of(const toml::node& node) {
    return read_duration(node.value_exact<std::string>().value_or(""));
}

template <class T, std::size_t N>
Maybe read_choice(const toml::node& node, const SettingRow& row,
                  const std::array<std::pair<std::string_view, T>, N>& choices, T& out) {
    const auto text = node.value_exact<std::string>().value_or("");
    std::string expected;
    for (const auto& [name, value] : choices) {
        if (name == text) {
            out = value;
            return std::nullopt;
        }
        expected += fmt::format("{}\"{}\"", expected.empty() ? "" : " or ", name);
    }
    return wrong_value(node, row, expected);
}

struct Apply {
    const SettingRow& row;
    const toml::node& node;
    Settings& settings;

    Maybe operator()(const setting::Text& kind) const { return read_text(node, row, kind.field(settings)); }
    Maybe operator()(const setting::List& kind) const { return read_list(node, row, kind.field(settings)); }
    Maybe operator()(const setting::Duration& kind) const {
        const auto span = duration_of(node);
        if (!span) return wrong_value(node, row, "a time span with its unit, such as \"500ms\", \"3s\", \"10d\"");
        kind.field(settings) = *span;
        return std::nullopt;
    }
    Maybe operator()(const setting::Seconds& kind) const {
        const auto span = duration_of(node);
        if (!span || *span % std::chrono::seconds(1) != std::chrono::milliseconds(0)) {
            return wrong_value(node, row,
                               "a time span of whole seconds with its unit, such as \"3s\", \"6h\", \"10d\"");
        }
        kind.field(settings) = std::chrono::floor<std::chrono::seconds>(*span);
        return std::nullopt;
    }
    Maybe operator()(const setting::Size& kind) const {
        const auto size = read_size(node.value_exact<std::string>().value_or(""));
        if (!size || *size == 0) return wrong_value(node, row, "a size with its unit, such as \"64KiB\", \"256MiB\"");
        kind.field(settings) = *size;
        return std::nullopt;
    }
    Maybe operator()(const setting::Count& kind) const {
        return read_number(node, row, kind.least, kind.most, kind.field(settings));
    }
    Maybe operator()(const setting::Flag& kind) const {
        const auto value = node.value_exact<bool>();
        if (!value) return wrong_value(node, row, "true or false");
        kind.field(settings) = *value;
        return std::nullopt;
    }
    Maybe operator()(const setting::Threads& kind) const {
        std::int64_t number = 0;
        auto wrong = read_number(node, row, 1, 64, number);
        if (!wrong) kind.field(settings) = static_cast<int>(number);
        return wrong;
    }
    Maybe operator()(const setting::Codings& kind) const { return read_codings(node, row, kind.field(settings)); }
    Maybe operator()(const setting::Networks& kind) const { return read_networks(node, row, kind.field(settings)); }
    Maybe operator()(const setting::Ports& kind) const { return read_ports(node, row, kind.field(settings)); }
    Maybe operator()(const setting::SignatureChoice&) const {
        using websub::SignatureMethod;
        constexpr std::array<std::pair<std::string_view, SignatureMethod>, 4> choices{
            {{"sha1", SignatureMethod::sha1},
             {"sha256", SignatureMethod::sha256},
             {"sha384", SignatureMethod::sha384},
             {"sha512", SignatureMethod::sha512}}};
        return read_choice(node, row, choices, settings.hub.signature);
    }
    Maybe operator()(const setting::NoiseChoice&) const {
        constexpr std::array<std::pair<std::string_view, NoiseMode>, 3> choices{
            {{"off", NoiseMode::off}, {"report", NoiseMode::report}, {"remove", NoiseMode::remove}}};
        return read_choice(node, row, choices, settings.site.noise);
    }
    Maybe operator()(const setting::LogLevel&) const {
        using log::Level;
        constexpr std::array<std::pair<std::string_view, Level>, 4> choices{
            {{"debug", Level::debug}, {"info", Level::info}, {"warning", Level::warning}, {"error", Level::error}}};
        return read_choice(node, row, choices, settings.log_level);
    }
    Maybe operator()(const setting::LogFormat&) const {
        constexpr std::array<std::pair<std::string_view, log::Format>, 2> choices{
            {{"text", log::Format::text}, {"json", log::Format::json}}};
        return read_choice(node, row, choices, settings.log_format);
    }
};

Maybe read_table(std::string_view name, const toml::table& table, Settings& settings) {
    std::vector<std::string_view> known;
    for (const auto& row : setting_rows()) {
        if (row.table == name) known.push_back(row.key);
    }
    for (auto&& [key, node] : table) {
        const std::string_view wanted = key.str();
        const auto row = std::find_if(setting_rows().begin(), setting_rows().end(),
                                      [&](const SettingRow& r) { return r.table == name && r.key == wanted; });
        if (row == setting_rows().end()) return unknown_key(name, key, known);
        if (auto bad = std::visit(Apply{*row, node, settings}, row->kind)) return bad;
    }
    return std::nullopt;
}

Maybe read_top(const toml::key& key, const toml::node& node, Settings& settings) {
    const std::string_view name = key.str();
    const toml::table* table = node.as_table();
    for (const OpenTable& open : open_tables()) {
        if (open.name != name) continue;
        if (table == nullptr) return Wrong{node.source(), fmt::format("{}: expected {}", name, open.form)};
        return open.read(*table, settings.site);
    }
    // [[store]] may stand in the place of [store]; one store is what this version reads.
    if (const auto* array = node.as_array(); name == "store" && array != nullptr) {
        if (array->size() != 1) return Wrong{node.source(), "store: expected one store"};
        table = array->get(0)->as_table();
    }
    std::vector<std::string_view> tables;
    for (const OpenTable& open : open_tables()) tables.push_back(open.name);
    for (const auto& row : setting_rows()) {
        if (tables.back() != row.table) tables.push_back(row.table);
    }
    if (std::find(tables.begin(), tables.end(), name) == tables.end()) return unknown_key("", key, tables);
    if (table == nullptr) return Wrong{node.source(), fmt::format("{}: expected a table, [{}]", name, name)};
    return read_table(name, *table, settings);
}

Error complain(const std::filesystem::path& file, const toml::source_region& where, std::string_view what) {
    return {Errc::invalid_input,
            fmt::format("{}:{}:{}: {}", file.string(), where.begin.line, where.begin.column, what)};
}

// Where a setting stands in the file, or the file's beginning.
toml::source_region place_of(const toml::table& root, std::string_view table, std::string_view key) {
    const auto* node = root.at_path(fmt::format("{}.{}", table, key)).node();
    if (node != nullptr) return node->source();
    toml::source_region start;
    start.begin = {1, 1};
    return start;
}

}  // namespace

// RFC 9111, 5.2.2, and RFC 5861.
std::string Settings::cache_control() const {
    std::string out = fmt::format("public, max-age={}, s-maxage={}", max_age.count(), shared_max_age.count());
    if (stale_while_revalidate.count() > 0) {
        out += fmt::format(", stale-while-revalidate={}", stale_while_revalidate.count());
    }
    return out;
}

std::vector<SettingDoc> setting_docs() {
    std::vector<SettingDoc> docs;
    for (const auto& row : setting_rows()) docs.push_back({row.table, row.key, row.default_text, row.help});
    return docs;
}

Result<Settings> parse_settings(std::string_view text, const std::filesystem::path& name,
                                const std::filesystem::path& folder) {
    toml::table root;
    try {
        root = toml::parse(text, name.string());
    } catch (const toml::parse_error& error) {
        return complain(name, error.source(), fmt::format("{}, expected TOML", error.description()));
    }
    Settings settings;
    settings.file = name;
    settings.folder = folder;
    for (auto&& [key, node] : root) {
        if (const auto wrong = read_top(key, node, settings)) return complain(name, wrong->where, wrong->what);
    }
    if (const auto wrong = complete(settings)) {
        return complain(name, place_of(root, wrong->table, wrong->key),
                        fmt::format("{}.{}: {}", wrong->table, wrong->key, wrong->what));
    }
    return settings;
}

std::filesystem::path state_folder(const std::filesystem::path& config, std::string_view state_option) {
    if (!state_option.empty()) return std::filesystem::absolute(state_option);
    // systemd gives a list with ':' between; the unit names one folder.
    const char* given = std::getenv("STATE_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): before threads start
    if (given != nullptr && *given != '\0') return std::string_view(given).substr(0, std::string_view(given).find(':'));
    return std::filesystem::absolute(config).parent_path();
}

Result<Settings> load_settings(const std::filesystem::path& config, std::string_view state_option) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(config, error)) {
        const std::string_view why = std::filesystem::exists(config, error) ? "it is no file" : "there is no such file";
        return Error{Errc::unavailable, fmt::format("{}: {}; give another by --config FILE", config.string(), why)};
    }
    std::ifstream in(config, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) return Error{Errc::unavailable, fmt::format("{}: cannot be read", config.string())};
    return parse_settings(text, config, state_folder(config, state_option));
}

}  // namespace syndicated::app
