/** The peer comlink: each stage exposes `take` to the one before it. */
import { runStages } from "./threads.ts";

runStages(new URL("./comlink_stage.ts", import.meta.url).href, () => {
  const { port1, port2 } = new MessageChannel();
  return { out: port1, input: port2 };
}, true);
