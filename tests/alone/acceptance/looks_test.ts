import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { instance } from "@viz-js/viz";
import type { Page } from "playwright-core";
import { browserTest, isDrawn, open, shows } from "../../page/pages.ts";
import { HOSTILE_NAMES } from "./hostile_names.ts";
import { startProgram } from "./live_program.ts";

const CLEAN = { console: [], strangers: [], violations: [] };

/** A colour as `getComputedStyle` tells it, as hue in degrees. */
function hueOf(color: string): number {
  const [red, green, blue] = color.match(/[\d.]+/g)!.map(Number) as [number, number, number];
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  assert(range > 20, `${color} has no hue`);
  if (most === red) return (60 * (green - blue) / range + 360) % 360;
  return most === green ? 60 * (blue - red) / range + 120 : 60 * (red - green) / range + 240;
}

/** How lines and grounds are painted. */
interface Paint {
  readonly stroke: string;
  readonly dash: string;
  readonly fill: string;
}

/** How a level looks. */
interface Look {
  readonly edge: Paint;
  readonly card: Paint;
  readonly mark: string | null;
}

async function paintOf(page: Page, selector: string): Promise<Paint> {
  return await page.evaluate(`(() => {
    const { stroke, strokeDasharray: dash, fill } = getComputedStyle(document.querySelector("${selector}"));
    return { stroke, dash, fill };
  })()`);
}

browserTest(
  "each level of a real graph has its own look, on the edge and on the node",
  async () => {
    await using program = await startProgram("tests/alone/acceptance/programs/brim.ts");
    for (const colorScheme of ["dark", "light"] as const) {
      await using opened = await open(program.url, { colorScheme });
      const { page, misdeeds } = opened;
      await isDrawn(page);
      const looks: Look[] = [];
      for (const level of [0, 1, 2, 3]) {
        const node = `#a${2 * level + 1}`;
        await page.locator(`#c${level}.v${level}`).waitFor({ state: "attached" });
        await page.locator(`${node}.v${level}`).waitFor();
        const edge = await paintOf(page, `#c${level} .line`);
        const card = await paintOf(page, `${node} .card`);
        if (level === 2) {
          for (const color of [edge.stroke, card.stroke]) {
            assert(hueOf(color) > 15 && hueOf(color) < 40, `${color} is not orange`);
          }
          assertMatch(edge.dash, /px/);
        }
        looks.push({ edge, card, mark: await page.locator(`${node} .mark`).getAttribute("d") });
      }
      for (
        const look of [
          ({ edge }: Look) => edge.stroke,
          ({ card }: Look) => card.stroke,
          ({ card }: Look) => card.fill,
          ({ mark }: Look) => mark,
        ]
      ) assertEquals(new Set(looks.map(look)).size, 4);
      // Two are solid, two have dashes of their own.
      assertEquals(new Set(looks.map(({ edge }) => edge.dash)).size, 3);
      assertEquals(misdeeds, CLEAN);
    }
    const dot = await (await fetch(new URL("graph.dot?live=1", program.url))).text();
    const { edges, objects } = (await instance()).renderJSON(dot) as unknown as Drawn;
    const orange = edges.find(({ id }) => id === "c2")!.color;
    assert(hueOf(rgb(orange)) > 15 && hueOf(rgb(orange)) < 40, orange);
    assertEquals(objects.find(({ id }) => id === "a5")!.color, orange);
    assertNotEquals(objects.find(({ id }) => id === "a7")!.color, orange);
  },
);

/** What viz makes of a DOT text, as far as it matters here. */
interface Drawn {
  readonly name: string;
  readonly objects: readonly {
    readonly name: string;
    readonly id: string;
    readonly color: string;
  }[];
  readonly edges: readonly { readonly id: string; readonly tail: number; readonly color: string }[];
}

function rgb(hex: string): string {
  return hex.slice(1).match(/../g)!.map((pair) => parseInt(pair, 16)).join(" ");
}

browserTest("hostile names of real actors are text, wherever they are shown", async () => {
  await using program = await startProgram("tests/alone/acceptance/programs/hostile.ts");
  await using opened = await open(program.url);
  const { page, misdeeds } = opened;
  await isDrawn(page);
  await shows(page, "#graph-name", /^<b>bold<\/b>$/);
  const ids = await page.locator(".actor").evaluateAll((actors) => actors.map(({ id }) => id));
  assertEquals(ids.toSorted(), HOSTILE_NAMES.map((_, at) => `a${at}`));
  for (const [at, name] of HOSTILE_NAMES.entries()) {
    const shown = (await page.locator(`#a${at} .name`).textContent())!;
    const [first = "", last = ""] = shown.split("…");
    assert(
      shown === name || (shown.includes("…") && name.startsWith(first) && name.endsWith(last)),
      shown,
    );
    await page.locator(`#a${at}`).click();
    assertEquals(await page.locator("#details h2 bdi").textContent(), name);
    // The picture stays where it was when the details took their place: it is fitted beside them when asked.
    await page.keyboard.press("0");
  }
  await page.locator("#c0 .hit").click({ force: true });
  await shows(page, "#details h2", /<script>/);
  const views = [["table", "tbody"], ["log", ".log"], ["alerts", "#alerts-view"]] as const;
  for (const [view, place] of views) {
    await page.locator(`#show-${view}`).click();
    await page.locator(place).first().waitFor();
    if (view !== "alerts") await shows(page, place, /<img src=x/);
  }
  // The page's own picture is the only one; its own script is in the head.
  const alien =
    "body img:not(.title img), body script, body b, svg a, svg foreignObject, [onerror]";
  assertEquals(await page.locator(alien).count(), 0);
  await page.evaluate("globalThis.alert = () => { throw new Error('a name was run') }");

  const topology: { actors: { name: string }[] } = await (await fetch(
    new URL("api/topology", program.url),
  )).json();
  assertEquals(topology.actors.map(({ name }) => name), HOSTILE_NAMES);
  const viz = await instance();
  for (const path of ["graph.dot", "graph.dot?live=1"]) {
    const dot = await (await fetch(new URL(path, program.url))).text();
    const { name, objects, edges } = viz.renderJSON(dot) as unknown as Drawn;
    assertEquals(name, "<b>bold</b>");
    assertEquals(objects.map(({ id }) => id), HOSTILE_NAMES.map((_, at) => `a${at}`));
    assertEquals(edges.map(({ id }) => id), HOSTILE_NAMES.slice(1).map((_, at) => `c${at}`));
    const picture = viz.renderString(dot, { format: "svg" });
    assertEquals(/<(script|img|a|foreignObject)\b/.exec(picture), null);
  }
  assertEquals(misdeeds, CLEAN);
});
