import { assertEquals } from "@std/assert";
import { browserTest, isDrawn, open, shows } from "../../page/pages.ts";
import { startProgram } from "./live_program.ts";

/** A port that nobody listens at. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

browserTest(
  "a page needs nothing but its program, and the program one port and its files",
  async () => {
    const port = freePort();
    await using program = await startProgram("examples/02_standard/main.ts", {
      flags: ["--cached-only", `--allow-net=127.0.0.1:${port}`, "--allow-read"],
      args: ["--port", String(port), "--rate", "20"],
    });
    assertEquals(program.url, `http://127.0.0.1:${port}/`);
    await using opened = await open(program.url);
    const { page, misdeeds } = opened;
    const asked: string[] = [];
    page.context().on("request", (request) => asked.push(request.url()));
    await page.reload();
    await isDrawn(page);
    await shows(page, "#state", /^Live$/);
    await page.locator("#a2").click();
    // The charts and the layout come from packages, which the program brings.
    await page.getByRole("tab", { name: "Charts" }).click();
    await page.locator(".charts canvas").first().waitFor();
    await page.locator("#show-table").click();
    await shows(page, "tbody", /GENERATOR/);
    await page.keyboard.press("p");
    await shows(page, "#state", /^Paused at/);
    await page.locator("#time-slider").press("ArrowLeft");
    await page.locator("#time-live").click();
    await shows(page, "#state", /^Live$/);

    assertEquals(
      asked.filter((url) => !url.startsWith(program.url) && !url.startsWith("blob:")),
      [],
    );
    for (const file of ["page.js", "viz", "uplot"]) {
      assertEquals([file, asked.some((url) => url.includes(file))], [file, true]);
    }
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
  },
);
