// SPDX-License-Identifier: Apache-2.0
import Systemd

/// A service that counts the words of each line: it says when it is ready and alive, and writes entries with a field.
func countWords(
    in lines: some AsyncSequence<String, Never>, journal: JournalWriter, manager: some ServiceManager
) async {
    // systemd waits for this with Type=notify. STATUS= is what systemctl status shows.
    manager.notify([.ready, .status("Waiting for lines")])

    var total = 0
    for await line in lines {
        let words = line.split(separator: " ").count
        total += words

        var entry = JournalEntry(message: "Counted \(words) words", priority: .notice, identifier: "counter")
        entry.append("COUNTER_WORDS", String(words))
        journal.enqueue(entry)

        // With WatchdogSec= systemd restarts a service that does not say this often enough.
        manager.notify([.watchdog, .status("\(total) words so far")])
    }

    manager.notify([.stopping])
    // The writer has a thread of its own. Before the process ends, wait for what it still has to write.
    await journal.flush(upTo: .seconds(1))
}
