#include "intake/convert.hpp"

#include "intake/repairs.hpp"
#include "intake/utf8.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include <array>
#include <memory>

namespace syndicated::intake {

namespace {

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

struct Replacing {
    const Encoding* encoding = nullptr;
    std::int64_t bad_bytes = 0;
};

// What ICU asks when a code is broken or unknown to it.
void replace_bad(const void* context, UConverterToUnicodeArgs* args, const char* code, int32_t size,
                 UConverterCallbackReason reason, UErrorCode* error) {
    if (reason > UCNV_IRREGULAR) return;  // the converter is being reset, closed or cloned
    auto* state = static_cast<Replacing*>(const_cast<void*>(context));  // NOLINT: ICU's signature
    const auto byte = [code](int i) { return static_cast<unsigned char>(code[i]); };
    *error = U_ZERO_ERROR;
    std::array<UChar, 2> out{u'\uFFFD', u'\0'};
    int32_t count = 1;
    if (state->encoding == &gb18030 && size == 1 && byte(0) == 0x80) {
        out[0] = u'\u20AC';  // WHATWG, GB18030 decoder: what windows-936 means by it
    } else if (state->encoding == &big5 && size == 2 && missing_big5(byte(0) * 256U + byte(1)) != 0) {
        out[0] = missing_big5(byte(0) * 256U + byte(1));
    } else if (size == 2 && byte(1) < 0x80) {
        out[1] = byte(1);  // an unassigned code must not eat the '<' behind it
        count = 2;
        state->bad_bytes += 1;
    } else {
        state->bad_bytes += size;
    }
    ucnv_cbToUWriteUChars(args, out.data(), count, 0, error);
}

// One call of ucnv_convertEx after another until all is through.
void run(UConverter* from, UConverter* to, std::string_view bytes, std::string& out) {
    std::array<UChar, 4096> pivot{};
    UChar* pivot_source = pivot.data();
    UChar* pivot_target = pivot.data();
    std::array<char, 16384> chunk{};
    const char* source = bytes.data();
    UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
    for (bool first = true; error == U_BUFFER_OVERFLOW_ERROR; first = false) {
        error = U_ZERO_ERROR;
        char* target = chunk.data();
        ucnv_convertEx(to, from, &target, chunk.data() + chunk.size(), &source, bytes.data() + bytes.size(),
                       pivot.data(), &pivot_source, &pivot_target, pivot.data() + pivot.size(), first, true, &error);
        out.append(chunk.data(), static_cast<std::size_t>(target - chunk.data()));
    }
}

}  // namespace

std::string encode_gb18030(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    const Converter from(ucnv_open("utf-8", &error));
    const Converter to(ucnv_open(gb18030.converter, &error));
    std::string out;
    if (U_SUCCESS(error) && is_valid_utf8(text)) run(from.get(), to.get(), text, out);
    return out;
}

Converted convert(std::string_view bytes, const Encoding& encoding) {
    if (encoding.kind == EncodingKind::utf8) return utf8_with_replacements(bytes);
    UErrorCode error = U_ZERO_ERROR;
    const Converter from(ucnv_open(encoding.converter, &error));
    const Converter to(ucnv_open("utf-8", &error));
    // Only an ICU without its data gets here; the bytes are still not lost as UTF-8.
    if (U_FAILURE(error) || from == nullptr || to == nullptr) return utf8_with_replacements(bytes);
    Replacing state{&encoding, 0};
    ucnv_setToUCallBack(from.get(), replace_bad, &state, nullptr, nullptr, &error);
    Converted out;
    out.text.reserve(bytes.size() + bytes.size() / 2 + 16);
    run(from.get(), to.get(), bytes, out.text);
    if (&encoding == &gb18030) repair_private_use(out.text, RepairSet::gb18030);
    if (&encoding == &big5) repair_private_use(out.text, RepairSet::big5);
    out.bad_bytes = state.bad_bytes;
    return out;
}

}  // namespace syndicated::intake
