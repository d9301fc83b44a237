# farvault. `make` alone shows what there is.

.DEFAULT_GOAL := help

FUNCTIONS := Provision Alert Sweep Slack
LAMBDA    := CGO_ENABLED=0 GOOS=linux GOARCH=arm64
GOFLAGS_LAMBDA := -tags lambda.norpc -trimpath -ldflags "-s -w"
FUZZTIME  ?= 10s
# The race detector needs a C compiler.
COMPILER  := $(shell command -v cc gcc clang 2>/dev/null)

.PHONY: help
help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## the whole story in a simulated AWS, in seconds; needs no account
	@test -x bin/farvault || echo "Compiling farvault: the first time this takes a minute or two." >&2
	@go build -o bin/farvault ./cmd/farvault
	@bin/farvault demo

.PHONY: build
build: ## the command and the four functions, for this machine, into bin/
	go build -trimpath -o bin/farvault ./cmd/farvault
	for f in provision alert sweep slack; do \
		CGO_ENABLED=0 go build $(GOFLAGS_LAMBDA) -o bin/$$f/bootstrap ./functions/$$f && cp infra/settings.yaml bin/$$f/ || exit 1; \
	done

# What `sam build` calls for each function, with ARTIFACTS_DIR set.
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-custom-runtimes.html
.PHONY: $(FUNCTIONS:%=build-%Function)
$(FUNCTIONS:%=build-%Function): build-%Function:
	$(LAMBDA) go build $(GOFLAGS_LAMBDA) -o "$(ARTIFACTS_DIR)/bootstrap" ./functions/$(shell echo $* | tr A-Z a-z)
	cp infra/settings.yaml "$(ARTIFACTS_DIR)/settings.yaml"

.PHONY: test
test: ## vet and the tests, in minutes; of what is tried in turn a part
	go vet ./...
	go test -vet=off ./...

.PHONY: verify
verify: ## what takes long: all that is tried in turn, the binaries, the race detector
	FARVAULT_VERIFY=1 go test -vet=off -timeout 50m ./demo/...
	$(if $(COMPILER),go test -vet=off -race -short -timeout 30m ./...,@echo "no C compiler: the race detector is left out")

.PHONY: audit
audit: ## all sequences of four calls that the shipped policies allow: which harm a copy in the central vault (minutes)
	FARVAULT_AUDIT=4 go test -vet=off -count=1 -v -timeout 1h -run '^TestSecurityListsEveryWay$$' ./demo/audit

.PHONY: soak-healthy
soak-healthy: ## 1,000 random worlds in which all is well, three days each: no alarm; then one fault each (hours)
	FARVAULT_WORLDS=$(or $(WORLDS),1000) go test -vet=off -count=1 -v -timeout 12h -run TestHealthyWorldsAreSilent ./demo

# All kills, all errors, and as many random worlds as SEEDS says. What is found has a line that plays it again.
# SHARE=n tries one of n kills and errors, LARGEST=accounts x days bounds the worlds: a first look takes minutes.
SEEDS ?= 20

.PHONY: soak
soak: ## every kill and error at every call, and SEEDS (20) worlds of up to 50 accounts, 30 days each (hours)
	FARVAULT_SOAK=$(or $(SHARE),1) FARVAULT_SEEDS=$(SEEDS) FARVAULT_LARGEST=$(or $(LARGEST),50x30) go test -vet=off -count=1 -v -timeout 48h ./demo/trial

.PHONY: replay
replay: ## the random world of SEED again, with its trace; SIZE=accounts x days, KEEP=numbers of what happens
	FARVAULT_SEED=$(SEED) FARVAULT_SIZE=$(or $(SIZE),4x7) FARVAULT_KEEP=$(KEEP) \
		go test -vet=off -count=1 -v -timeout 2h -run '^TestReplay$$' ./demo/trial

.PHONY: errors
errors: ## docs/errors.md: what each function does at each error of each of its calls (half an hour)
	go test -vet=off -count=1 -timeout 4h -run '^TestErrors$$' ./demo/trial -update

# In the package's own folder, where go test shows what a test prints. It takes a clone with the whole history.
.PHONY: regress
regress: ## the faults of an old commit, whose binaries play in the simulator, and that they are gone
	cd demo/regress && FARVAULT_REGRESS=1 go test -vet=off -count=1
	cd shared/cli && FARVAULT_REGRESS=1 go test -vet=off -count=1 -run '^TestTheFirstHourMeetsNoneOfItsFaults$$'

