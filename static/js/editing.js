// What forms of records add where scripts run: drafts that are kept while people type, names that are offered, and
// parts that are added on the spot. Every form works without it.

{
  const form = document.querySelector("form[data-editing]");

  // Drafts ------------------------------------------------------------------------------------------------------------

  const PAUSE = 1500;
  let timer = null;
  let unsaved = false;
  let leaving = false;
  let running = null;

  // Signing in within another tab brings a new token; the form takes it over so that it is not refused.
  function freshToken() {
    const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
    const field = form.elements.csrfmiddlewaretoken;
    if (cookie && field) field.value = cookie.slice("csrftoken=".length);
  }

  function fields() {
    freshToken();
    const data = new FormData(form);
    data.append("_draft", "1");
    return data;
  }

  function say(text) {
    form.querySelector("[data-draft-state]").textContent = text;
  }

  async function keepDraft() {
    timer = null;
    if (leaving || !unsaved) return;
    running = new AbortController();
    unsaved = false;
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(location.pathname, { method: "POST", body: fields(), headers, signal: running.signal });
      const told = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : {};
      say(told.text ?? "");
    } catch {
      if (!leaving) unsaved = true; // no connection: the next word typed tries again
    }
  }

  function noteChange() {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(keepDraft, PAUSE);
  }

  function keepOnTheWayOut() {
    if (!unsaved || leaving) return;
    unsaved = false;
    clearTimeout(timer);
    const data = fields();
    if (navigator.sendBeacon?.(location.pathname, data)) return;
    fetch(location.pathname, { method: "POST", body: data, keepalive: true }).catch(() => {});
  }

  // Names of other records --------------------------------------------------------------------------------------------

  let lists = 0;

  function offerNames(box) {
    const input = box.querySelector("input[type=text]");
    if (box.dataset.ready) return;
    box.dataset.ready = "yes";
    const list = document.createElement("datalist");
    list.id = `names-${(lists += 1)}`;
    box.append(list);
    input.setAttribute("list", list.id);
    const known = new Map();
    let asked = "";
    let waiting = null;

    async function ask() {
      const words = input.value.split(box.dataset.many ? ";" : "\n").at(-1).trim();
      if (words.length < 2 || words === asked || known.has(input.value)) return;
      asked = words;
      const url = form.dataset.suggest.replace("/noun/", `/${box.dataset.related}/`);
      try {
        const answer = await fetch(`${url}?q=${encodeURIComponent(words)}`);
        if (words !== asked) return;
        const { results } = await answer.json();
        list.replaceChildren(
          ...results.map(({ slug, text, note }) => {
            known.set(text, slug);
            const option = document.createElement("option");
            option.value = text;
            if (note) option.label = `${text} · ${note}`;
            return option;
          }),
        );
      } catch {
        asked = ""; // names can still be written out
      }
    }

    function choose() {
      const slug = known.get(input.value);
      if (!box.dataset.many) {
        const hidden = box.querySelector("input[type=hidden]");
        hidden.value = slug ?? "";
        return Boolean(slug);
      }
      if (slug) tick(box, slug, input.value);
      return Boolean(slug);
    }

    input.addEventListener("input", () => {
      if (choose()) return;
      clearTimeout(waiting);
      waiting = setTimeout(ask, 150);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && box.dataset.many && input.value.trim()) {
        event.preventDefault();
        choose();
      }
    });
  }

  function tick(box, slug, text) {
    const input = box.querySelector("input[type=text]");
    const ticked = [...box.querySelectorAll("input[type=checkbox]")].find((each) => each.value === slug);
    if (ticked) {
      ticked.checked = true;
    } else {
      const item = document.createElement("li");
      const label = document.createElement("label");
      const check = Object.assign(document.createElement("input"), { type: "checkbox", name: box.dataset.many });
      check.value = slug;
      check.checked = true;
      label.append(check, " ", Object.assign(document.createElement("span"), { textContent: text }));
      item.append(label);
      box.querySelector(".ticked").append(item);
    }
    input.value = "";
    noteChange();
  }

  // Parts -------------------------------------------------------------------------------------------------------------

  // As soon as something is written into the last empty part, another one waits below it.
  function waitForMore(section) {
    const template = section.querySelector("template");
    if (!template) return;
    section.addEventListener("input", (event) => {
      const part = event.target.closest("details[data-new]");
      const parts = [...section.querySelectorAll("details[data-new]")];
      if (!part || part !== parts.at(-1)) return;
      const used = [...section.querySelectorAll(`input[name="${section.dataset.parts}"]`)].map((each) => each.value);
      const number = Math.max(0, ...used.map((key) => Number(/^new(\d+)$/.exec(key)?.[1] ?? 0))) + 1;
      const copy = document.createElement("template");
      copy.innerHTML = template.innerHTML.replaceAll("__new__", `new${number}`);
      part.after(copy.content);
      section.querySelectorAll("[data-related]").forEach(offerNames);
    });
  }

  // ------------------------------------------------------------------------------------------------------------------

  if (form) {
    form.addEventListener("input", noteChange);
    form.addEventListener("change", noteChange);
    form.addEventListener("submit", () => {
      leaving = true;
      clearTimeout(timer);
      running?.abort();
      freshToken();
    });
    window.addEventListener("pagehide", keepOnTheWayOut);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") keepOnTheWayOut();
    });
    // Gone back to: what was saved meanwhile stands in a new form only.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
    form.querySelectorAll("[data-related]").forEach(offerNames);
    form.querySelectorAll("[data-parts]").forEach(waitForMore);
  }
}
