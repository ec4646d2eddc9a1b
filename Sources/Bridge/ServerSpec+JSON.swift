import JSON

extension ServerSpec {
    /// As JSON, for the answer to SPEC.
    var text: String {
        JSONValue.object([
            ("env", .string(environment)),
            (
                "versions",
                .object(
                    versions.map { entry in
                        let parts = entry.split(separator: " ", maxSplits: 1).map(String.init)
                        return (parts.first ?? "", .string(parts.count > 1 ? parts[1] : ""))
                    })
            ),
            ("agents", .array(agents.map { .string($0) })), ("dtype", .string("f32")),
            ("autoreset", .string("same-step")), ("masks", .bool(hasMasks)),
        ]).compactText()
    }

    /// Reads one, refusing an environment that goes on in another way than is understood here.
    init(_ bytes: [UInt8]) throws(FrameFault) {
        do {
            let field = JSONField(try JSONReader.value(bytes))
            environment = try field["env"].string
            agents = try field["agents"].strings
            hasMasks = try field["masks"].bool
            versions = []
            for (name, version) in try field["versions"].entries {
                versions.append("\(name) \(try version.string)")
            }
            let (kind, autoreset) = (try field["dtype"].string, try field["autoreset"].string)
            guard kind == "f32" else {
                throw FrameFault("its numbers are `\(kind)`, and f32 is expected")
            }
            guard autoreset == "same-step" else {
                throw FrameFault(
                    "it begins the next episode by `\(autoreset)`, and same-step is understood")
            }
        } catch let fault as FrameFault {
            throw fault
        } catch let fault as JSONFault {
            throw FrameFault("its description is no JSON: \(fault.message)")
        } catch let misfit as JSONMisfit {
            throw FrameFault("its description: \(misfit.reason)")
        } catch {
            throw FrameFault("its description can't be read")
        }
    }
}
