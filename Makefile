# SPDX-License-Identifier: Apache-2.0
# Every target works from a fresh clone; `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# SwiftPM locks its build directory: one command at a time.
.NOTPARALLEL:

SWIFT ?= swift
# The same flags for building and testing, so that the dependencies are compiled once.
DEBUG_FLAGS :=
RELEASE_FLAGS := -c release --static-swift-stdlib
SERVICE_PROGRAMS := plex-activityd plex-activityctl

debug_directory = $(shell $(SWIFT) build $(DEBUG_FLAGS) --show-bin-path)
release_directory = $(shell $(SWIFT) build $(RELEASE_FLAGS) --show-bin-path)

.PHONY: help
help: ## List the targets
	@grep --extended-regexp --no-filename '^[a-z-]+:.*##' $(MAKEFILE_LIST) \
		| sed --regexp-extended 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand --tabs=16

.PHONY: setup
setup: ## Install what builds and tests need beside the Swift toolchain
	@scripts/setup

.PHONY: build
build: setup ## Build everything for debugging
	$(SWIFT) build $(DEBUG_FLAGS)

.PHONY: release
release: setup ## Build the two programs as they are installed
	@set -e; for program in $(SERVICE_PROGRAMS); do \
		echo $(SWIFT) build $(RELEASE_FLAGS) --product $$program; \
		$(SWIFT) build $(RELEASE_FLAGS) --product $$program; \
	done

.PHONY: lint
lint: setup ## Check formatting, scripts and house rules without building
	scripts/lint

.PHONY: test
test: test-swift test-clients test-linkage ## Run every test that needs no root

.PHONY: test-swift
test-swift: setup ## Run the Swift tests
	$(SWIFT) test $(DEBUG_FLAGS) --disable-xctest

.PHONY: test-clients
test-clients: build ## Run the public clients of the Plex API against the simulator
	Tests/public-clients/run "$(debug_directory)/plex-simulator"

.PHONY: test-linkage
test-linkage: release ## Check what the release programs are linked with
	Tests/linkage/prove
	scripts/check-linkage $(foreach program,$(SERVICE_PROGRAMS),"$(release_directory)/$(program)")

.PHONY: demo
demo: build ## Show the daemon at work against the simulator
	config/demo/run "$(debug_directory)"

.PHONY: clean
clean: ## Remove what was built
	$(SWIFT) package clean
