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
  // The fresh page shows the field where it stood, with the focus in it.
  const stood = location.hash.match(/^#stood=(.+),(-?[\d.]+)$/);
  for (const field of document.querySelectorAll("[data-updates]")) {
    field.addEventListener("change", () => {
      const update = field.form.querySelector("button[name=update]");
      update.formAction = `${update.formAction.split("#")[0]}#stood=${field.id},${field.getBoundingClientRect().top}`;
      field.form.requestSubmit(update);
    });
    if (stood?.[1] !== field.id) continue;
    field.focus({ preventScroll: true });
    scrollBy({ top: field.getBoundingClientRect().top - stood[2], behavior: "instant" });
  }
  document.querySelector("[data-focus]")?.focus();

  // What opened in the menu closes by Escape, by a click elsewhere, and when the focus goes on.
  const menu = document.querySelector(".departments");
  const closeMenu = (event) => {
    const opened = menu?.querySelector("details[open]");
    if (!opened || (event.type === "keydown" ? event.key !== "Escape" : opened.contains(event.target))) return;
    const held = opened.contains(document.activeElement);
    opened.open = false;
    if (event.type === "keydown" && held) opened.querySelector("summary").focus();
  };
  for (const kind of ["keydown", "click", "focusin"]) addEventListener(kind, closeMenu);

  // Without a connection a page of ours says so, and goes on by itself as soon as there is one.
  addEventListener("load", () => navigator.serviceWorker?.register("/worker.js", { updateViaCache: "all" }).catch(() => {}));
  if (document.querySelector("[data-offline]")) {
    const again = () => location.reload();
    addEventListener("online", again);
    // Whoever is on the way to another page is not called back.
    addEventListener("beforeunload", () => removeEventListener("online", again));
  }

  // Suggestions while somebody types: a list below the box, which keeps the focus.
  const box = document.querySelector("#q");
  if (box) {
    const list = Object.assign(document.createElement("div"), { id: "suggested", className: "suggested", hidden: true });
    const said = Object.assign(document.createElement("p"), { className: "unseen" });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.labels[0].textContent);
    said.setAttribute("role", "status");
    box.form.append(list, said);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggested", "aria-expanded": "false" })) box.setAttribute(name, value);
    let asked = "", timer = 0, stop = new AbortController();
    const mark = (option) => {
      for (const one of list.querySelectorAll("[role=option]")) one.setAttribute("aria-selected", String(one === option));
      if (option) box.setAttribute("aria-activedescendant", option.id);
      else box.removeAttribute("aria-activedescendant");
      option?.scrollIntoView({ block: "nearest" });
    };
    const open = (isOpen) => {
      list.hidden = !isOpen;
      box.setAttribute("aria-expanded", String(isOpen));
      if (!isOpen) mark(null);
    };
    const close = () => { clearTimeout(timer); stop.abort(); asked = ""; open(false); };
    const look = async () => {
      const typed = box.value.trim();
      if (typed === asked) return;
      stop.abort();
      stop = new AbortController();
      asked = typed;
      if (typed.length < 2) return open(false);
      try {
        const answer = await fetch(`${box.form.action.replace(/search$/, "suggest")}?${new URLSearchParams({ q: typed })}`, { signal: stop.signal });
        if (!answer.ok || typed !== asked) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-said]");
        list.replaceChildren(...document.adoptNode(fresh).children);
        list.querySelectorAll("[role=option]").forEach((option, at) => { option.id = `suggested-${at}`; });
        said.textContent = fresh.dataset.said;
        open(list.children.length > 0);
      } catch { /* the form searches as ever */ }
    };
    box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 150); });
    box.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    box.addEventListener("keydown", (event) => {
      const options = [...list.querySelectorAll("[role=option]")];
      const at = options.findIndex((one) => one.id === box.getAttribute("aria-activedescendant"));
      if (event.key === "Escape" && !list.hidden) close();
      else if (event.key === "Enter" && at >= 0 && !event.isComposing) location.assign(options[at].href);
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
        const next = at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1);
        open(true);
        mark(next === options.length ? null : options.at(next) ?? null);
        if (at === 0 && event.key === "ArrowUp") mark(null);
      } else return;
      event.preventDefault();
    });
  }

  // On a phone the filters begin closed; elsewhere the stylesheet shows them, and here their heading knows.
  const filters = document.querySelector(".filters-box");
  if (filters && matchMedia("(min-width: 40rem)").matches) filters.open = true;

  // A pressed button says so; the server makes a second press harmless.
  const settle = (root) => {
    for (const button of root.querySelectorAll("[data-once]")) {
      button.form.addEventListener("submit", () => button.setAttribute("aria-busy", "true"));
    }
  };
  settle(document);
  addEventListener("pageshow", () => document.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy")));

  // Another variant replaces the page's middle and stays where the reader is. The choice shows
  // at once, the buy button waits until price and SKU agree with it, and the last click wins.
  let pending = null;
  const show = async (url, push) => {
    pending?.stop.abort();
    const mine = pending = { url, stop: new AbortController() };
    for (const button of document.querySelectorAll(".add button")) {
      button.setAttribute("aria-busy", "true");
      button.disabled = true;
    }
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" }, signal: mine.stop.signal });
      const page = answer.ok ? await answer.text() : null;
      if (pending !== mine) return false;
      if (page === null) return location.assign(url);
      const fresh = new DOMParser().parseFromString(page, "text/html");
      const quantity = document.querySelector("#quantity")?.value;
      document.querySelector("#main").replaceWith(document.adoptNode(fresh.querySelector("#main")));
      if (quantity && document.querySelector("#quantity")) document.querySelector("#quantity").value = quantity;
      document.title = fresh.title;
      if (push) history.pushState({ stays: true }, "", url);
      pending = null;
      return true;
    } catch {
      if (pending === mine) location.assign(url);
      return false;
    }
  };
  addEventListener("pageshow", (event) => { if (event.persisted && pending) location.assign(pending.url); });
  // For one value the nearest variant that has it, as the server chooses it.
  const nearest = (link) => {
    const wanted = {};
    for (const one of document.querySelectorAll("a[data-option].is-chosen")) wanted[one.dataset.option] = one.dataset.value;
    const { option, value } = link.dataset;
    const shared = (one) => Object.entries(one.options).filter(([key, its]) => wanted[key] === its).length;
    const having = JSON.parse(document.querySelector("#variants").textContent).filter((one) => one.options[option] === value);
    return having.sort((a, b) => shared(b) - shared(a) || b.buyable - a.buyable)[0];
  };
  const choose = (variant) => {
    for (const one of document.querySelectorAll("a[data-option]")) {
      const isChosen = variant.options[one.dataset.option] === one.dataset.value;
      one.classList.toggle("is-chosen", isChosen);
      if (!isChosen) one.removeAttribute("aria-current");
      else {
        one.setAttribute("aria-current", "true");
        one.closest(".option").querySelector("h2 span").textContent = one.dataset.label;
      }
    }
    return new URL(variant.url, location.href).href;
  };
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-stays]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const { option, value } = link.dataset;
    const words = link.textContent.trim();
    const url = new URL(link.href);
    const waits = pending && new URL(pending.url).searchParams.get("sku");
    if (waits && !option) url.searchParams.set("sku", waits);
    show(option ? choose(nearest(link)) : url.href, true).then((isShown) => {
      if (!isShown) return;
      for (const other of document.querySelectorAll("a[data-stays]")) {
        if (option ? other.dataset.option === option && other.dataset.value === value : other.textContent.trim() === words) other.focus({ preventScroll: true });
      }
    });
  });
  addEventListener("popstate", () => { if (document.querySelector("a[data-stays]")) show(location.href, false); });

  // An order follows itself: each news of its stream brings the fresh page.
  const order = document.querySelector("#order[data-live]");
  if (order && "EventSource" in window) {
    const stream = new EventSource(order.dataset.live);
    stream.addEventListener("order", async (event) => {
      const now = document.querySelector("#order");
      const news = JSON.parse(event.data);
      if (news.decided) stream.close();
      if (news.status === now.dataset.status) return;
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#order");
      if (!fresh) return;
      // The live region stays in place, so that its new words are read out.
      const head = now.querySelector(".order-head");
      const next = fresh.querySelector(".order-head");
      head.className = next.className;
      head.replaceChildren(...next.childNodes);
      now.dataset.status = fresh.dataset.status;
      next.replaceWith(head);
      now.replaceChildren(...fresh.childNodes);
      settle(now);
    });
  }
})();
