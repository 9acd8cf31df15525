#include "app/settings_check.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace syndicated::app {

namespace {

constexpr std::string_view unix_prefix = "unix:";

constexpr std::array<std::string_view, 6> reserved_slugs{"all", "changes", "featured", "hot", "source", "archive"};

void drop_trailing_slashes(std::string& url) {
    while (!url.empty() && url.back() == '/') url.pop_back();
}

// RFC 4151 section 2.1: authority "," date (a year, a month or a day).
bool is_tagging_entity(std::string_view id) {
    const auto comma = id.find(',');
    if (comma == std::string_view::npos || comma == 0) return false;
    const auto domain = id.substr(0, comma);
    const auto date = id.substr(comma + 1);
    const bool good_domain = std::all_of(domain.begin(), domain.end(), [](char c) {
        return is_alnum(c) || c == '.' || c == '-' || c == '@' || c == '_';
    });
    if (!good_domain || (date.size() != 4 && date.size() != 7 && date.size() != 10)) return false;
    for (std::size_t i = 0; i < date.size(); ++i) {
        const bool dash = i == 4 || i == 7;
        if (dash ? date[i] != '-' : (date[i] < '0' || date[i] > '9')) return false;
    }
    return true;
}

// "HOST:PORT", "[v6]:PORT" or "unix:PATH"
bool is_listen_address(std::string_view address) {
    if (address.starts_with(unix_prefix)) {
        const auto path = address.substr(unix_prefix.size());
        return !path.empty() && path.find('\0') == std::string_view::npos;
    }
    const auto colon = address.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const auto host = address.substr(0, colon);
    const auto port = address.substr(colon + 1);
    if (host.find(':') != std::string_view::npos && (host.front() != '[' || host.back() != ']')) return false;
    int number = -1;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    return error == std::errc{} && end == port.data() + port.size() && number >= 0 && number <= 65535;
}

bool is_language_tag(std::string_view tag) {
    return !tag.empty() && tag.size() <= 35 && is_alnum(tag.front()) && is_alnum(tag.back()) &&
           std::all_of(tag.begin(), tag.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

// A store's name stands in guids: no character that would have to be escaped there.
bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return is_alnum(c) || c == '-' || c == '_' || c == '.';
    });
}

// Empty: Unix sockets alone are listened on.
std::string listener_url(const std::vector<std::string>& listen) {
    const auto tcp = std::find_if(listen.begin(), listen.end(),
                                  [](const std::string& address) { return !address.starts_with(unix_prefix); });
    if (tcp == listen.end()) return {};
    std::string address = *tcp;
    for (const std::string_view any : {"0.0.0.0:", "[::]:", "*:"}) {
        if (address.rfind(any, 0) == 0) address.replace(0, any.size() - 1, "localhost");
    }
    return "http://" + address;
}

std::optional<Complaint> complete_site(Settings& settings) {
    Site& site = settings.site;
    if (trim(site.title).empty()) return Complaint{"site", "title", "is empty, expected the site's name"};
    if (!site.id.empty() && !is_tagging_entity(site.id)) {
        return Complaint{"site", "id",
                         fmt::format("{} is no tagging entity, expected a domain and a date such as "
                                     "\"example.cn,2025\"",
                                     quote(site.id))};
    }
    const std::array<std::pair<std::string_view, std::string*>, 2> urls{
        {{"base_url", &site.base_url}, {"home", &site.home}}};
    for (const auto& [key, url] : urls) {
        if (!url->empty() && (!is_web_url(*url) || url->find('?') != std::string::npos)) {
            return Complaint{"site", key,
                             fmt::format("{} is no address, expected one such as "
                                         "\"https://feeds.example.cn\"",
                                         quote(*url))};
        }
    }
    drop_trailing_slashes(site.base_url);
    if (site.base_url.empty()) site.base_url = listener_url(settings.http.listen);
    if (site.base_url.empty()) {
        return Complaint{"site", "base_url",
                         "is empty beside Unix sockets alone, expected where readers reach the feeds"};
    }
    if (site.home.empty()) site.home = site.base_url;
    std::string sample = site.article_url;
    std::replace_if(
        sample.begin(), sample.end(), [](char c) { return c == '{' || c == '}'; }, '_');
    if (!sample.empty() && (!is_web_url(sample) || site.article_url.find("{key}") == std::string::npos) &&
        site.article_url.find("{id}") == std::string::npos) {
        return Complaint{"site", "article_url",
                         fmt::format("{} is no template, expected one such as "
                                     "\"https://www.example.cn/{{category}}/{{key}}.html\"",
                                     quote(site.article_url))};
    }
    if (!is_language_tag(site.language)) {
        return Complaint{"site", "language",
                         fmt::format("{} is no language tag, expected one such as \"zh-CN\"", quote(site.language))};
    }
    const auto zone = Zone::parse(site.time_zone);
    if (!zone) return Complaint{"site", "time_zone", zone.error().detail};
    site.zone = *zone;
    return std::nullopt;
}

