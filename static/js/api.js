// Swagger looks for its dark page in a class of its own; the portal's choice is in `data-theme`, else the machine's.
{
  const root = document.documentElement;
  const machine = matchMedia("(prefers-color-scheme: dark)");
  const show = () => root.classList.toggle("dark-mode", (root.dataset.theme ?? (machine.matches ? "dark" : "light")) === "dark");

  show();
  machine.addEventListener("change", show);
  new MutationObserver(show).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
}
