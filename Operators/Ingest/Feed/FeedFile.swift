import Archives

/// A file that a decoder reads.
struct FeedFile {
    /// Its bytes: decompressed, or a member of an archive.
    let archive: ArchiveReader
    /// As messages name it: the path, with `:member` for a member of an archive.
    let name: String
}
