import CArchive

/// One libarchive handle, from opening to closing.
///
/// Safe to use: the handle never leaves this object, and no pointer into it outlives a call.
@safe final class OpenArchive {
    struct Entry {
        let name: String
        /// The size if the archive states it before the content.
        let size: Int64?
        let isFile: Bool
    }

    private let path: String
    private let handle: OpaquePointer
    /// What is left of the library's current block.
    private var block = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

    init(path: String) throws(ArchiveError) {
        self.path = path
        // SAFETY: the handle is made here, owned by this object alone and freed in deinit.
        guard let handle = unsafe archive_read_new() else {
            throw .unreadable(path: path, reason: "out of memory")
        }
        unsafe self.handle = handle
        // Only kinds that hold recorded data: a CSV must never be taken for some text-based archive format.
        unsafe archive_read_support_filter_all(handle)
        unsafe archive_read_support_format_zip(handle)
        unsafe archive_read_support_format_tar(handle)
        unsafe archive_read_support_format_7zip(handle)
        unsafe archive_read_support_format_raw(handle)
        guard unsafe archive_read_open_filename(handle, path, 262_144) == ARCHIVE_OK else {
            throw .corrupt(path: path, member: nil, message: message)
        }
    }

    deinit {
        // SAFETY: this object owns the handle; nothing else keeps it.
        unsafe archive_read_free(handle)
    }

    /// What libarchive says about the last failure.
    var message: String {
        // SAFETY: the library's string lives until the next call on the handle; it is copied at once.
        guard let text = unsafe archive_error_string(handle) else { return "unknown format" }
        return unsafe String(cString: text)
    }

    /// Whether the content is one bare stream without members.
    var isRaw: Bool {
        // SAFETY: the handle is live.
        unsafe archive_format(handle) == ARCHIVE_FORMAT_RAW
    }

    /// Moves to the next entry; nil at the end.
    func nextEntry() throws(ArchiveError) -> Entry? {
        var entry: OpaquePointer?
        // SAFETY: the entry belongs to the handle and is read before the next call on it.
        let outcome = unsafe archive_read_next_header(handle, &entry)
        if outcome == ARCHIVE_EOF { return nil }
        guard outcome == ARCHIVE_OK || outcome == ARCHIVE_WARN, let entry = unsafe entry else {
            throw .corrupt(path: path, member: nil, message: message)
        }
        let text = unsafe archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
        return unsafe Entry(
            name: text.map { unsafe String(cString: $0) } ?? "",
            size: archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : nil,
            isFile: UInt32(archive_entry_filetype(entry)) == 0o100000)
    }

    /// Reads content into `bytes`: the count, 0 at the end, negative on damage.
    ///
    /// Goes block by block rather than through `archive_read_data`, which throws away what it has already
    /// copied when damage follows within the same call.
    func read(into bytes: UnsafeMutableRawBufferPointer) -> Int {
        while unsafe block.isEmpty {
            var start: UnsafeRawPointer?
            var count = 0
            var offset: Int64 = 0
            // SAFETY: the library fills the three locals; the block stays valid until the next call on the
            // handle, and `block` is used up before that.
            let outcome = unsafe archive_read_data_block(handle, &start, &count, &offset)
            if outcome == ARCHIVE_EOF { return 0 }
            guard outcome == ARCHIVE_OK else { return -1 }
            unsafe block = UnsafeRawBufferPointer(start: start, count: count)
        }
        let count = unsafe min(block.count, bytes.count)
        // SAFETY: both ranges hold at least `count` bytes; the caller lends its buffer for this call.
        unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[..<count]))
        unsafe block = UnsafeRawBufferPointer(rebasing: block[count...])
        return count
    }
}
