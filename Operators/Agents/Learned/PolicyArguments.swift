import OperatorKit

/// What all agents with a network ask.
struct PolicyArguments: Sendable {
    /// What kind of file the model is.
    enum Format: String, CaseIterable, Sendable { case safetensors, torch }
    /// What hidden layers of a torch file do, which it does not say.
    enum Hidden: String, CaseIterable, Sendable { case relu, tanh }

    var model = ""
    var format = Format.safetensors
    var hidden = Hidden.relu
    var schema = ""
    var floor = 0.0
    var passes = 0
    var dropout = 0.1
    var sample = false
    var explain = false
    var explainLast = 100
}

/// The settings of an agent with a network.
protocol PolicySettings: OperatorSettings {
    /// What all of them ask.
    var policy: PolicyArguments { get set }
}

extension PolicySettings {
    /// What all agents with a network take.
    static var policyParameters: [Parameter<Self>] {
        [
            .path("model", \.policy.model, "the model's file", required: true),
            .choice(
                "format", \.policy.format,
                "safetensors as gm-flow train writes it, or a state dict of torch (.pt) of linear layers, with a GRU or not"
            ),
            .choice("hidden", \.policy.hidden, "what hidden layers of a torch file do"),
            .text(
                "schema", \.policy.schema,
                "hash of the inputs that the model was trained on, for a file that does not keep one"),
            .real(
                "floor", \.policy.floor, in: 0...1,
                "less sure than this, max p·(1 − I/ln n), it takes its safe choice"),
            .integer(
                "passes", \.policy.passes, in: 0...64,
                "passes with dropout a decision, whose mean is what it thinks; 0 for one without"),
            .real(
                "dropout", \.policy.dropout, in: 0.001...0.9, "share of the hidden units left out in a pass"),
            .flag("sample", \.policy.sample, "draw the choice by its probability, for training"),
            .flag("explain", \.policy.explain, "explain the newest decisions in the report"),
            .integer(
                "explain_last", \.policy.explainLast, in: 1...10_000, "decisions that are explained",
                unit: "decisions"),
        ]
    }
}

/// What the pages of all agents with a network say.
enum PolicyManual {
    static let model = """
        The model is read when the pipeline is checked, and refused then: a file that is cut off, holds numbers \
        that are not finite or tensors that are not of its shape; another number of inputs or outputs; other \
        actions; a hash of the inputs' meaning that is not the one wired here. A torch file says neither hash nor \
        activation: give `schema` and `hidden`. It takes the likeliest choice of those allowed, the first of \
        equals; with `sample` one drawn from the run's seed and the node's name. With `passes` the network runs so \
        often without a share of its hidden units, seeded too; what it thinks is the mean p, and I = H(p) − mean \
        H, the mutual information. A model with memory (gru) remembers from decision to decision, from nothing at the \
        start of the run, and takes no `passes`.

        Safety: a number that comes in or goes out not finite, or a max p·(1 − I/ln n) below `floor`, gives the \
        safe choice and says why in `opinion`; the report counts each and lists the first hundred. `explain` keeps \
        the newest inputs and explains them in the report after the run: the ten inputs with the largest shares by \
        integrated gradients, and the smallest change of one input that makes another choice. The hot path does \
        not allocate.
        """
}
