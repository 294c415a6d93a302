// SPDX-License-Identifier: Apache-2.0

private import CSystemd

/// The environment variables of this process.
public enum ProcessEnvironment {
    /// The variables at the first use of this property; later changes by setenv(3) have no effect. Use it before other
    /// code changes the environment, because Linux has no safe way to read it during a change.
    public static let variables: [String: String] = {
        var variables: [String: String] = [:]
        guard var next = unsafe csystemd_environment() else { return variables }
        while let text = unsafe next.pointee {
            let assignment = unsafe String(cString: text)
            if let separator = assignment.firstIndex(of: "=") {
                let name = String(assignment[..<separator])
                // The first of two equal names counts, as in getenv(3).
                if variables[name] == nil {
                    variables[name] = String(assignment[assignment.index(after: separator)...])
                }
            }
            unsafe next += 1
        }
        return variables
    }()
}
