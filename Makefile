# The two commands, and what they need. `make run` and `make test` work on a fresh Debian 12 with Swift 6.3.

PACKAGES := libyaml-dev libarchive-dev libopenblas-dev libzmq3-dev
PIPELINE ?= Pipelines/quickstart.yaml
ARGS ?=

# model=training file of the agents that are shipped
AGENTS ?= strategic=strategic tactical=tactical execution=execution-agent risk=risk-agent

.PHONY: run test bench train ladder setup build lint

run: build
	.build/release/gm-flow run $(PIPELINE) $(ARGS)

test:
	bash Tests/all.sh

bench: build
	@bash Tests/setup.sh libboost-dev libreaderwriterqueue-dev valgrind python3
	bash Tests/Benchmarks/run.sh

# The trainer on tasks whose best scores are known: eleven minutes of a core, and Python beside it for six.
ladder: build
	bash Tests/Peers/setup.sh
	.build/release/gm-flow ladder --out docs/ladder.json $(ARGS)

# The models of config/models and their cards, anew: the first seed of each agent's training file.
train: build
	for agent in $(AGENTS); do \
		file=$${agent#*=} model=config/models/$${agent%%=*}; \
		.build/release/gm-flow train Pipelines/training/$$file.yaml $(ARGS) && \
		cp runs/train/$$file/seed-1/model.safetensors $$model.safetensors && \
		cp runs/train/$$file/card.md $$model.md || exit 1; \
	done

build: setup
	swift build -c release --product gm-flow

lint:
	swift format lint --strict --parallel --recursive --configuration .swift-format \
		Sources Operators Tests Package.swift

setup:
	@bash Tests/setup.sh $(PACKAGES)
