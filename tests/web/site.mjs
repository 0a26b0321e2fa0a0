// A server over an index of its own: the example articles, and those of this folder.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DIXIT = process.env.DIXIT ?? path.join(ROOT, "target/release/dixit");

// Its address is `base`; `stop` ends it, and says how it ended.
export async function serve() {
    const index = path.join(ROOT, "target/web/index");
    rmSync(index, { recursive: true, force: true });
    const articles = ["examples/articles", "tests/web/articles"];
    const read = spawnSync(DIXIT, ["index", ...articles, "--index", index, "--quiet"], { cwd: ROOT, encoding: "utf8" });
    if (read.status !== 0) throw new Error(`dixit index failed: ${read.error ?? read.stderr}`);

    const server = spawn(DIXIT, ["serve", "--listen", "0", "--index", index, "--quiet"], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(server, "exit");
    const told = await Promise.race([once(createInterface(server.stdout), "line"), ended]);
    if (typeof told[0] !== "string") throw new Error(`dixit serve ended with ${told[0]} before it said where it listens`);
    const stop = async () => {
        server.kill("SIGTERM");
        return (await ended)[0];
    };
    return { base: told[0].trim(), stop };
}
