// Ratings by hand: a point of the grid is dragged, or moved by the arrow keys, and saved as one's own rating of today.

{
  const panel = document.querySelector(".rating-live");
  const svg = document.querySelector(".grid-picture");
  const points = JSON.parse(document.getElementById("grid-points").textContent);
  const { left, top, side } = points.frame;
  const [status, undo] = [panel.querySelector("[role=status]"), panel.querySelector("button")];
  let last = null;

  const bounded = (score) => Math.min(5, Math.max(1, Math.round(score * 10) / 10));
  const place = ({ influence, interest }) => [left + (side * (interest - 1)) / 4, top + (side * (5 - influence)) / 4];
  const words = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const told = (point, scores) => ({ name: point.name, influence: scores.influence.toFixed(1), interest: scores.interest.toFixed(1) });

  function put(point, scores) {
    point.at = scores;
    const [x, y] = place(scores);
    point.mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    if (point.text) {
      point.text.setAttribute("x", (x + 13).toFixed(1));
      point.text.setAttribute("y", (y + 6).toFixed(1));
      point.text.setAttribute("text-anchor", "start");
    }
    point.mark.setAttribute("aria-label", words(panel.dataset.moving, told(point, scores)));
  }

  function scoresAt(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return { influence: bounded(5 - (4 * (at.y - top)) / side), interest: bounded(1 + (4 * (at.x - left)) / side) };
  }

  // `value` is "influence interest", or empty to take the rating of today back.
  async function send(point, value) {
    const [influence = "", interest = ""] = value.split(" ");
    const body = new URLSearchParams({
      csrfmiddlewaretoken: panel.querySelector("[name=csrfmiddlewaretoken]").value,
      entry: point.entry,
      [`influence-${point.entry}`]: influence,
      [`interest-${point.entry}`]: interest,
      [`was-${point.entry}`]: point.own,
    });
    let answer;
    try {
      const response = await fetch(panel.dataset.rate, { method: "POST", body, headers: { Accept: "application/json" } });
      answer = await response.json();
    } catch {
      answer = { error: panel.dataset.failed };
    }
    answer.error ??= answer.text;
    if (answer.error) {
      status.textContent = answer.error;
      put(point, point.mean);
      return null;
    }
    const before = point.own;
    point.own = value;
    point.mean = answer.rating ?? point.mean;
    put(point, point.mean);
    return { point, before, rating: answer.rating };
  }

  async function save(point) {
    const { influence, interest } = told(point, point.at);
    const done = await send(point, `${influence} ${interest}`);
    if (!done) return;
    const saved = words(panel.dataset.saved, { name: point.name, influence, interest });
    const mean = done.rating.people > 1 ? words(panel.dataset.mean, told(point, done.rating)) : "";
    status.textContent = `${saved} ${mean}`;
    last = done;
    undo.hidden = false;
  }

  function release(point) {
    put(point, point.mean);
    status.textContent = words(panel.dataset.back, point);
  }

  undo.addEventListener("click", async () => {
    const { point, before } = last;
    undo.hidden = true;
    point.mark.focus();
    if (await send(point, before)) status.textContent = words(panel.dataset.undone, point);
  });

  const STEPS = { ArrowUp: [0.1, 0], ArrowDown: [-0.1, 0], ArrowRight: [0, 0.1], ArrowLeft: [0, -0.1] };

  function keys(point, event) {
    const step = STEPS[event.key];
    if (step) {
      const [up, right] = step.map((each) => each * (event.shiftKey ? 5 : 1));
      put(point, { influence: bounded(point.at.influence + up), interest: bounded(point.at.interest + right) });
      status.textContent = point.mark.getAttribute("aria-label");
    } else if (event.key === "Enter" || event.key === " ") save(point);
    else if (event.key === "Escape") release(point);
    else return;
    event.preventDefault();
  }

  function drag(point, event) {
    if (event.button !== 0) return;
    event.preventDefault();
    point.mark.focus();
    point.mark.setPointerCapture(event.pointerId);
    let moved = false;
    const move = (each) => {
      moved = true;
      put(point, scoresAt(each));
    };
    const end = (each) => {
      point.mark.removeEventListener("pointermove", move);
      if (each.type === "pointercancel") release(point);
      else if (moved) save(point);
    };
    point.mark.addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) point.mark.addEventListener(kind, end, { once: true });
  }

  svg.setAttribute("role", "group");
  panel.hidden = false;
  for (const point of points.points) {
    point.mark = svg.querySelector(`[data-entry="${point.entry}"]`);
    point.text = svg.querySelector(`[data-label="${point.entry}"]`);
    point.at = point.mean = { influence: point.influence, interest: point.interest };
    point.mark.setAttribute("tabindex", "0");
    point.mark.setAttribute("role", "button");
    point.mark.setAttribute("aria-label", words(panel.dataset.moving, told(point, point.mean)));
    point.mark.addEventListener("keydown", (event) => keys(point, event));
    point.mark.addEventListener("pointerdown", (event) => drag(point, event));
  }
}
