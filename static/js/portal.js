// What the portal adds where scripts run: the choice of light or dark, and short addresses. Every page works without it.

{
  const KEY = "theme";
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off
    }
  }

  function store(theme) {
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // the choice then lasts for this page
    }
  }

  function show(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  // At once, before the page is drawn, so that nobody sees the other theme flash by.
  show(stored());

  document.addEventListener("DOMContentLoaded", () => {
    const choice = document.querySelector(".theme");
    if (!choice) return;
    choice.hidden = false;
    const current = root.dataset.theme ?? "";
    for (const input of choice.querySelectorAll("input")) {
      input.checked = input.value === current;
      input.addEventListener("change", () => {
        store(input.value);
        show(input.value);
      });
    }
  });

  // A filter that was left empty need not stand in the address.
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
}
