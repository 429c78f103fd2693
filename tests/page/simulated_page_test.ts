import { assert } from "@std/assert";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { recordedFailure } from "../testing/recorded_failure.ts";
import { browserTest, drop, isDrawn, open, screenshot, shows, slideTo } from "./pages.ts";

browserTest(
  "the page plays a simulated run that failed: its faults, its crashes, each moment",
  async () => {
    const folder = await Deno.makeTempDir({ prefix: "simulated_" });
    try {
      const { run, faults } = await recordedFailure(folder);
      const name = `chain_of_three-seed-${run.seed}.ndjson`;
      const text = await Deno.readTextFile(`${folder}/${name}`);
      await using server = await serveTelemetry(new FakeGraph("other", ["a"], []).source, {
        port: 0,
      });
      await using opened = await open(server.url);
      const { page, misdeeds } = opened;
      await isDrawn(page);
      await drop(page, name, text);
      await shows(page, "#state", new RegExp(`^${name.replaceAll(".", "\\.")} · Paused at`));
      await shows(page, "#graph-name", /^chain of three$/);
      await isDrawn(page);
      await shows(page, "#a2", /SINK/);
      await slideTo(page, 1);
      await shows(page, "#life", new RegExp(`${faults[0]!.worker} meets a fault`));
      await shows(page, "#life", /PASSING crashed/);
      await shows(page, "#life", /chain of three stopped/);
      await slideTo(page, 0);
      await shows(page, "#c1 .under", /^0 sent/);
      await page.locator("#time-run").click();
      await shows(page, "#c1 .under", /\d\d sent/);
      await screenshot(page, "simulated.png");
      assert(misdeeds.console.length === 0, JSON.stringify(misdeeds));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
