/** The program in the guide to MQTT is sound, and does what the guide says. */
import { assertEquals } from "@std/assert";
import { deno, writeProgram } from "../../examples/page_program.ts";
import { mqttTest, openMqttSink, openMqttSource } from "./opened.ts";

mqttTest("the program in the guide to MQTT tells of what is too much", async (broker) => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram(".github/guides/connector_mqtt.md", folder);
    assertEquals(files, ["actors.ts", "meters.ts"]);
    // A session that has all that is published, whenever the program comes.
    await (await openMqttSource(broker, { clientId: "meters", topic: "meters/#" })).wire.close();
    await using alarms = await openMqttSource(broker, { topic: "alarms/#" });
    const flags = ["--allow-sys", "--allow-read", "--allow-net=127.0.0.1"];
    const program = deno(folder, [
      ...["run", "--no-lock", "--no-prompt", "--quiet", ...flags, "meters.ts", broker.url],
    ]).spawn();
    const output = program.output();
    await using meters = await openMqttSink(broker, { topic: "meters/cellar" });
    await meters.put({
      "1": '{"meter":"cellar","watts":4000}',
      "2": '{"meter":"cellar","watts":7000}',
    });
    const [alarm] = await alarms.pull(1);
    program.kill("SIGTERM");
    const { code, stderr } = await output;
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    assertEquals(alarm?.origin, "alarms/cellar/meters/cellar/2");
    assertEquals(new TextDecoder().decode(alarm?.raw.bytes), '{"meter":"cellar","watts":7000}');
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
