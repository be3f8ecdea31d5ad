import Glibc

/// How much of a thread's stack a rendering has used, on which templates that call each other nest.
struct StackSpace {
    /// What a rendering may use before a template calls another, in bytes.
    ///
    /// The rest, a megabyte and a half where there is as much, is for one template at its deepest nesting, and for
    /// whoever asked for the rendering.
    private static let allowance: UInt = {
        var limit = rlimit()
        // glibc gives threads as much as the limit says, and 2 MiB where there is none. Calls `getrlimit`.
        let isKnown =
            unsafe getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0 && limit.rlim_cur < 1 << 40
        let size = isKnown ? min(UInt(limit.rlim_cur), 8 << 20) : 2 << 20
        return size >= 3 << 20 ? size - 3 << 19 : size / 2
    }()

    /// The address at which the rendering began.
    private let start = Self.here()
    private let allowance: UInt

    /// Begins at the present place of this thread's stack.
    ///
    /// - Parameter bytes: How much may be used from here on, where the thread is known to have it.
    init(_ bytes: Int?) {
        allowance = bytes.map { UInt(max(0, $0)) } ?? Self.allowance
    }

    /// Whether there is room for another template; must be asked on the thread on which this was made.
    var hasRoom: Bool {
        let here = Self.here()
        // Stacks grow downwards; an address above the start is one of an outer call.
        return here >= start || start - here < allowance
    }

    /// Where the stack is at.
    @inline(never)
    private static func here() -> UInt {
        var marker: UInt8 = 0
        return unsafe withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    }
}
