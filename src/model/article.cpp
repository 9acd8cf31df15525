#include "syndicated/model/article.hpp"

#include <array>
#include <utility>

namespace syndicated {

namespace {

constexpr std::array<std::pair<Form, std::string_view>, 4> forms{
    {{Form::html, "html"}, {Form::page, "page"}, {Form::text, "text"}, {Form::markdown, "markdown"}}};

}  // namespace

std::string_view name_of(Form form) {
    for (const auto& [value, name] : forms) {
        if (value == form) return name;
    }
    return "html";
}

std::optional<Form> form_from(std::string_view text) {
    for (const auto& [value, name] : forms) {
        if (name == text) return value;
    }
    return std::nullopt;
}

}  // namespace syndicated
