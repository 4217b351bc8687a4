// Before anything is drawn: the rail is as wide as it was left.
(() => {
  const KEY = "caly rail";
  const root = document.documentElement;
  const kept = (value) => {
    try {
      if (value === undefined) return localStorage.getItem(KEY);
      localStorage.setItem(KEY, value);
    } catch {
      return null; // Storage is denied: it is wide again next time.
    }
  };
  if (/mac|iphone|ipad/i.test(navigator.platform)) root.dataset.mac = "";
  if (kept() === "narrow") root.dataset.rail = "narrow";
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-toggles-rail]")) return;
    const narrow = root.dataset.rail !== "narrow";
    if (narrow) root.dataset.rail = "narrow";
    else delete root.dataset.rail;
    kept(narrow ? "narrow" : "wide");
  });
})();
