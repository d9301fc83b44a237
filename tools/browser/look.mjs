// Opens pages of coverage in headless Chromium and says what is wrong with them, as JSON on standard output. Its input
// is {"pages": {"name": "file"}, "pictures": "folder"}.
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";
import { readFileSync } from "node:fs";

const order = JSON.parse(readFileSync(0, "utf8"));
const sizes = [[390, 844, 2], [1280, 900, 1]];
const answer = { wrong: [], milliseconds: {}, browser: "" };

// What a reader of the page meets, asked within it.
const look = () => {
  const wrong = [];
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const color = (text) => text.match(/[\d.]+/g).map(Number);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = color(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  // https://www.w3.org/TR/WCAG22/#contrast-minimum
  for (const e of document.querySelectorAll("h1,h2,p,small,strong,span,em,button,td,th,dt,dd,code,label")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || e.closest(":disabled,.sr")) continue;
    const [a, b] = [luminance(color(getComputedStyle(e).color).slice(0, 3)), luminance(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)} of <${e.tagName.toLowerCase()} class="${e.className}">`);
  }
  for (const e of document.querySelectorAll("input,select")) if (!e.labels.length) wrong.push(`${e.id} has no label`);
  for (const e of document.querySelectorAll("button")) if (!e.textContent.trim()) wrong.push("a button has no name");
  for (const e of document.querySelectorAll("thead th")) if (e.scope !== "col") wrong.push("a header has no scope");
  if (!document.querySelector("caption") || !document.documentElement.lang) wrong.push("no caption, or no language");
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`${document.documentElement.scrollWidth} px wide`);
  if (window.hacked !== undefined) wrong.push("a resource's name ran as a script");
  return [...new Set(wrong)];
};

// What the filters, the headers and a row do, by the keyboard alone.
async function use(page) {
  const wrong = [], shown = () => page.$$eval("#rows tr", (all) => all.filter((r) => r.className === "").length);
  const total = await page.$$eval("#rows tr", (all) => all.length);
  const states = await page.$$eval("#f-state option", (all) => all.map((o) => o.value));
  await page.select("#f-state", states[1]);
  if (await page.$eval("#rows tr:not(.off):not(.more)", (r) => r.dataset.s) !== states[1]) wrong.push("the state does not filter");
  await page.focus("#reset");
  await page.keyboard.press("Enter");
  await page.focus("[data-key=g]");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  const ages = await page.$$eval("#rows tr:not(.off):not(.more)", (all) => all.map((r) => Number(r.dataset.g)));
  if (ages.some((a, i) => i && a > ages[i - 1])) wrong.push("the ages are not sorted");
  if (await page.$eval("[data-key=g]", (b) => b.closest("th").getAttribute("aria-sort")) !== "descending") wrong.push("aria-sort");
  await page.focus("#rows tr:not(.off):not(.more) .name");
  await page.keyboard.press("Enter");
  if (!await page.$(".proof dd")) wrong.push("a row does not open");
  await page.keyboard.press("Enter");
  if (total > 100 && await shown() !== 100) wrong.push(`${await shown()} rows are shown`);
  await page.type("#f-text", "onerror");
  const hostile = await page.$$eval("#rows tr:not(.off) .name", (all) => all.map((b) => b.textContent));
  if (total > 100 && (hostile.length !== 1 || !hostile[0].includes("<img src=x onerror="))) wrong.push("the hostile name is not text");
  return wrong;
}

const browser = await puppeteer.launch({ executablePath: await chromium.executablePath(), args: chromium.args, headless: "shell" });
answer.browser = await browser.version();
for (const [name, file] of Object.entries(order.pages)) {
  for (const [width, height, deviceScaleFactor] of sizes) {
    for (const scheme of ["light", "dark"]) {
      const where = `${name}-${width}-${scheme}`, say = (what) => answer.wrong.push(`${where}: ${what}`);
      const page = await browser.newPage();
      page.on("console", (m) => say(`console: ${m.text()}`));
      page.on("pageerror", (e) => say(`error: ${e.message}`));
      page.on("request", (r) => r.url().startsWith("file:") || r.url().startsWith("data:") || say(`asks for ${r.url()}`));
      await page.setViewport({ width, height, deviceScaleFactor });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const began = performance.now();
      await page.goto(`file://${file}`);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      answer.milliseconds[where] = Math.round(performance.now() - began);
      (await page.evaluate(look)).forEach(say);
      const tall = width < 500 ? 2100 : 1180;
      await page.screenshot({
        path: `${order.pictures}/${where}.png`, captureBeyondViewport: true,
        clip: { x: 0, y: 0, width, height: Math.min(tall, await page.evaluate(() => document.documentElement.scrollHeight)) },
      });
      (await use(page)).forEach(say);
      await page.close();
    }
  }
  const page = await browser.newPage();
  await page.goto(`file://${file}`);
  if (name !== "large") await page.pdf({ path: `${order.pictures}/${name}.pdf`, preferCSSPageSize: true, printBackground: true });
  await page.close();
}
await browser.close();
console.log(JSON.stringify(answer));
