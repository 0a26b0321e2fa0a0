// From the empty box to statements, or to why there are none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, barriers, follow, search, total, walk } from "../world.mjs";

const CARD = 'outlet:TASS AND "multipolar"';

test("the card's query is typed with the help of the list below the box, and finds its four statements", () =>
    walk({}, async (page) => {
        await page.goto("/");
        const box = page.getByRole("combobox", { name: "Search statements" });
        const list = page.getByRole("listbox");
        const chosen = page.getByRole("option", { selected: true });
        assert.ok(await box.evaluate((box) => box === document.activeElement), "the box has the focus at the start");

        await box.pressSequentially("out");
        await list.waitFor();
        assert.equal(await box.getAttribute("aria-expanded"), "true", "the box says that a list is open");
        await box.press("ArrowDown");
        assert.equal(await chosen.innerText(), "outlet:", "the arrow chooses the first proposal");
        assert.equal(await box.getAttribute("aria-activedescendant"), await chosen.getAttribute("id"), "the box names the choice");
        await box.press("Enter");
        assert.equal(await box.inputValue(), "outlet:", "Enter takes the choice and does not search yet");

        await box.pressSequentially("TA");
        await page.getByRole("option", { name: "TASS", exact: true }).waitFor();
        assert.deepEqual(await barriers(page), [], "axe while the list is open");
        await box.press("Escape");
        assert.ok(await list.isHidden(), "Escape closes the list");
        assert.equal(await box.getAttribute("aria-expanded"), "false", "the box says that the list is closed");
        await box.pressSequentially("S");
        await list.waitFor();
        await page.getByRole("option", { name: "TASS", exact: true }).click();
        assert.equal(await box.inputValue(), "outlet:TASS ", "a click takes a proposal");

        await box.pressSequentially('AND "multipolar"');
        await box.press("Enter");
        await page.waitForURL(search(CARD).replaceAll("%20", "+"));
        assert.equal(await total(page), 4);
        const hits = page.locator(".hit");
        assert.equal(await hits.count(), 4, "all four are shown");
        for (const hit of await hits.all()) {
            assert.match(await hit.locator(".quote mark").first().innerText(), /^multipolar$/i, "what was looked for is marked");
            assert.match(await hit.locator(".facts").innerText(), /TASS/, "who carried it is told");
            assert.notEqual(await hit.locator(".who .speaker").innerText(), "", "who said it is told");
        }
        assert.equal(await box.inputValue(), CARD, "the box still has the query");
    }));

test("a wrong query is shown with its place, tied to the box, and mended by a click", () =>
    walk({ answers: [400] }, async (page) => {
        const answer = await page.goto(search("outlte:TASS AND multipolar"));
        assert.equal(answer.status(), 400);
        assert.equal(await page.locator("mark.wrong").innerText(), "outlte", "the wrong place is marked");
        const box = page.getByRole("combobox");
        assert.ok(await box.evaluate((box) => box === document.activeElement), "the box has the focus, to be mended");
        assert.equal(await box.getAttribute("aria-invalid"), "true");
        const told = page.locator(`#${await box.getAttribute("aria-describedby")}`);
        assert.match(await told.innerText(), /unknown field/, "the box is described by what is wrong");
        assert.equal(await told.getAttribute("role"), "alert");
        await follow(page.getByRole("link", { name: "outlet:TASS AND multipolar" }));
        assert.equal(asked(page), "outlet:TASS AND multipolar");
        assert.ok((await total(page)) > 0, "the mended query finds something");
    }));

test("where nothing is found, each part tells what it finds alone", () =>
    walk({}, async (page) => {
        await page.goto(search("outlet:TASS AND zebra"));
        await page.getByRole("heading", { name: "Nothing found" }).waitFor();
        const none = page.getByRole("row").filter({ hasText: "zebra" });
        assert.equal(await none.getByRole("cell").innerText(), "0", "the part that finds nothing is told");
        const some = page.getByRole("row").filter({ hasText: "outlet:TASS" });
        const alone = Number(await some.getByRole("cell").innerText());
        await follow(some.getByRole("link"));
        assert.equal(await total(page), alone, "a part leads to the statements that were counted");
    }));
