// Small comforts; every page works without them.
(() => {
  // A picture that is not drawn yet leaves the ground behind it in sight.
  addEventListener("error", (event) => { if (event.target.matches?.("img")) event.target.style.opacity = 0; }, true);
  for (const img of document.images) if (img.complete && !img.naturalWidth) img.style.opacity = 0;

  // A select or a quantity that sends its form by itself.
  for (const field of document.querySelectorAll("[data-sends]")) {
    field.form.querySelector("button:not([name])")?.classList.add("unseen");
    field.addEventListener("change", () => field.form.requestSubmit(field.form.querySelector("button:not([name])") ?? undefined));
  }
  for (const field of document.querySelectorAll("[data-updates]")) {
    field.addEventListener("change", () => field.form.requestSubmit(field.form.querySelector("button[name=update]")));
  }
  document.querySelector("[data-focus]")?.focus();

  // On a phone the filters begin closed, unless one is chosen.
  const filters = document.querySelector(".filters-box");
  if (filters && !filters.querySelector(".chosen") && matchMedia("(max-width: 40rem)").matches) filters.open = false;

  // A pressed button says so; the server makes a second press harmless.
  const settle = (root) => {
    for (const button of root.querySelectorAll("[data-once]")) {
      button.form.addEventListener("submit", () => button.setAttribute("aria-busy", "true"));
    }
  };
  settle(document);
  addEventListener("pageshow", () => document.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy")));

  // Another variant replaces the page's middle and stays where the reader is.
  const show = async (url, push) => {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok) return location.assign(url);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("#main").replaceWith(document.adoptNode(fresh.querySelector("#main")));
    document.title = fresh.title;
    if (push) history.pushState({ stays: true }, "", url);
  };
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-stays]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const words = link.textContent.trim();
    show(link.href, true).then(() => {
      for (const other of document.querySelectorAll("a[data-stays]")) if (other.textContent.trim() === words) other.focus({ preventScroll: true });
    }, () => location.assign(link.href));
  });
  addEventListener("popstate", (event) => { if (document.querySelector("a[data-stays]")) show(location.href, false); });

  // An order follows itself: each news of its stream brings the fresh page.
  const order = document.querySelector("#order[data-live]");
  if (order && "EventSource" in window) {
    const stream = new EventSource(order.dataset.live);
    stream.addEventListener("order", async (event) => {
      const now = document.querySelector("#order");
      if (JSON.parse(event.data).status === now.dataset.status) return;
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#order");
      if (!fresh) return;
      // The live region stays in place, so that its new words are read out.
      const head = now.querySelector(".order-head");
      const news = fresh.querySelector(".order-head");
      head.className = news.className;
      head.replaceChildren(...news.childNodes);
      now.dataset.status = fresh.dataset.status;
      news.replaceWith(head);
      now.replaceChildren(...fresh.childNodes);
      settle(now);
    });
  }
})();
