// Articles full of markup, script, links that act and marks of direction are texts like others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { found, search, walk } from "../world.mjs";

test("what an article says is never done", () =>
    walk({}, async (page) => {
        const { hits } = await found("speaker:Falcato");
        const script = hits.find(({ quote }) => quote.includes("<script>"));
        for (const address of [search("speaker:Falcato"), `/statement/${script.id}`, "/speaker/Nuno%20Falcato"]) {
            await page.goto(address);
            const quote = page.locator(".quote").filter({ hasText: "<script>" }).first();
            assert.match(await quote.innerText(), /<script>window\.hostile = 'quote'<\/script> or <img src=x/, "markup is text");
            assert.ok((await quote.innerText()).includes("\uFFFDetouq"), "what would turn the line around is shown");
            assert.equal(await page.evaluate(() => window.hostile), undefined, `nothing has run at ${address}`);
            const links = await page.locator("a").evaluateAll((links) => links.map(({ protocol }) => protocol));
            assert.deepEqual(links.filter((protocol) => !/^https?:$/.test(protocol)), [], "no link runs a script");
            assert.equal(await page.locator("main img, main script, main [onload], main [onerror]").count(), 0, "no element of theirs");
        }
    }));

test("a query full of markup comes back as text", () =>
    walk({ answers: [400] }, async (page) => {
        const query = `"><script>window.hostile = 1</script>`;
        await page.goto(search(query));
        assert.equal(await page.locator("#q").inputValue(), query);
        assert.equal(await page.evaluate(() => window.hostile), undefined);
    }));
