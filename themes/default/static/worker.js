// Shows the page "no connection" when a navigation fails; keeps nothing else. SHOP is written before this.
addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHOP.version).then((cache) => cache.addAll([...SHOP.pages, ...SHOP.files])).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    await registration.navigationPreload?.enable();
    for (const name of await caches.keys()) if (name !== SHOP.version) await caches.delete(name);
    await clients.claim();
  })());
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    const page = SHOP.pages.find((path) => pathname.startsWith(path.slice(0, 4))) ?? SHOP.pages[0];
    event.respondWith((async () => {
      try {
        return (await event.preloadResponse) ?? await fetch(request);
      } catch {
        return await caches.match(page) ?? Response.error();
      }
    })());
  } else if (SHOP.files.includes(pathname + search)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
