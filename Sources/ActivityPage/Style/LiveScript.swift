// SPDX-License-Identifier: Apache-2.0

/// The script of `plex-activity-web`: it fetches the page anew when the server says that something has changed. Pages
/// work without it.
package enum LiveScript {
    /// The script in UTF-8.
    package static var bytes: [UInt8] { Array(Self.text.description.utf8) }

    private static let text: StaticString = """
        "use strict";
        (() => {
          const status = document.getElementById("live");
          const say = (text) => { if (status && status.textContent !== text) status.textContent = text; };
          let isBusy = false, isStale = false;
          const refresh = async () => {
            if (isBusy) { isStale = true; return; }
            // A page that nobody sees needs no news; a reader in the middle of a bar keeps its place.
            if (document.hidden || document.querySelector("main .track g:focus, main .track g:hover")) {
              isStale = true;
              return;
            }
            isBusy = true;
            isStale = false;
            try {
              const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
              if (!answer.ok) throw new Error("refused");
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              const fresh = page.querySelector("main");
              if (fresh) document.querySelector("main").replaceWith(fresh);
              say("live");
            } catch {
              say("not connected");
            }
            isBusy = false;
          };
          const source = new EventSource("/live");
          source.addEventListener("open", () => say("live"));
          source.addEventListener("error", () => say("not connected"));
          source.addEventListener("change", refresh);
          document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
          setInterval(() => { if (isStale) refresh(); }, 1000);
          // Ages grow without a change, and a rule that waits counts down.
          setInterval(refresh, 30000);
          setInterval(() => { if (document.querySelector(".next")) refresh(); }, 2000);
        })();

        """
}
