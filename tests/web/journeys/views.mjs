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

// Each with its address, and the statuses that its visit may be answered with.
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
    help: "/help",
    missing: "/statement/ffffffffffffffff",
};
const PHONE = 390;
const WIDTHS = [1280, 768, PHONE];

rmSync(SHOTS, { recursive: true, force: true });
mkdirSync(SHOTS, { recursive: true });

const paper = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

for (const [name, address] of Object.entries(VIEWS)) {
    test(`the view “${name}” fits every width and keeps nobody out, light and dark`, () =>
        walk({ answers: [400, 404] }, async (page) => {
            await page.goto(address);
            const papers = new Set();
            for (const width of WIDTHS) {
                await page.setViewportSize({ width, height: 900 });
                const wide = await page.evaluate(() => document.documentElement.scrollWidth);
                assert.ok(wide <= width, `nothing is wider than ${width} px, but something reaches ${wide} px`);
                for (const colorScheme of ["light", "dark"]) {
                    await page.emulateMedia({ colorScheme });
                    papers.add(await paper(page));
                    // Between the two lies nothing that would be laid out differently.
                    if (width !== 768) assert.deepEqual(await barriers(page), [], `axe at ${width} px, ${colorScheme}`);
                    await page.screenshot({ path: path.join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
                }
            }
            assert.equal(papers.size, 2, "dark is another paper than light");
            await page.emulateMedia({ media: "print", colorScheme: "light" });
            assert.ok(await page.locator("form.search").isHidden(), "the box is not printed");
        }));
}

test("quotations stand as their scripts are written", () =>
    walk({}, async (page) => {
        const style = (property) =>
            page.locator(".quote").first().evaluate((quote, property) => getComputedStyle(quote)[property], property);
        await page.goto(VIEWS["search-arabic"]);
        assert.equal(await style("direction"), "rtl", "Arabic begins at the right");
        for (const script of ["chinese", "japanese"]) {
            await page.goto(VIEWS[`search-${script}`]);
            assert.equal(await style("fontStyle"), "normal", "no italics where a script has none");
        }
    }));
