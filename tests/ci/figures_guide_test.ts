/**
 * The guide on figures has a table that the catalogue is written into. After a change of the catalogue:
 * `deno run --no-lock -A tests/ci/figures_guide_test.ts`.
 */
import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../../src/telemetry/catalogue.ts";
import type { ActorFigure, ChannelFigure } from "../../src/telemetry/figure.ts";
import type { Unit } from "../../src/telemetry/units.ts";

const GUIDE = new URL("../../.github/guides/figures.md", import.meta.url);

const UNIT_WORDS: Readonly<Record<Unit, string>> = {
  share: "0 to 1",
  rate: "a second",
  bytesRate: "bytes a second",
  amount: "number",
  total: "whole number",
  times: "whole number",
  timesIfEver: "whole number",
  id: "whole number",
  millicores: "1/1000 core",
  bytes: "bytes",
  ms: "ms",
  micros: "µs",
  flag: "true, false",
  level: "0 to 3",
  phase: "text",
  text: "text",
};

function rowOf(prefix: string, figure: ActorFigure | ChannelFigure): string[] {
  const { name, unit, about, series, onWire, prometheus, otel } = figure;
  return [
    `\`${name}\``,
    UNIT_WORDS[unit],
    about.replace(/\.$/, ""),
    series === undefined ? "" : `\`${series}\``,
    onWire ? "yes" : "",
    prometheus === undefined ? "" : `\`${prefix}${prometheus.name}\``,
    otel === undefined ? "" : `\`${otel.name}\``,
  ];
}

const HEADS = ["figure", "unit", "what it tells", "series", "past", "Prometheus", "OpenTelemetry"];

function tableOf(prefix: string, figures: readonly (ActorFigure | ChannelFigure)[]): string {
  const rows = [HEADS, HEADS.map(() => "---"), ...figures.map((one) => rowOf(prefix, one))];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A text with both tables in the places that are marked for them. */
function withTables(text: string): string {
  const put = (name: string, table: string, whole: string) =>
    whole.replace(
      new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- end -->)`),
      (_, before, after) => `${before}\n${table}\n${after}`,
    );
  const actors = put("actors", tableOf("steady_actor_", ACTOR_FIGURES), text);
  return put("channels", tableOf("steady_channel_", CHANNEL_FIGURES), actors);
}

/** What is left of a table when it is not lined up. */
function plain(text: string): string {
  return text.replace(/ +\|/g, " |").replace(/\| +/g, "| ").replace(/-{3,}/g, "---");
}

Deno.test("the guide on figures says what the catalogue says", async () => {
  const text = await Deno.readTextFile(GUIDE);
  assertEquals(plain(text), plain(withTables(text)));
});

if (import.meta.main) {
  await Deno.writeTextFile(GUIDE, withTables(await Deno.readTextFile(GUIDE)));
  await new Deno.Command(Deno.execPath(), { args: ["fmt", fileURLToPath(GUIDE)] }).output();
}
