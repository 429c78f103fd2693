import { assertEquals } from "@std/assert";
import type {
  HistoryOptions,
  PictureOptions,
  RecordOptions,
  TelemetryOptions,
  WebhookOptions,
} from "@steady-state/deno/telemetry";
import * as telemetry from "@steady-state/deno/telemetry";

Deno.test("the door of telemetry gives nothing that writes into the alerts", () => {
  const inner = ["Sampler", "AlertLog", "AlertEngine"].filter((name) => name in telemetry);
  assertEquals(inner, []);
  assertEquals("Observer" in telemetry, true);
});

Deno.test("the parts of the options can be named", () => {
  const history: HistoryOptions = { fineMs: 1000 };
  const record: RecordOptions = { dir: "recordings" };
  const webhook: WebhookOptions = { url: "http://127.0.0.1/" };
  const picture: PictureOptions = { foldFrom: 3 };
  const options: TelemetryOptions = { history, record, picture, webhook };
  assertEquals(Object.keys(options), ["history", "record", "picture", "webhook"]);
});
