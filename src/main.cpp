#include "syndicated/app/main.hpp"

int main(int argc, char** argv) {
    return syndicated::app::main(argc, argv);
}
