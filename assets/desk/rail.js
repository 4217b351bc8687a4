// Before anything is drawn: the rail is as wide as it was left, and has what the role last seen here needs.
(() => {
  const root = document.documentElement;
  const kept = (key, value) => {
    try {
      if (value === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, value);
    } catch {
      return null; // Storage is denied: the rail begins as it does for a newcomer.
    }
  };
  if (/mac|iphone|ipad/i.test(navigator.platform)) root.dataset.mac = "";
  if (kept("caly rail") === "narrow") root.dataset.rail = "narrow";
  root.dataset.role = kept("caly role") ?? "";

  window.calyRole = (role) => {
    root.dataset.role = role;
    kept("caly role", role);
  };

  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-toggles-rail]")) return;
    const narrow = root.dataset.rail !== "narrow";
    if (narrow) root.dataset.rail = "narrow";
    else delete root.dataset.rail;
    kept("caly rail", narrow ? "narrow" : "wide");
  });
})();
