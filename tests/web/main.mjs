// Walks through the page as people do, in a browser. `.ci/web` runs it; `DIXIT=target/debug/dixit .ci/web` asks another build.

import { after } from "node:test";
import { close } from "./world.mjs";
import "./journeys/typing.mjs";
import "./journeys/narrowing.mjs";
import "./journeys/reading.mjs";
import "./journeys/without_script.mjs";
import "./journeys/keyboard.mjs";
import "./journeys/hostile.mjs";
import "./journeys/views.mjs";

after(close);
