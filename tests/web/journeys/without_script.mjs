// Links and forms do all of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, total, walk } from "../world.mjs";

test("without JavaScript the whole way is there", () =>
    walk({ javaScriptEnabled: false, answers: [400] }, async (page) => {
        await page.goto("/");
        const box = page.locator("#q");
        await box.fill("litre");
        await page.getByRole("button", { name: "Search" }).click();
        assert.equal(await total(page), 3, "the form searches");

        await page.locator(".facets").getByRole("link", { name: "TASS", exact: true }).first().click();
        assert.equal(await total(page), 2, "a facet narrows");
        await page.getByRole("link", { name: "Take away outlet:TASS" }).click();

        await page.getByLabel("From").fill("2024-03-05");
        await page.getByRole("button", { name: "Set dates" }).click();
        assert.equal(await total(page), 1, "the fields below the timeline narrow");
        assert.match(asked(page), /^litre date:2024-03-05/);
        await page.goBack();

        await page.getByRole("link", { name: "Who else carried it" }).first().click();
        assert.equal(await page.locator(".versions > li").count(), 3, "the trace is there");
        await page.locator(".versions .place").first().click();
        assert.ok((await page.locator("mark.own").count()) > 0, "the statement is marked in its article");
        await page.getByText("Cite", { exact: true }).click();
        assert.ok(await page.locator(".cite pre").first().isVisible(), "the citation can be selected");
        assert.equal(await page.getByRole("button", { name: "Copy" }).count(), 0, "no button stands there that does nothing");

        await box.fill("outlte:TASS");
        await box.press("Enter");
        assert.equal(await page.locator("mark.wrong").innerText(), "outlte", "the wrong place is marked");
        await page.locator("a.try").click();
        assert.ok((await total(page)) > 0, "the mended query is a link");
    }));
