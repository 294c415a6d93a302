// SPDX-License-Identifier: Apache-2.0

private import CSystemd

/// The environment variables of this process.
public enum ProcessEnvironment {
    /// The variables as they were when this was first used; later changes by setenv(3) are not seen. Use it before
    /// other code changes the environment: Linux has no safe way to read it then.
    public static let variables: [String: String] = {
        var variables: [String: String] = [:]
        guard var next = unsafe csystemd_environment() else { return variables }
        while let text = unsafe next.pointee {
            let assignment = unsafe String(cString: text)
            if let separator = assignment.firstIndex(of: "=") {
                let name = String(assignment[..<separator])
                // The first of two equal names counts, as with getenv(3).
                if variables[name] == nil {
                    variables[name] = String(assignment[assignment.index(after: separator)...])
                }
            }
            unsafe next += 1
        }
        return variables
    }()
}
