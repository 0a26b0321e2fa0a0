// Nobody needs a mouse, and nobody is made to watch things move.

import assert from "node:assert/strict";
import { test } from "node:test";
import { search, total, walk } from "../world.mjs";

// What has the focus, as a reader of the screen would say it, and whether that is to be seen.
function focused(page) {
    return page.evaluate(() => {
        const element = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const { width, height, top } = element.getBoundingClientRect();
        return {
            name: (element.getAttribute("aria-label") ?? element.textContent).trim() || element.id,
            isOutlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
            isOnScreen: width > 0 && height > 0 && top >= 0 && top < innerHeight,
        };
    });
}

async function tabTo(page, name) {
    for (let stops = 0; stops < 150; stops += 1) {
        await page.keyboard.press("Tab");
        const stop = await focused(page);
        assert.ok(stop.isOutlined && stop.isOnScreen, `it is seen that “${stop.name}” has the focus`);
        if (name.test(stop.name)) return stop;
    }
    throw new Error(`Tab never comes to ${name}`);
}

test("by keyboard alone: past the head, to a facet, to a statement and to its citation", () =>
    walk({}, async (page) => {
        await page.goto(search("litre"));
        await page.keyboard.press("Tab");
        assert.equal((await focused(page)).name, "Skip to the content", "the first stop leads past the head");
        await page.keyboard.press("Enter");
        await tabTo(page, /^CSV$/);
        await tabTo(page, /^In its article:/);
        await tabTo(page, /^AFP$/);

        await page.keyboard.press("/");
        assert.equal((await focused(page)).name, "q", "the slash leads to the box");
        await page.keyboard.press("End");
        await page.keyboard.type(" kind:dir");
        await page.getByRole("option", { name: "direct", exact: true }).waitFor();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.keyboard.press("Enter");
        await page.waitForURL((address) => address.searchParams.get("q").trim() === "litre kind:direct");
        assert.equal(await total(page), 3);

        await tabTo(page, /^In its article:/);
        await page.keyboard.press("Enter");
        await page.waitForURL("**/statement/*");
        await tabTo(page, /^Cite$/);
        await page.keyboard.press("Enter");
        await tabTo(page, /^Copy$/);
    }));

test("nothing moves for those who do not want it", () =>
    walk({ reducedMotion: "reduce" }, async (page) => {
        await page.goto(search("litre"));
        const moving = await page.evaluate(() =>
            [...document.querySelectorAll("*")].filter((element) => {
                const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
                return transitionDuration !== "0s" || animationName !== "none" || scrollBehavior === "smooth";
            }).length,
        );
        assert.equal(moving, 0, "no element has a transition, an animation or a smooth scroll");
    }));
