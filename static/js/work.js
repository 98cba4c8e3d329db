// Looks every two seconds how far the work in the background is; without scripts the page reloads itself.
const place = document.getElementById("work");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("work");
    if (now && now.innerHTML !== place.innerHTML) {
      place.dataset.over = now.dataset.over;
      place.replaceChildren(...now.childNodes);
    }
  } catch {
    // The next look may find the portal again.
  }
  if (place.dataset.over === "no") {
    setTimeout(look, 2000);
  }
}

setTimeout(look, 1000);
