/** The places of everything, in other browsers than the one that the tests bring along: where the machine has them. */
import { assert, assertEquals } from "@std/assert";
import { startFirefox } from "./engines/firefox.ts";
import { startWebKit } from "./engines/webkit.ts";
import type { Engine } from "./engines/engine.ts";
import { PLACES, SIZES, tell, TOLD } from "./places.ts";
import type { Places } from "./places.ts";
import { ScriptedServer } from "./scripted_server.ts";
import { slowStage } from "./scripts.ts";

/** An expression that is met when the graph is drawn and the lens has spoken. */
const READY = `new Promise((done) => {
  const look = () => document.querySelector("#graph[data-drawn]") && /bottleneck/.test(document.querySelector("#lens-sentence").textContent)
    ? done() : requestAnimationFrame(look);
  look();
})`;

const FRAMES =
  "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))";

/** Browsers do not make a window as narrow as a phone. */
const WIDE = SIZES.filter(([width]) => width >= 1024);

for (const [name, start] of Object.entries({ Firefox: startFirefox, WebKit: startWebKit })) {
  const started = await start();
  const reason = "reason" in started ? started.reason : null;
  if (reason !== null) console.error(`The page is not tested in ${name}: ${reason}`);
  Deno.test({
    name: reason === null
      ? `in ${name} nothing lies over anything, and nothing moves for what is told`
      : `in ${name} nothing lies over anything (not tested: ${reason.split("\n")[0]})`,
    ignore: reason !== null,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      if ("reason" in started) return;
      await using engine = started.engine;
      for (const [width, height] of WIDE) await check(engine, width, height);
    },
  });
}

async function check(engine: Engine, width: number, height: number): Promise<void> {
  const { graph, apply } = slowStage();
  await using server = new ScriptedServer(graph);
  apply(server);
  server.tick();
  await engine.open(server.url, width, height);
  await engine.evaluate(READY);
  const what = `${width}x${height}`;
  assertEquals(await engine.evaluate("[innerWidth, innerHeight]"), [width, height]);
  const look = async () => {
    await engine.evaluate(FRAMES);
    return await engine.evaluate<Places>(PLACES);
  };
  const before = await look();
  assertEquals(before.faults, [], what);
  assert(Object.keys(before.places).length > 25);
  for (const words of TOLD) {
    await engine.evaluate(`(() => { ${tell(words)} })()`);
    const { faults, places } = await look();
    assertEquals(faults, [], `${what} ${JSON.stringify(words)}`);
    assertEquals(places, before.places, `${what} ${JSON.stringify(words)}`);
  }
  for (const press of ["#show-table", "#show-alerts", "#show-log", "#show-graph", "#show-help"]) {
    await engine.evaluate(`document.querySelector("${press}").click()`);
    assertEquals((await look()).faults, [], `${what} ${press}`);
  }
  await engine.evaluate("document.querySelector('#help').close()");
  await engine.evaluate(
    "document.querySelector('#a1').dispatchEvent(new MouseEvent('click', { bubbles: true }))",
  );
  assertEquals((await look()).faults, [], `${what} details`);
}
