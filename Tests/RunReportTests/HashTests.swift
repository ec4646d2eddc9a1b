import RunReport
import Testing

@Suite struct HashTests {
    // From FIPS 180-4's examples, and lengths around a block's padding checked with coreutils' sha256sum.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 gives the published digests`(_ text: String, _ digest: String) {
        #expect(SHA256.text(text.utf8) == digest)
    }

    @Test func `a pipeline's hash depends on its texts alone`() {
        func manifest(_ sources: [String: String]) -> RunManifest {
            RunManifest(
                version: "1", compiler: "s", command: [], sources: sources, parameters: [], seed: 1,
                machine: [],
                started: 0, ended: 0)
        }
        let here = manifest(["a.yaml": "x", "b.yaml": "y"]).pipelineHash
        #expect(manifest(["dir/a.yaml": "x", "dir/b.yaml": "y", "--set": "n=1"]).pipelineHash == here)
        #expect(manifest(["a.yaml": "x", "b.yaml": "z"]).pipelineHash != here)
    }
}
