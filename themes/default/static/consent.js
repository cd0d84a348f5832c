// Loads what the reader agreed to. Nothing is loaded without it, and nothing before they agree.
(() => {
  const bar = document.querySelector("#consent");
  const [, edition, letters] = document.cookie.match(/(?:^|; )consent=(\d+)\.([psm]*)/) ?? [];
  const signal = navigator.globalPrivacyControl === true;
  if (edition !== bar.dataset.edition) {
    bar.hidden = signal;
    return;
  }
  for (const { category, files } of JSON.parse(bar.dataset.tags)) {
    if (!letters.includes(category[0]) || (signal && category === "marketing")) continue;
    for (const file of files) document.head.append(Object.assign(document.createElement("script"), { src: file, async: false }));
  }
})();
