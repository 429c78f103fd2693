/** The peer postMessage: workers joined by a MessageChannel each. */
import { runStages } from "./threads.ts";

runStages(new URL("./post_message_stage.ts", import.meta.url).href, () => {
  const { port1, port2 } = new MessageChannel();
  return { out: port1, input: port2 };
}, true);
