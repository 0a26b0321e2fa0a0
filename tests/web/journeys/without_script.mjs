// Links and forms do all of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, follow, total, walk } from "../world.mjs";

test("without JavaScript the whole way is there", () =>
    walk({ javaScriptEnabled: false, answers: [400] }, async (page) => {
        await page.goto("/");
        const box = page.locator("#q");
        await box.fill("litre");
        await follow(page.getByRole("button", { name: "Search" }));
        assert.equal(await total(page), 3, "the form searches");

        await follow(page.locator(".facets").getByRole("link", { name: "TASS", exact: true }).first());
        assert.equal(await total(page), 2, "a facet narrows");
        await follow(page.getByRole("link", { name: /^Take away outlet:/ }));

        await page.getByLabel("From").fill("2024-03-05");
        await follow(page.getByRole("button", { name: "Set dates" }));
        assert.equal(await total(page), 1, "the fields below the timeline narrow");
        assert.match(asked(page), /^litre date:2024-03-05/);
        await page.goBack();

        await follow(page.getByRole("link", { name: "Who else carried it" }).first());
        assert.equal(await page.locator(".versions > li").count(), 3, "the trace is there");
        await follow(page.locator(".versions .place").first());
        assert.ok((await page.locator("mark.own").count()) > 0, "the statement is marked in its article");
        await page.getByText("Cite", { exact: true }).click();
        assert.ok(await page.locator(".cite pre").first().isVisible(), "the citation can be selected");
        assert.equal(await page.getByRole("button", { name: "Copy" }).count(), 0, "no button stands there that does nothing");

        await box.fill("outlte:TASS");
        await box.press("Enter");
        assert.equal(await page.locator("mark.wrong").innerText(), "outlte", "the wrong place is marked");
        await follow(page.locator("a.try"));
        assert.ok((await total(page)) > 0, "the mended query is a link");
    }));
