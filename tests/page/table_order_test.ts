import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, shows, stage } from "./pages.ts";
import type { ScriptedServer } from "./scripted_server.ts";

/** So many actors that not all have a row at once. */
const ACTORS = 230;
const SHOWN = 200;

const graph = {
  graph: "rows",
  actors: Array.from({ length: ACTORS }, (_, at) => ({ name: `row${at}` })),
  chans: [{ name: "c", from: 0, to: 1 }],
};

/** How busy each actor is: the first most, or the last. */
function busy(server: ScriptedServer, isFirst: boolean): void {
  for (let at = 0; at < ACTORS; at++) server.actor(at, { busy: isFirst ? ACTORS - at : at });
  server.tick();
}

/** The first three rows. */
function rows(page: Page): Promise<string[]> {
  return page.locator("#table-view .table").first().locator("tbody tr th").evaluateAll((heads) =>
    heads.slice(0, 3).map((head) => (head as unknown as { textContent: string }).textContent)
  );
}

async function reads(page: Page, row: string, text: RegExp): Promise<void> {
  await shows(page, `#table-view tr[data-id="${row}"]`, text);
}

const FIRST = ["row0", "row1", "row2"];
const LAST = [ACTORS - 1, ACTORS - 2, ACTORS - 3].map((at) => `row${at}`);

browserTest(
  "rows stand still while somebody points at the table, and are written all the same",
  async () => {
    await using staged = await stage(graph, (server) => busy(server, true), { hash: "#fold=" });
    const { page, server } = staged;
    await page.keyboard.press("t");
    await reads(page, "a0", /230%/);
    assertEquals(await rows(page), FIRST);
    const held = page.locator("#table-view .held").first();
    await page.locator('#table-view tr[data-id="a2"]').hover();
    busy(server, false);
    await reads(page, "a1", /\D1%/);
    await held.filter({ hasText: "rows stand still while you are at the table" }).waitFor();
    assertEquals(await rows(page), FIRST);
    assertEquals(await page.locator("#table-view tbody").first().locator("tr").count(), SHOWN);
    // Nothing more is told: leaving is enough.
    await page.mouse.move(1, 1);
    await reads(page, `a${ACTORS - 1}`, /229%/);
    await held.filter({ hasText: /^$/ }).waitFor({ state: "attached" });
    assertEquals(await rows(page), LAST);
  },
);

browserTest(
  "rows stand still while one has the focus; a click on a head puts them in order",
  async () => {
    await using staged = await stage(graph, (server) => busy(server, true), { hash: "#fold=" });
    const { page, server } = staged;
    await page.keyboard.press("t");
    await reads(page, "a0", /230%/);
    await page.locator('#table-view tr[data-id="a2"] button').focus();
    busy(server, false);
    await reads(page, "a1", /\D1%/);
    assertEquals(await rows(page), FIRST);
    await page.locator("#table-view th button", { hasText: /^Busy$/ }).click();
    await reads(page, `a${ACTORS - 1}`, /229%/);
    assertEquals(await rows(page), LAST);
    busy(server, true);
    await reads(page, `a${ACTORS - 1}`, /\D1%/);
    assertEquals(await rows(page), LAST);
  },
);
