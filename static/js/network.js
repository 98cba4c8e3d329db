// Draws the network of a map so that one can move in it. Positions come from the server; without WebGL the still
// picture stays.
{
  const place = document.getElementById("network");
  const live = place?.querySelector(".network-live");
  const still = place?.querySelector(".network-wrap");
  const stage = place?.querySelector(".network-stage");
  const told = place?.querySelector(".network-told");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  // More relations than these are left out while the picture moves.
  const MANY = 5000;
  // So far in pixels the pointer moves before it drags.
  const STILL = 4;

  function draws() {
    try {
      const canvas = document.createElement("canvas");
      return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
    } catch {
      return false;
    }
  }

  // The colours of the style sheet as they are now: light or dark.
  function colours() {
    const probe = document.createElement("i");
    probe.hidden = true;
    stage.append(probe);
    const signs = [...Array(9).keys()].map((sign) => {
      probe.className = `sign-${sign}`;
      return getComputedStyle(probe).color;
    });
    probe.remove();
    const style = getComputedStyle(told);
    const quiet = getComputedStyle(document.getElementById("network-keys")).color;
    const paper = getComputedStyle(stage).backgroundColor;
    const ties = { tie: mixed(quiet, paper, 0.6), light: mixed(quiet, paper, 0.3), faint: mixed(quiet, paper, 0.15) };
    return { signs, ink: style.color, strong: quiet, ...ties };
  }

  // So much of a colour on the paper: WebGL would let lines shine through each other.
  function mixed(colour, paper, share) {
    const [one, other] = [colour, paper].map((each) => each.match(/[\d.]+/g).map(Number));
    return `rgb(${[0, 1, 2].map((part) => Math.round(share * one[part] + (1 - share) * other[part])).join(", ")})`;
  }

  function graphOf(data) {
    const graph = new graphology.MultiDirectedGraph();
    const { nodes, edges, kinds } = data;
    const unit = Math.min(Math.max(90 / Math.sqrt(nodes.slug.length), 2), 8);
    const many = edges.start.length > MANY;
    const thin = many ? 0.5 : 1;
    nodes.slug.forEach((slug, number) => {
      graph.addNode(number, {
        slug,
        label: nodes.name[number],
        x: nodes.x[number],
        y: -nodes.y[number],
        size: unit * (0.6 + 1.2 * nodes.size[number]),
        sign: nodes.sign[number],
      });
    });
    edges.start.forEach((start, number) => {
      const kind = kinds[edges.kind[number]];
      const type = kind.mutual ? "line" : "arrow";
      // Of very many, plain lines are drawn four times as quickly; those of who is chosen have their arrows.
      graph.addDirectedEdge(start, edges.end[number], { kind, ends: type, type: many ? "plain" : type, size: thin * (1 + 0.5 * (edges.weight[number] || 1)) });
    });
    return graph;
  }

  function start(data) {
    const graph = graphOf(data);
    let palette = colours();
    let chosen = null;
    // Who stays chosen when the pointer goes elsewhere.
    let held = null;
    let near = new Set();
    let dragged = null;

    still.classList.add("network-away");
    live.hidden = false;
    const sigma = new Sigma(graph, stage, {
      allowInvalidContainer: true,
      defaultEdgeType: "arrow",
      edgeProgramClasses: {
        arrow: Sigma.rendering.createEdgeArrowProgram({ lengthToThicknessRatio: 4, widenessToThicknessRatio: 3.2 }),
        plain: Sigma.rendering.EdgeLineProgram,
      },
      hideEdgesOnMove: graph.size > MANY,
      labelColor: { color: palette.ink },
      labelFont: getComputedStyle(document.body).fontFamily,
      labelRenderedSizeThreshold: graph.order > 300 ? 7 : 4,
      minEdgeThickness: graph.size > MANY ? 0.5 : 1.5,
      stagePadding: 40,
      zIndex: graph.size <= MANY,
      nodeReducer: (node, shown) => {
        const result = { ...shown, color: palette.signs[shown.sign], zIndex: 1 };
        if (chosen !== null && !near.has(node)) {
          return { ...result, color: palette.faint, label: null, zIndex: 0 };
        }
        if (node === chosen) return { ...result, size: shown.size * 1.5, forceLabel: true, highlighted: false, zIndex: 2 };
        return chosen === null ? result : { ...result, forceLabel: near.size < 40 };
      },
      edgeReducer: (edge, shown) => {
        if (chosen === null) return { ...shown, color: graph.size > MANY ? palette.light : palette.tie };
        return graph.hasExtremity(edge, chosen)
          ? { ...shown, type: shown.ends, size: Math.max(shown.size, 1), color: palette.strong, zIndex: 1 }
          : { ...shown, color: palette.faint, hidden: graph.size > MANY };
      },
      defaultDrawNodeHover: () => {},
    });
    if (data.circles.length) {
      // Room for the circles and their names, not for the stakeholders alone.
      const reach = (axis, by) => data.circles.map((each) => each[axis] + by * (each.r + 14));
      const [left, right] = [Math.min(...reach("x", -1)), Math.max(...reach("x", 1))];
      sigma.setCustomBBox({ x: [left, right], y: [-Math.max(...reach("y", 1)), -Math.min(...reach("y", -1))] });
      sigma.refresh();
    }
    const camera = sigma.getCamera();
    const pinned = new Set(data.pinned?.map(String));

    function choose(node, aloud = true) {
      chosen = node;
      near = new Set(node === null ? [] : [node, ...graph.neighbors(node)]);
      if (aloud) told.textContent = node === null ? "" : words(node);
      const release = live.querySelector("[data-do=release]");
      release.hidden = !(node !== null && pinned.has(node));
      sigma.refresh({ skipIndexation: true });
    }

    // What a stakeholder relates to, in words.
    function words(node) {
      const found = graph.mapEdges(node, (_edge, shown, from, to) => {
        const other = graph.getNodeAttribute(from === node ? to : from, "label");
        return `${from === node ? shown.kind.label : shown.kind.back} ${other}`;
      });
      const name = graph.getNodeAttribute(node, "label") + (pinned.has(node) ? ` (${told.dataset.from})` : "");
      const few = found.slice(0, 12).join("; ") + (found.length > 12 ? ` … (${found.length})` : "");
      return `${name}: ${few || told.dataset.alone}`;
    }

    function move(state) {
      if (calm.matches) camera.setState(state);
      else camera.animate(state, { duration: 200 });
    }

    function hold(node) {
      held = node;
      choose(node);
    }

    function goTo(node) {
      hold(node);
      const { x, y } = sigma.getNodeDisplayData(node);
      move({ x, y, ratio: Math.min(camera.ratio, 0.5) });
    }

    function zoom(factor) {
      move({ ratio: camera.getBoundedRatio(camera.ratio * factor) });
    }

    function focusOn(node) {
      const query = new URLSearchParams(location.search);
      query.delete("page");
      query.delete("relations_page");
      query.set("view", "network");
      query.set("focus", graph.getNodeAttribute(node, "slug"));
      location.search = query;
    }

    const ordered = graph.nodes().sort((one, other) => graph.degree(other) - graph.degree(one));
    const step = (by) => ordered[(ordered.indexOf(chosen) + by + ordered.length) % ordered.length];
    const shift = 0.1;
    const KEYS = {
      ArrowLeft: () => move({ x: camera.x - shift * camera.ratio }),
      ArrowRight: () => move({ x: camera.x + shift * camera.ratio }),
      ArrowUp: () => move({ y: camera.y + shift * camera.ratio }),
      ArrowDown: () => move({ y: camera.y - shift * camera.ratio }),
      "+": () => zoom(1 / 1.5),
      "=": () => zoom(1 / 1.5),
      "-": () => zoom(1.5),
      0: () => move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }),
      n: () => goTo(step(1)),
      p: () => goTo(chosen === null ? ordered.at(-1) : step(-1)),
      Enter: () => chosen !== null && focusOn(chosen),
      Escape: () => hold(null),
    };
    stage.addEventListener("keydown", (event) => {
      const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });

    sigma.on("enterNode", ({ node }) => dragged === null && choose(node));
    sigma.on("leaveNode", () => dragged === null && choose(held));
    sigma.on("clickNode", ({ node }) => hold(node));
    sigma.on("clickStage", () => hold(null));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      focusOn(node);
    });

    const names = document.getElementById("network-names");
    const search = document.getElementById("network-search");
    const byName = new Map(graph.mapNodes((node, shown) => [shown.label.toLowerCase(), node]));
    search.addEventListener("input", () => {
      const text = search.value.trim().toLowerCase();
      const found = text.length < 2 ? [] : [...byName].filter(([name]) => name.includes(text)).slice(0, 20);
      names.replaceChildren(...found.map(([, node]) => new Option(graph.getNodeAttribute(node, "label"))));
      if (byName.has(text)) goTo(byName.get(text));
    });
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const text = search.value.trim().toLowerCase();
      const found = text && [...byName].find(([name]) => name.includes(text));
      if (found) goTo(found[1]);
      else told.textContent = told.dataset.none;
    });

    // Pinning: who may change the map drags a stakeholder to its place.
    let from = null;
    let moved = false;
    if (data.nodes.entry) {
      sigma.on("downNode", ({ node, event }) => {
        dragged = node;
        moved = false;
        from = { x: event.x, y: event.y };
        if (!sigma.getCustomBBox()) sigma.setCustomBBox(sigma.getBBox());
      });
      sigma.on("moveBody", ({ event }) => {
        if (dragged === null) return;
        if (Math.hypot(event.x - from.x, event.y - from.y) > STILL) moved = true;
        if (moved) {
          stage.classList.add("dragging");
          graph.mergeNodeAttributes(dragged, sigma.viewportToGraph(event));
        }
        event.preventSigmaDefault();
        event.original.preventDefault();
      });
      const drop = () => {
        const node = dragged;
        dragged = null;
        stage.classList.remove("dragging");
        if (node !== null && moved) {
          const { x, y } = graph.getNodeAttributes(node);
          save(node, { x: Math.round(x * 10) / 10, y: Math.round(-y * 10) / 10 });
        }
      };
      sigma.on("upNode", drop);
      sigma.on("upStage", drop);
    }

    async function save(node, position) {
      try {
        const answer = await fetch(`${place.dataset.pin}${data.nodes.entry[node]}/`, {
          method: "PATCH",
          headers: { "Content-Type": "application/json", "X-CSRFToken": place.dataset.token },
          body: JSON.stringify(position),
        });
        if (!answer.ok) throw new Error(answer.status);
        const isPinned = position.x !== null;
        if (isPinned) pinned.add(node);
        else pinned.delete(node);
        held = node;
        choose(node, false);
        told.textContent = isPinned ? told.dataset.saved : told.dataset.released;
      } catch {
        told.textContent = told.dataset.failed;
      }
    }

    const ACTS = {
      in: () => zoom(1 / 1.5),
      out: () => zoom(1.5),
      all: () => KEYS[0](),
      release: () => chosen !== null && save(chosen, { x: null, y: null }),
    };
    live.addEventListener("click", (event) => ACTS[event.target.closest("[data-do]")?.dataset.do]?.());

    function repaint() {
      palette = colours();
      sigma.setSetting("labelColor", { color: palette.ink });
      sigma.refresh();
    }
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });

    names_of_groups(sigma, data.circles, () => palette.ink);
    switchable(sigma);
    place.dataset.state = "drawn";
  }

  // The names of groups that are drawn together, above each of them.
  function names_of_groups(sigma, circles, ink) {
    if (!circles.length) return;
    const canvas = sigma.createCanvasContext("groups", { beforeLayer: "hovers" }).getCanvases().groups;
    const context = canvas.getContext("2d");
    const draw = () => {
      const { width, height } = sigma.getDimensions();
      const ratio = devicePixelRatio || 1;
      if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
        canvas.width = width * ratio;
        canvas.height = height * ratio;
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      context.fillStyle = context.strokeStyle = ink();
      context.textAlign = "center";
      context.font = `600 14px ${getComputedStyle(document.body).fontFamily}`;
      for (const circle of circles) {
        const middle = sigma.graphToViewport({ x: circle.x, y: -circle.y });
        const side = sigma.graphToViewport({ x: circle.x + circle.r, y: -circle.y });
        const radius = Math.hypot(side.x - middle.x, side.y - middle.y);
        context.globalAlpha = 0.35;
        context.beginPath();
        context.arc(middle.x, middle.y, radius, 0, 2 * Math.PI);
        context.stroke();
        context.globalAlpha = 1;
        context.fillText(circle.label, middle.x, middle.y - radius - 6);
      }
    };
    sigma.on("afterRender", draw);
    draw();
  }

  // Back to the still picture, which tells kinds of relations by dashes, and forth again.
  function switchable(sigma) {
    const line = place.querySelector(".network-switch");
    const button = line.querySelector("button");
    line.hidden = false;
    button.addEventListener("click", () => {
      const toStill = !still.classList.toggle("network-away");
      live.hidden = toStill;
      const text = button.textContent;
      button.textContent = button.dataset.other;
      button.dataset.other = text;
      if (!toStill) sigma.resize().refresh();
    });
  }

  // A library that is loaded only where it can draw: it breaks where there is no WebGL.
  function load(url) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = url;
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
  }

  async function begin() {
    if (!place || !draws()) return;
    try {
      const libraries = [place.dataset.graphology, place.dataset.sigma].map(load);
      const [answer] = await Promise.all([fetch(place.dataset.url), ...libraries]);
      if (answer.ok) start(await answer.json());
    } catch (error) {
      still.classList.remove("network-away");
      live.hidden = true;
      console.warn(error);
    }
  }

  begin();
}
