# SPDX-License-Identifier: Apache-2.0
# Every target works from a fresh clone; `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# SwiftPM locks its build directory: one command at a time.
.NOTPARALLEL:

SWIFT ?= swift
# `make test` and `make demo` use the plain debug build, what is installed is linked statically.
RELEASE_FLAGS := -c release --static-swift-stdlib
SERVICE_PROGRAMS := plex-activityd plex-activityctl

# SwiftPM's links to the folders of the machine's architecture.
DEBUG_PROGRAMS := .build/debug
RELEASE_PROGRAMS := .build/release

.PHONY: help
help: ## List the targets
	@grep --extended-regexp --no-filename '^[a-z-]+:.*##' $(MAKEFILE_LIST) \
		| sed --regexp-extended 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand --tabs=16

.PHONY: setup
setup: ## Install what builds and tests need beside the Swift toolchain
	@scripts/setup

.PHONY: build
build: setup ## Build everything for debugging
	$(SWIFT) build

.PHONY: release
release: $(addprefix release-,$(SERVICE_PROGRAMS)) ## Build the two programs as they are installed

release-%: setup
	$(SWIFT) build $(RELEASE_FLAGS) --product $*

.PHONY: manual
manual: build ## Write the manual pages and the completions anew, from what the programs say of their arguments
	scripts/command-line-files $(DEBUG_PROGRAMS) .

.PHONY: lint
lint: setup ## Check formatting, scripts and house rules without building
	scripts/lint

.PHONY: test
test: test-swift test-clients test-metrics test-linkage ## Run every test that needs no root

# Tests that only compute take every thread that runs tasks for seconds on end; what runs on the real clock comes after
# them. An hour at a hundred times its speed, and how much memory ten thousand activities take, want the machine for themselves.
COMPUTING_TESTS := ^(ActivityMonitorTests|MonitorConfigurationTests|PlexModelTests|HouseTests)\.
LONELY_TESTS := (StreamedHourTests|ManyActivitiesTests)/

.PHONY: test-swift
test-swift: setup ## Run the Swift tests
	SWIFT=$(SWIFT) scripts/swift-test --disable-xctest --filter '$(COMPUTING_TESTS)'
	SWIFT=$(SWIFT) scripts/swift-test --disable-xctest --skip-build --skip '$(COMPUTING_TESTS)' --skip '$(LONELY_TESTS)'
	SWIFT=$(SWIFT) scripts/swift-test --disable-xctest --skip-build --no-parallel --filter '$(LONELY_TESTS)'

.PHONY: bench
bench: bench-latency bench-speed ## Measure how quick it is

.PHONY: bench-latency
bench-latency: release-plex-activityd ## Measure from the server's send to the journal's socket, beside a public listener
	Benchmarks/latency/run $(RELEASE_PROGRAMS)/plex-activityd

.PHONY: bench-speed
bench-speed: setup ## Measure speed and memory of the core, the decoding and replays
	$(SWIFT) package --package-path Benchmarks benchmark --format markdown

.PHONY: soak
soak: setup ## Check the core's properties on 100,000 random histories (takes a quarter of an hour)
	PROPERTY_HISTORIES=$${PROPERTY_HISTORIES:-100000} $(SWIFT) test --configuration release --disable-xctest \
		-Xswiftc -enable-testing --filter PropertyTests

.PHONY: mutation-check
mutation-check: setup ## Break the core in one place at a time, and see that the tests notice (takes two hours)
	scripts/mutation-check

.PHONY: fuzz
fuzz: setup ## Feed made-up bytes to whatever reads bytes from outside (five times FUZZ_SECONDS, 300 by default)
	scripts/fuzz

.PHONY: test-clients
test-clients: build ## Run the public clients of the Plex API against the simulator
	Tests/public-clients/run $(DEBUG_PROGRAMS)/plex-simulator

.PHONY: test-metrics
test-metrics: build ## Let promtool and a real Prometheus read the metrics
	Tests/metrics/prove $(DEBUG_PROGRAMS)/plex-activityctl

.PHONY: test-linkage
test-linkage: release ## Check what the release programs are linked with
	Tests/linkage/prove
	scripts/check-linkage $(addprefix $(RELEASE_PROGRAMS)/,$(SERVICE_PROGRAMS))

.PHONY: test-systemd
test-systemd: release release-plex-simulator ## Test the installed service under a real systemd in a container (needs root)
	Tests/SystemdBoot/run $(RELEASE_PROGRAMS) $(RELEASE_PROGRAMS)/plex-simulator

.PHONY: demo
demo: build ## Show the daemon at work against the simulator
	config/demo/run $(DEBUG_PROGRAMS)

include packaging/install.mk

# Installing as root builds nothing, so that it needs no toolchain in root's PATH; a fresh clone has nothing to install.
ifneq ($(words $(wildcard $(addprefix $(RELEASE_PROGRAMS)/,$(SERVICE_PROGRAMS)))),$(words $(SERVICE_PROGRAMS)))
install: release
endif

.PHONY: clean
clean: ## Remove what was built
	$(SWIFT) package clean