std::optional<Complaint> check_stores(const Settings& settings) {
    if (!is_name(settings.store.name)) {
        return Complaint{
            "store", "name",
            fmt::format("{} is no name, expected letters, digits, \"-\", \"_\" or \".\"", quote(settings.store.name))};
    }
    if (!settings.store.guid.empty() && settings.store.guid.find("{key}") == std::string::npos) {
        return Complaint{"store", "guid", "has no {key}, expected a template such as \"https://site/?p={key}\""};
    }
    for (const auto& [table, url] : {std::pair<std::string_view, std::string_view>{"store", settings.store.url},
                                     {"ledger", settings.ledger_url}}) {
        if (url.substr(0, 7) != "sqlite:" || url.size() == 7) {
            return Complaint{table, "url", fmt::format("{} is no database, expected \"sqlite:FILE\"", quote(url))};
        }
    }
    if (settings.store.url == settings.ledger_url) {
        return Complaint{"ledger", "url", "is the article store, expected a file of its own"};
    }
    return std::nullopt;
}

std::optional<Complaint> check_hot(const Settings& settings) {
    using std::chrono::seconds;
    if (settings.hot_window < std::chrono::hours(1) || settings.hot_window > std::chrono::days(366)) {
        return Complaint{"feeds", "hot_window", "is out of bounds, expected \"1h\" to \"366d\""};
    }
    if (settings.hot_every < seconds(1)) {
        return Complaint{"feeds", "hot_every", "is too short, expected at least \"1s\""};
    }
    return std::nullopt;
}

std::optional<Complaint> check_license(const License& license) {
    constexpr std::array<std::string_view, 6> uses{"all", "ai-all", "ai-train", "ai-input", "ai-index", "search"};
    constexpr std::array<std::string_view, 8> payments{"purchase", "subscription", "training",    "crawl",
                                                       "use",      "contribution", "attribution", "free"};
    for (const auto& [key, list] :
         {std::pair<std::string_view, const std::vector<std::string>&>{"permits", license.permits},
          {"prohibits", license.prohibits}}) {
        for (const auto& use : list) {
            if (std::find(uses.begin(), uses.end(), use) != uses.end()) continue;
            return Complaint{"license", key,
                             fmt::format("{} is no use, expected {}", quote(use), fmt::join(uses, ", "))};
        }
    }
    if (!license.payment.empty() && std::find(payments.begin(), payments.end(), license.payment) == payments.end()) {
        return Complaint{
            "license", "payment",
            fmt::format("{} is no kind of payment, expected {}", quote(license.payment), fmt::join(payments, ", "))};
    }
    if (!license.terms.empty() && !is_web_url(license.terms)) {
        return Complaint{"license", "terms",
                         fmt::format("{} is no address, expected http or https", quote(license.terms))};
    }
    return std::nullopt;
}

std::optional<Complaint> check_categories(const Settings& settings) {
    const auto& categories = settings.site.categories;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        for (std::size_t j = 0; j < i && !categories[i].slug.empty(); ++j) {
            if (categories[i].slug == categories[j].slug) {
                return Complaint{"category", categories[i].name,
                                 fmt::format("slug {} is taken by {}, expected another", quote(categories[i].slug),
                                             quote(categories[j].name))};
            }
        }
    }
    return std::nullopt;
}

std::optional<Complaint> check_network(const Settings& settings) {
    for (const auto& address : settings.http.listen) {
        if (!is_listen_address(address)) {
            return Complaint{"http", "listen",
                             fmt::format("{} is no address, expected \"HOST:PORT\" or \"unix:PATH\"", quote(address))};
        }
    }
    for (const auto& hub : settings.websub.hubs) {
        if (!is_web_url(hub)) {
            return Complaint{"websub", "hubs",
                             fmt::format("{} is no hub, expected an http or https address", quote(hub))};
        }
    }
    if (settings.websub.debounce_max < settings.websub.debounce) {
        return Complaint{"websub", "debounce_max", "is less than debounce, expected at least as much"};
    }
    return std::nullopt;
}

