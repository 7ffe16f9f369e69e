# make test   everything that must hold; installs Chromium where it can
# make serve  preview of the Istanbul dossier
# make bench  benchmarks of each step of the road
# make profile  a fresh default.pgo, by which the compiler optimises the program
# make fuzz   a minute of fuzzing for each target

GO ?= go

.PHONY: test serve build bench fuzz profile chromium

test: chromium
	@out="$$(gofmt -l $$(git ls-files '*.go'))"; [ -z "$$out" ] || { echo "gofmt would change: $$out"; exit 1; }
	$(GO) mod tidy -diff
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test ./...
	$(GO) test -race -short ./internal/build ./internal/serve ./internal/site
	$(GO) run ./cmd/dossier check --strict

chromium:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
			apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null || true; \
		fi; }
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
		echo "NO CHROMIUM: the browser tests will be skipped. On Debian: apt-get install chromium"

serve:
	$(GO) run ./cmd/dossier serve

build:
	$(GO) run ./cmd/dossier build

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./internal/...

fuzz:
	@for pkg in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime 60s $$pkg || exit 1; \
		done; \
	done

# Profile-guided optimisation: a tenth of the time of a large build. Function names are
# all that counts; -trimpath keeps the paths of a machine out of it.
profile:
	$(GO) test ./internal/build -trimpath -run '^$$' -bench Cold -benchtime 15s -cpuprofile cmd/dossier/default.pgo -o /tmp/dossier-profile.test
