// SPDX-License-Identifier: Apache-2.0

/// The place of a value in a file, such as `rule[2].when.running-for`; positions count from 1.
struct KeyPath: Hashable, Sendable, CustomStringConvertible {
    /// One step into the file.
    private enum Step: Hashable {
        case key(String)
        case position(Int)
    }

    /// The steps from the top of the file.
    private var steps: [Step] = []

    /// The top of the file.
    init() {}

    /// The path of a key at the top of the file.
    init(_ key: String) {
        self.steps = [.key(key)]
    }

    /// Whether this is the top of the file.
    var isEmpty: Bool { self.steps.isEmpty }

    /// The path one step up; the top for the top itself.
    var parent: KeyPath {
        var parent = self
        if !parent.steps.isEmpty { parent.steps.removeLast() }
        return parent
    }

    /// The path of a key in this table.
    func appending(_ key: String) -> KeyPath {
        var path = self
        path.steps.append(.key(key))
        return path
    }

    /// The path of a member of this array, counted from 1.
    func appending(position: Int) -> KeyPath {
        var path = self
        path.steps.append(.position(position))
        return path
    }

    /// The path as people read it; a key that is not a bare key has quotes.
    var description: String {
        var text = ""
        for step in self.steps {
            switch step {
            case .key(let key):
                let isBare = !key.isEmpty && key.utf8.allSatisfy(TOMLScanner.isBareKeyByte)
                text += (text.isEmpty ? "" : ".") + (isBare ? key : "\"\(key)\"")
            case .position(let position):
                text += "[\(position)]"
            }
        }
        return text
    }
}