.PHONY: bench
bench: ## benchmarks: calls an account costs, 10,000 accounts, a storm, Lambda's time, the cold start beside Python's
	go test -run '^$$' -bench . -skip '^Benchmark(Storm|OrganizationConverges)$$' -benchmem ./...
	go test -run '^$$' -bench '^BenchmarkOrganizationConverges$$' -benchtime 1x -timeout 1h ./shared/cloud
	go test -run '^$$' -bench '^BenchmarkStorm$$/^[A-Za-z]*(Cause|Own)$$' -benchtime 1x -timeout 1h ./shared/handler/alert
	FARVAULT_VERIFY=1 go test -count=1 -v -run '^TestEveryWorkOfTenThousandAccounts' ./shared/handler/sweep
	FARVAULT_VERIFY=1 go test -count=1 -v -run '^TestFiftyAccountsAtOnce' ./demo
	@python3 tools/conformance.py "cold start"

.PHONY: bill
bill: ## what a month costs at 100, 1,000 and 10,000 accounts, by the lines of AWS's bill
	@go run ./tools/bill

.PHONY: bench-storm
bench-storm: ## 50,000 failures in five minutes, each event once and twenty times (half an hour)
	go test -run '^$$' -bench '^BenchmarkStorm$$' -benchtime 1x -timeout 2h ./shared/handler/alert

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (10s), from its committed corpus
	@set -e; grep -rHo --include='*_test.go' '^func Fuzz[A-Za-z0-9]*' . | sort | while IFS=: read -r file found; do \
		target="$${found#func }"; package="$$(dirname "$$file")"; echo "$$target in $$package"; \
		go test -vet=off -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package" </dev/null; \
	done

# A package and a renderer's fuzz target. The seeds are the hostile strings; each run says how many, then counts.
RENDERERS := notify/FuzzSlack notify/FuzzChat notify/FuzzPublication message/FuzzText message/FuzzSubject message/FuzzDigest

.PHONY: fuzz-renderers
fuzz-renderers: ## 1,000,000 runs of each renderer: Slack, other chats, SNS, mail, subject, digest (half an hour)
	@set -e; for renderer in $(RENDERERS); do \
		echo "$$renderer"; \
		go test -run '^$$' -fuzz "^$$(basename $$renderer)\$$" -fuzztime 1000000x -fuzzminimizetime 1x ./shared/$$(dirname $$renderer); \
	done

# Mutants that gremlins lists in the packages that decide; a seed draws the sample. AT=file:line tries one place alone.
SAMPLE ?= 400

.PHONY: mutate
mutate: ## SAMPLE (400) small mistakes in chain, proof, alert, policy: the tests must notice 85 % (two hours)
	nice go run ./tools/mutate -sample $(SAMPLE) -seed $(or $(SEED),1) -at "$(AT)"

.PHONY: conformance
conformance: ## checks that others wrote: linters, sam build, AWS's matcher, another policy evaluator
	@python3 tools/conformance.py

.PHONY: browser-test
browser-test: ## the page of coverage in headless Chromium; the pictures are in bin/browser/
	@python3 tools/conformance.py browser

.PHONY: coverage-picture
coverage-picture: ## docs/coverage.png, from the simulator's organization
	@python3 tools/conformance.py browser --write

.PHONY: documents
documents: ## docs/settings.md, docs/permissions.md and the pictures of Slack and of a terminal, as the product makes them
	go run ./tools/documents

.PHONY: lint
lint: ## gofmt, vet, staticcheck, unparam, misspell, line length, deadcode; cfn-lint on the templates
	@python3 tools/conformance.py lint cfn-lint

.PHONY: cover
cover: ## what the tests of each package reach of it, package by package, and of all together
	go test -coverprofile=coverage.out ./...
	@go tool cover -func=coverage.out | tail -1

.PHONY: architecture
architecture: ## docs/architecture.svg, drawn from what the packages import
	@python3 tools/architecture.py

.PHONY: name
name: ## write the module's path and the repository's owner wherever they stand; REPO=github.com/owner/name
	@python3 tools/name.py "$(REPO)"

# Two builds are compared, so nothing of this machine goes into what is released.
VERSION ?= 0.0.0-dev

.PHONY: release
release: ## zips, plain templates, the command for each system, checksums and SBOM in dist/; VERSION=1.2.3
	@rm -rf dist
	@python3 tools/release.py dist $(VERSION) --twice

.PHONY: fmt
fmt: ## gofmt everything
	gofmt -w $$(git ls-files --cached --others --exclude-standard '*.go')

.PHONY: clean
clean: ## remove what was built
	rm -rf bin dist .aws-sam tools/.venv
