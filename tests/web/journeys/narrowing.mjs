// From many statements to a few, and back to many.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { asked, follow, found, search, total, walk } from "../world.mjs";

test("a facet narrows the results to its count, and gives them back", () =>
    walk({}, async (page) => {
        await page.goto(search("outlet:TASS"));
        const all = await total(page);
        const facet = () => page.locator(".facets section").filter({ hasText: "Kind" }).locator("li").filter({ hasText: "indirect" });
        const count = Number(await facet().locator(".count").innerText());
        assert.ok(0 < count && count < all, `${count} of ${all} can be told from all`);

        await follow(facet().locator(".value"));
        assert.equal(asked(page), "outlet:TASS kind:indirect");
        assert.equal(await total(page), count, "as many statements as the facet told");
        assert.equal(await facet().locator(".value").getAttribute("aria-current"), "true", "the facet shows that it is asked for");

        await follow(facet().locator(".value"));
        assert.equal(asked(page), "outlet:TASS");
        assert.equal(await total(page), all, "all are there again");

        await follow(facet().getByRole("link", { name: "Leave out indirect" }));
        assert.equal(await total(page), all - count, "what is left out is missing");
        await follow(page.getByRole("link", { name: "Take away -kind:indirect" }));
        assert.equal(await total(page), all, "a clause that is taken away no longer narrows");
    }));

test("a range is dragged over the timeline", () =>
    walk({}, async (page) => {
        await page.goto(search("*"));
        const all = await total(page);
        const bars = page.locator(".timeline svg > *");
        const [from, to] = [8, 14];
        const label = (at) => bars.nth(at).getAttribute("data-label");
        const middle = async (at) => {
            const box = await bars.nth(at).locator(".place").boundingBox();
            return [box.x + box.width / 2, box.y + box.height / 2];
        };
        const [first, last] = [await label(from), await label(to)];
        await page.mouse.move(...(await middle(from)));
        await page.mouse.down();
        await page.mouse.move(...(await middle(to)), { steps: 6 });
        assert.ok(await page.locator(".timeline .selection").isVisible(), "what is dragged over is shaded");
        await page.mouse.up();
        await page.waitForURL((address) => address.searchParams.get("q").includes("date:"));

        const narrowed = await total(page);
        assert.ok(0 < narrowed && narrowed < all, `${narrowed} of ${all} are in the range`);
        const { total: expected } = await found(`date:${first}..${last}`);
        assert.equal(narrowed, expected, `as many as date:${first}..${last} finds`);
        for (const time of await page.locator(".hit time").all()) {
            const month = (await time.getAttribute("datetime")).slice(0, 7);
            assert.ok(first <= month && month <= last, `${month} lies between ${first} and ${last}`);
        }
        assert.ok((await page.getByLabel("From").inputValue()).startsWith(first), "the fields show the range");

        await page.goBack();
        assert.equal(await total(page), all, "going back gives all");
    }));

test("a bar that is clicked asks for its time", () =>
    walk({}, async (page) => {
        await page.goto(search("tunnel OR harbour"));
        const bar = page.locator(".timeline svg a").last();
        const label = await bar.getAttribute("data-label");
        await bar.click();
        await page.waitForURL((address) => address.searchParams.get("q").includes(`date:${label}`));
    }));

test("results are put in order, paged and collapsed, each at an address of its own", () =>
    walk({}, async (page) => {
        await page.goto(search("*"));
        const first = await page.locator(".hit").first().innerText();
        await follow(page.getByRole("link", { name: "Next →" }));
        assert.notEqual(await page.locator(".hit").first().innerText(), first, "another page has other statements");
        assert.match(await page.locator(".pager").innerText(), /21–40 of/);

        await page.goto(search("litre"));
        assert.equal(await page.locator(".hit").count(), 3, "three versions");
        await follow(page.getByRole("link", { name: "Oldest" }));
        const times = await page.locator(".hit time").evaluateAll((times) => times.map((time) => time.dateTime));
        assert.deepEqual(times, [...times].sort(), "the oldest is the first");
        await follow(page.getByRole("link", { name: "One for each utterance" }));
        assert.equal(await page.locator(".hit").count(), 1, "one statement stands for all versions");
        assert.match(await page.locator(".carried").innerText(), /3 versions: .*TASS/, "and tells who carried it");
        assert.match(page.url(), /collapse=true/);
    }));

test("what is found is downloaded as CSV", () =>
    walk({}, async (page) => {
        await page.goto(search("litre"));
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
        assert.equal(download.suggestedFilename(), "dixit.csv");
        const lines = readFileSync(await download.path(), "utf8").trim().split("\n");
        assert.match(lines[0], /^id,date,speaker,.*\bquote\b/, "the first line names the columns");
        assert.equal(lines.length, 4, "a line for each statement behind it");
    }));
