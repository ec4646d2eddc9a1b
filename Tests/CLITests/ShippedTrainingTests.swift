import PipelineFormat
import RepositorySupport
import Testing
import Training

@testable import gm_flow

struct ShippedTrainingTests {
    @Test func `the training files that are shipped are whole`() {
        let files = Repository.files(under: "Pipelines/training", suffix: ".yaml")
        #expect(files.count >= 14)
        for file in files {
            let read = TrainingPlan.read(
                path: "\(Repository.root)/\(file)", overrides: [], tasks: trainingTasks)
            #expect(read.plan != nil, "\(file): \(read.diagnostics.items)")
        }
    }
}
