// The server and the browser that all journeys share, and pages that are watched while they are walked through.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ROOT, serve } from "./site.mjs";

// What package.json names lies in target/web, and not here.
const installed = createRequire(path.join(ROOT, "target/web/package.json"));
const { chromium } = installed("playwright-core");
const AXE = readFileSync(installed.resolve("axe-core/axe.min.js"), "utf8");

export const SHOTS = path.join(ROOT, "target/screenshots");

const server = await serve();
export const base = server.base;
// Chromium's own sandbox is not to be had by root, as which containers run.
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromiumSandbox: process.getuid() !== 0,
});

export async function close() {
    await browser.close();
    assert.equal(await server.stop(), 0, "the server ends in good order after all of this");
}

// Runs `walk` in a page of its own. It fails, too, where the page wrote an error to its console (so does what the content
// security policy forbids), threw one, opened a dialog, or asked another host. `answers` are the statuses from 400 on that
// are wanted, which a browser calls errors.
export async function walk({ width = 1280, answers = [], ...options }, walked) {
    const context = await browser.newContext({ baseURL: base, viewport: { width, height: 900 }, ...options });
    context.setDefaultTimeout(5000);
    const complaints = [];
    const isWanted = (text) => answers.some((status) => text.includes(`the server responded with a status of ${status}`));
    context.on("console", (message) => {
        if (["error", "warning"].includes(message.type()) && !isWanted(message.text())) complaints.push(`console: ${message.text()}`);
    });
    context.on("weberror", (error) => complaints.push(`thrown: ${error.error()}`));
    context.on("dialog", (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        return dialog.dismiss();
    });
    context.on("request", (request) => {
        if (!request.url().startsWith(base)) complaints.push(`asked elsewhere: ${request.url()}`);
    });
    try {
        await walked(await context.newPage());
        assert.deepEqual(complaints, [], "the browser has nothing to complain of");
    } finally {
        await context.close();
    }
}

// What axe finds on the page that keeps people out, a line each.
export async function barriers(page) {
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
    return violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 160)}`));
}

// The API's answer to `query`, for journeys that begin at a certain statement.
export async function found(query) {
    const answer = await fetch(`${base}api/v1/search?${new URLSearchParams({ q: query, n: "0" })}`);
    assert.equal(answer.status, 200, `${query} is understood`);
    return answer.json();
}

// The address, without the host, of the search for `query`.
export function search(query) {
    return `/?q=${encodeURIComponent(query)}`;
}

// The number of statements that the heading of a page of results tells.
export async function total(page) {
    const heading = await page.getByRole("heading", { level: 1 }).innerText();
    const told = /(?:^|in )([\d,]+) statements?$/.exec(heading);
    assert.ok(told, `the heading tells a number of statements, not “${heading}”`);
    return Number(told[1].replaceAll(",", ""));
}

// Goes where a link or a button leads, and waits until all of it is there.
export async function follow(link) {
    const there = link.page().waitForEvent("load");
    await link.click();
    await there;
}

// The query that the address of the page asks.
export function asked(page) {
    return new URL(page.url()).searchParams.get("q");
}
