#include "websub/signature.hpp"

#include <catch2/catch.hpp>

using namespace syndicated::websub;

TEST_CASE("bodies are signed as RFC 2202 and RFC 4231 say, test case 2") {
    const std::string body = "what do ya want for nothing?";
    CHECK(sign(SignatureMethod::sha1, "Jefe", body) == "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    CHECK(sign(SignatureMethod::sha256, "Jefe", body) ==
          "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(sign(SignatureMethod::sha384, "Jefe", body) ==
          "sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
    CHECK(sign(SignatureMethod::sha512, "Jefe", body) ==
          "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
          "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

TEST_CASE("challenges differ") {
    CHECK(random_hex(16).size() == 32);
    CHECK(random_hex(16) != random_hex(16));
}
