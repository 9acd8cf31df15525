# The commands of the README. Everything is built below build/.
JOBS ?= $(shell nproc)
DEMO ?= build/demo
PORT ?= 8080

.PHONY: help run test deps build bench clean

help:
	@echo "make run    install what is missing, build, start the daemon on sample articles (Ctrl-C stops it)"
	@echo "make test   install what is missing, build with tests, run every test"
	@echo "make deps   install the packages alone"
	@echo "make bench  build and run the benchmarks"

deps:
	@.ci/install-packages build

build: deps
	@cmake -S . -B build/release -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null
	@cmake --build build/release --target syndicated -j$(JOBS)

run: build
	@exec tests/demo/run build/release/syndicated $(DEMO) $(PORT)

test:
	@.ci/install-packages build test
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev -j$(JOBS)
	@ctest --preset dev -j$(JOBS)

bench:
	@.ci/install-packages build test
	@cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DSYNDICATED_BENCH=ON >/dev/null
	@cmake --build build/bench -j$(JOBS)
	@bench/run build/bench

clean:
	@rm -rf build
