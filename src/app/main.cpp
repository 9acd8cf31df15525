#include "syndicated/app/main.hpp"
namespace syndicated::app {
int main(int, char**) {
    return 0;
}
}  // namespace syndicated::app