std::optional<Complaint> check_hub(const Settings& settings) {
    const auto& lease = settings.hub.lease;
    const std::string& path = settings.hub_path;
    const bool plain = path.size() > 1 && path.front() == '/' && std::all_of(path.begin(), path.end(), [](char c) {
                           return is_alnum(c) || c == '/' || c == '-' || c == '_' || c == '.';
                       });
    constexpr std::array<std::string_view, 4> taken{"/metrics", "/status", "/healthz", "/readyz"};
    const bool is_taken = std::find(taken.begin(), taken.end(), path) != taken.end();
    if (!plain || is_taken || path.starts_with("/feeds/") || path.find("//") != std::string::npos) {
        return Complaint{"hub", "path", fmt::format("{} is no path, expected one such as \"/hub\"", quote(path))};
    }
    if (lease.least < std::chrono::seconds(1)) {
        return Complaint{"hub", "min_lease", "is too short, expected at least \"1s\""};
    }
    if (lease.most < lease.least) return Complaint{"hub", "max_lease", "is less than min_lease"};
    if (lease.usual < lease.least || lease.usual > lease.most) {
        return Complaint{"hub", "default_lease", "is not between min_lease and max_lease"};
    }
    if (settings.hub.first_retry < std::chrono::milliseconds(1)) {
        return Complaint{"hub", "first_retry", "is too short, expected at least \"1ms\""};
    }
    return std::nullopt;
}

// What the hub needs to know of the site, and the site of the hub.
void complete_hub(Settings& settings) {
    settings.hub.base_url = settings.site.base_url;
    settings.hub.url = settings.site.base_url + settings.hub_path;
    settings.hub.user_agent = settings.websub.user_agent;
    if (settings.hub_enabled) settings.site.hubs.insert(settings.site.hubs.begin(), settings.hub.url);
}

}  // namespace

bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_web_url(std::string_view url) {
    std::string_view rest = url;
    if (rest.substr(0, 8) == "https://") {
        rest.remove_prefix(8);
    } else if (rest.substr(0, 7) == "http://") {
        rest.remove_prefix(7);
    } else {
        return false;
    }
    const auto host = rest.substr(0, rest.find_first_of("/?"));
    if (host.empty() || (!is_alnum(host[0]) && host[0] != '[')) return false;
    return std::none_of(url.begin(), url.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == '@' || c == '#' ||
               c == '"' || c == '<' || c == '>' || c == '\\';
    });
}

std::optional<std::string> complaint_about(const CategorySetting& category) {
    if (category.name.empty()) return "category: the name is empty, expected [category.\"NAME\"]";
    if (category.parent == category.name) return "category: its own parent, expected another category's name";
    const auto& slug = category.slug;
    if (slug.empty()) return std::nullopt;
    const bool good = slug.size() <= 64 && std::all_of(slug.begin(), slug.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                      });
    if (!good) return fmt::format("category.slug: {} is no slug, expected a-z, 0-9 and \"-\"", quote(slug));
    if (std::find(reserved_slugs.begin(), reserved_slugs.end(), slug) != reserved_slugs.end()) {
        return fmt::format("category.slug: {} is reserved, expected another", quote(slug));
    }
    return std::nullopt;
}

std::optional<Complaint> complete(Settings& settings) {
    if (settings.http.listen.empty()) {
        return Complaint{"http", "listen", "is empty, expected at least one \"HOST:PORT\""};
    }
    if (auto wrong = check_network(settings)) return wrong;
    for (std::string& address : settings.http.listen) {
        if (!address.starts_with(unix_prefix)) continue;
        address.replace(unix_prefix.size(), std::string::npos,
                        (settings.folder / address.substr(unix_prefix.size())).string());
    }
    if (auto wrong = check_stores(settings)) return wrong;
    if (auto wrong = check_categories(settings)) return wrong;
    if (auto wrong = check_hot(settings)) return wrong;
    if (auto wrong = check_license(settings.site.license)) return wrong;
    if (auto wrong = check_hub(settings)) return wrong;
    if (auto wrong = check_services(settings.websub.services)) return wrong;
    settings.site.hubs = settings.websub.hubs;
    settings.websub.user_agent = "syndicated/" SYNDICATED_VERSION;
    if (auto wrong = complete_site(settings)) return wrong;
    settings.websub.services.indexnow.site = settings.site.home;
    complete_hub(settings);
    return std::nullopt;
}

}  // namespace syndicated::app
