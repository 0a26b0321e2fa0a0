// Every view at every width, light and dark: nothing scrolls sideways, nobody is kept out, and a picture of it to be looked at.

import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { SHOTS, barriers, found, search, walk } from "../world.mjs";

const statement = async (query) => {
    const { hits } = await found(query);
    assert.ok(hits.length > 0, `a statement is found by ${query}`);
    return `/statement/${hits[0].id}`;
};
const trace = async (query) => (await statement(query)).replace("statement", "trace");

const VIEWS = {
    home: "/",
    search: search("tunnel OR harbour OR grain"),
    collapsed: `${search("litre")}&collapse=true`,
    "search-russian": search("lang:ru"),
    "search-chinese": search("lang:zh"),
    "search-japanese": search("lang:ja"),
    "search-arabic": search("lang:ar"),
    "search-hostile": search("speaker:Falcato"),
    "search-long-words": search("speaker:Wilhelmina"),
    wrong: search('outlte:TASS AND (speaker:"Xi Jinping'),
    empty: search("outlet:TASS AND zebra"),
    statement: await statement("litre outlet:TASS"),
    "statement-arabic": await statement("lang:ar"),
    "statement-long-words": await statement("speaker:Wilhelmina"),
    trace: await trace("litre outlet:TASS"),
    speaker: "/speaker/Dragica%20Petrovac",
    outlet: "/outlet/TASS",
    compare: "/compare?a=TASS&b=Reuters",
    "compare-unknown": "/compare?a=TASS&b=Nobody",
    help: "/help",
    api: "/api",
    missing: "/statement/ffffffffffffffff",
};

// How each is looked at. The first and the last are all that lies between as far as axe can tell.
const LOOKS = [
    { width: 1280, colorScheme: "light", isTested: true },
    { width: 1280, colorScheme: "dark" },
    { width: 768, colorScheme: "light" },
    { width: 390, colorScheme: "dark", isTested: true },
];

rmSync(SHOTS, { recursive: true, force: true });
mkdirSync(SHOTS, { recursive: true });

const paper = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const unfold = (page, open) =>
    page.locator("details").evaluateAll((all, open) => all.forEach((details) => (details.open = open)), open);

test("every view fits every width and keeps nobody out, light and dark", (all) =>
    walk({ answers: [400, 404] }, async (page) => {
        for (const [name, address] of Object.entries(VIEWS)) {
            await all.test(name, async () => {
                await page.goto(address);
                const papers = new Set();
                for (const { width, colorScheme, isTested } of LOOKS) {
                    await page.setViewportSize({ width, height: 900 });
                    await page.emulateMedia({ colorScheme });
                    papers.add(await paper(page));
                    await page.screenshot({ path: path.join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
                    await unfold(page, true);
                    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
                    assert.ok(wide <= width, `nothing is wider than ${width} px, but something reaches ${wide} px`);
                    if (isTested) assert.deepEqual(await barriers(page), [], `axe at ${width} px, ${colorScheme}`);
                    await unfold(page, false);
                }
                assert.equal(papers.size, 2, "dark is another paper than light");
            });
        }
    }));

test("on paper there is what was said, and nothing to click", () =>
    walk({}, async (page) => {
        for (const address of [VIEWS.search, VIEWS.statement, VIEWS.trace]) {
            await page.goto(address);
            await page.emulateMedia({ media: "print" });
            assert.ok(await page.locator(".quote").first().isVisible(), "the words are printed");
            assert.equal(await page.locator("form:visible, nav:visible, button:visible").count(), 0, "what is to be clicked is not");
        }
    }));

test("quotations stand as their scripts are written", () =>
    walk({}, async (page) => {
        for (const [name, direction, marks] of [
            ["russian", "ltr", /^«[^]*»$/],
            ["arabic", "rtl", /^«[^]*»$/],
            ["chinese", "ltr", /^“[^]*”$/],
            ["japanese", "ltr", /^「[^]*」$/],
        ]) {
            await page.goto(VIEWS[`search-${name}`]);
            const quote = page.locator(".quote.direct").first();
            assert.match(await quote.innerText(), marks, `${name} has its own quotation marks`);
            const style = await quote.evaluate((quote) => ({ ...getComputedStyle(quote) }));
            assert.equal(style.direction, direction, `${name} begins at its own side`);
            assert.equal(style.fontStyle, "normal", `${name} is upright`);
        }
    }));
