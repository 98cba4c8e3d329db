// The geographic map can be moved and made larger where scripts run; it is the picture that the server has drawn.

{
  const svg = document.querySelector(".geo-picture");
  const popups = document.querySelector(".geo-popups").content;
  const { width, height } = svg.viewBox.baseVal;
  const bounds = [[0, 0], [height, width]];
  const place = document.createElement("div");
  place.className = "geo-map";
  svg.replaceWith(place);

  const map = L.map(place, { crs: L.CRS.Simple, minZoom: -2, maxZoom: 5, zoomSnap: 0, maxBounds: bounds, attributionControl: false });
  const points = [...svg.querySelectorAll(".point")];
  for (const point of points) point.remove();
  L.svgOverlay(svg, bounds).addTo(map);
  map.fitBounds(bounds);

  popups.querySelectorAll("div").forEach((popup, number) => {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("viewBox", "-36 -36 72 72");
    drawing.setAttribute("class", "geo-mark");
    drawing.setAttribute("aria-hidden", "true");
    points[number].removeAttribute("transform");
    const title = points[number].querySelector("title");
    drawing.append(points[number]);
    const icon = L.divIcon({ html: drawing, className: "geo-icon", iconSize: [72, 72] });
    const at = [height - Number(popup.dataset.y), Number(popup.dataset.x)];
    const marker = L.marker(at, { icon, title: title.textContent, alt: title.textContent }).addTo(map);
    marker.getElement().setAttribute("aria-label", title.textContent);
    title.remove();
    marker.bindPopup(popup.cloneNode(true));
  });
}
