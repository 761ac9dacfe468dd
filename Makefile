.DEFAULT_GOAL := help
.PHONY: help run build test check bench corpora values fuzz clean

help:    ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run:     ## set up what is missing, build, serve on this machine (PORT=8080, or the next free one)
	@scripts/run.sh

build:   ## set up what is missing, build dist/: static files for any folder of any host
	@scripts/build.sh

test:    ## set up what is missing, run every check and every test
	@scripts/test.sh

check:   ## formatting, lints for each target, the repository's own rules
	@scripts/check.sh

bench:   ## measure the app beside its peers, in the browser and native (ONLY=browser,first,native,growth,memory,hostile)
	@ONLY="$(ONLY)" scripts/bench.sh

corpora: ## compare what we read of a folder's files with what is stated of them, and with Python's split (DIR=...)
	@scripts/corpora.sh "$(DIR)"

values:  ## a million amounts, every day of a century and every figure of the sample beside Python's own
	@scripts/values.sh

fuzz:    ## search for bytes that break the reader (SECONDS=60 for each target, TARGET=scan for one)
	@scripts/fuzz.sh "$(or $(SECONDS),60)" "$(TARGET)"

clean:   ## remove what was built and the project's own tools
	@scripts/clean.sh
