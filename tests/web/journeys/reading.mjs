// From a statement to its article, to the other versions of it, and back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, follow, found, search, walk } from "../world.mjs";

test("a statement is opened where it stands, and going back returns to the results as they were left", () =>
    walk({}, async (page) => {
        await page.goto(search("*"));
        const hit = page.locator(".hit").nth(12);
        const [speaker, title] = [await hit.locator(".speaker").innerText(), await hit.locator(".place bdi").innerText()];
        await hit.locator(".place").scrollIntoViewIfNeeded();
        const scrolled = await page.evaluate(() => scrollY);
        assert.ok(scrolled > 0, "the statement is further down");
        await follow(hit.locator(".place"));

        await page.waitForURL("**/statement/*");
        assert.equal(await page.locator("h1 .speaker").innerText(), speaker);
        assert.equal(await page.locator(".article h2").innerText(), title);
        const quote = await page.locator("header .quote").innerText();
        const marked = await page.locator(".text mark.own").allInnerTexts();
        assert.ok(marked.length > 0, "its words are marked in the article");
        for (const piece of marked) assert.ok(quote.includes(piece.trim()), `“${piece}” is part of what is quoted`);

        await page.getByRole("link", { name: "Show it in the article" }).click();
        assert.ok(await page.locator("#said").isVisible(), "there is a place to go to");
        await page.waitForFunction(() => {
            const { top, bottom } = document.getElementById("said").getBoundingClientRect();
            return top > document.querySelector(".top").getBoundingClientRect().bottom && bottom < innerHeight;
        });
        await page.goBack();

        await page.goBack();
        assert.equal(asked(page), "*");
        assert.equal(await page.getByRole("combobox").inputValue(), "*", "the box has the query again");
        await page.waitForFunction((before) => Math.abs(scrollY - before) < 50, scrolled);
    }));

test("other statements of an article are a click away", () =>
    walk({}, async (page) => {
        const { hits } = await found('"We found eleven shoals"');
        await page.goto(`/statement/${hits[0].id}`);
        const other = page.locator(".text a.other").first();
        const words = await other.innerText();
        await follow(other);
        await page.locator("mark.own", { hasText: words }).waitFor();
    }));

test("an utterance is traced through its carriers, from the first on, with what became of the words", () =>
    walk({}, async (page) => {
        await page.goto(search("litre"));
        await follow(page.getByRole("link", { name: "Who else carried it" }).first());
        await page.waitForURL("**/trace/*");
        const versions = page.locator(".versions > li");
        assert.equal(await versions.count(), 3);
        assert.match(await versions.nth(0).innerText(), /first[^]*TASS/, "TASS was the first");
        assert.match(await versions.nth(1).innerText(), /through TASS/, "Reuters had it from TASS");
        assert.equal(await versions.nth(1).locator("ins").innerText(), "whole", "the word that is new is marked");
        assert.match(await versions.nth(2).locator("del").innerText(), /and it will hold|8 words/, "the words that are gone are told");
        assert.match(await versions.nth(2).locator(".quote").innerText(), /\S”$/, "the closing mark stands at the last word");
        await follow(page.getByRole("link", { name: "the longest" }));
        assert.equal(await versions.nth(0).locator("del").innerText(), "whole", "the longest is compared with");
    }));

test("a citation is copied", () =>
    walk({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
        const { hits } = await found("litre speaker:Petrovac outlet:TASS");
        await page.goto(`/statement/${hits[0].id}`);
        await page.getByText("Cite", { exact: true }).click();
        const section = page.locator(".cite section").filter({ hasText: /bibtex/i });
        await section.getByRole("button", { name: "Copy" }).click();
        await section.getByRole("button", { name: "Copied" }).waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        assert.match(copied, /^@\w+\{/, "BibTeX is on the clipboard");
        assert.equal(copied, (await section.locator("pre").innerText()).trim());
    }));

test("names lead to pages of their own", () =>
    walk({}, async (page) => {
        await page.goto(search("litre outlet:TASS"));
        await follow(page.locator(".hit .speaker").first());
        await page.getByRole("heading", { level: 1, name: "Dragica Petrovac" }).waitFor();
        assert.match(await page.locator(".lead").innerText(), /4 statements/);
        await follow(page.locator(".names").filter({ hasText: "Carried by" }).getByRole("link", { name: "TASS" }));
        await page.getByRole("heading", { level: 1, name: "TASS" }).waitFor();
    }));
