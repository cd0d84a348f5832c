// Lighthouse on each page of the file named by the first argument: mobile, its own simulated slow 4G.
// One JSON object to standard output: page -> its runs.
import { readFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const SIZES = { Script: "script_bytes", Stylesheet: "style_bytes", Font: "font_bytes", Image: "image_bytes" };

const { browser, pages, runs } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const chrome = await launch({ chromePath: browser, chromeFlags: ["--headless=new", "--no-sandbox"] });
const measured = {};
try {
  for (const page of pages) {
    measured[page.name] = [];
    for (let run = 0; run < runs; run += 1) measured[page.name].push(await look(page));
  }
} finally {
  chrome.kill();
}
console.log(JSON.stringify(measured));

async function look(page) {
  const settings = {
    port: chrome.port,
    output: "json",
    logLevel: "error",
    onlyCategories: CATEGORIES,
    // What is one buyer's own asks not to be found, and is right to.
    skipAudits: page.is_private ? ["is-crawlable"] : [],
    extraHeaders: page.cookie ? { Cookie: page.cookie } : {},
  };
  let lhr;
  // Chromium sometimes keeps the beginning of its trace to itself.
  for (let tries = 0; tries < 3 && (!lhr || lhr.runtimeError); tries += 1) lhr = (await lighthouse(page.url, settings)).lhr;
  if (lhr.runtimeError) throw new Error(`${page.url}: ${lhr.runtimeError.message}`);
  const number = (audit) => Math.round(lhr.audits[audit].numericValue);
  const sizes = Object.fromEntries(Object.values(SIZES).map((name) => [name, 0]));
  for (const one of lhr.audits["network-requests"].details.items)
    if (SIZES[one.resourceType]) sizes[SIZES[one.resourceType]] += one.transferSize;
  return {
    scores: Object.fromEntries(CATEGORIES.map((name) => [name, Math.round(lhr.categories[name].score * 100)])),
    missed: CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs)
      .filter((ref) => ref.weight > 0 && (lhr.audits[ref.id].score ?? 1) < 0.9)
      .map((ref) => `${ref.id} ${lhr.audits[ref.id].displayValue ?? ""}`.trim()),
    first_paint_ms: number("first-contentful-paint"),
    largest_paint_ms: number("largest-contentful-paint"),
    blocked_ms: number("total-blocking-time"),
    layout_shift: lhr.audits["cumulative-layout-shift"].numericValue,
    ...sizes,
  };
}
