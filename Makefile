# Everything here installs what the machine lacks first; `make help` lists the verbs.
SHELL := /bin/bash
export SWIFT_DETERMINISTIC_HASHING = 1

# libcurl, SQLite, libxlsxwriter and libzip are linked; tzdata holds the time zones; openssl, strace, python3 and unzip serve the tests.
PACKAGES := libcurl4-openssl-dev libsqlite3-dev libxlsxwriter-dev libzip-dev tzdata openssl strace python3 unzip pkg-config
DEBUG := .build/debug
RELEASE := .build/release
# The Swift libraries are linked in: the program runs where Swift is not installed, and code that is cold after each sync is found sooner.
RELEASE_BUILD := swift build -c release --static-swift-stdlib
# Bounded, and the same each time.
FUZZ ?= --examples 10 --seconds 80 --seed 1

COMPARE := python3 Tests/Export/compare.py $(RELEASE)/autowebinar --work .build/export

.PHONY: help packages build release demo test oracle year export check lint bench mutate smoke plug-in fuzz clean

help: ## List the verbs.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

packages:
	@.ci/install-packages $(PACKAGES)

build: packages ## Build for development.
	swift build

release: packages ## Build for use: .build/release/autowebinar.
	$(RELEASE_BUILD) --product autowebinar

demo: packages ## The whole story against the built-in sandbox, in under a minute after the build.
	swift build --product autowebinar
	$(DEBUG)/autowebinar demo

test: packages ## All tests, tier by tier, the crash matrix included, and line coverage per target.
	swift build --build-tests --enable-code-coverage
	.ci/test

oracle: packages ## Random rules and cron lines against python-dateutil and cronsim, which PyPI provides.
	$(RELEASE_BUILD) --product RecurrenceProbe
	python3 Tests/Oracle/recurrence.py --probe $(RELEASE)/RecurrenceProbe --work .build/oracle

year: packages ## A year of 1,000 weekly jobs in virtual time, killed 200 times; YEAR='--seed 7' does one again.
	$(RELEASE_BUILD) --product YearSimulation
	$(RELEASE)/YearSimulation $(YEAR)

export: release ## Exports as pandas and, where it is installed, LibreOffice read them: cells that break tables, then 1,000 sessions of 200 people.
	$(COMPARE)
	$(COMPARE) --sessions 1000 --people 200 --columns 16

lint: ## Formatting that differs from .swift-format is an error.
	swift format lint --strict --recursive Sources Tests Package.swift

check: packages lint test release oracle year smoke plug-in ## What must hold before a change lands.
	$(COMPARE) --without-office

plug-in: release ## What every automation platform does, over HTTP: connection, lists, triggers, actions, errors.
	python3 Tests/PlugIn/checklist.py $(RELEASE)/autowebinar --work .build/plug-in

fuzz: release ## Schemathesis over the served OpenAPI document, livedigital answering and hanging; FUZZ='--examples 50 --seconds 600' does more.
	python3 Tests/PlugIn/fuzz.py $(RELEASE)/autowebinar --work .build/plug-in $(FUZZ)

smoke: release
	.ci/smoke $(RELEASE)/autowebinar

bench: release ## Measure: flows and recovery, in pairs with the floor; much that waits; plans.
	$(RELEASE_BUILD) --product autowebinar-bench
	$(RELEASE)/autowebinar-bench compare
	$(RELEASE)/autowebinar-bench waiting
	$(RELEASE)/autowebinar-bench plan

mutate: packages ## Break the engine on purpose, five ways; fails unless the tests catch each.
	.ci/mutate

clean:
	rm -rf .build
