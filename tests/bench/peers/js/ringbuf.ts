/** The peer ringbuf.js: a ring in shared memory between two workers each. */
import { RingBuffer } from "ringbuf.js";
import { numberIn, wordsOf } from "../../words.ts";
import { runStages } from "./threads.ts";

const words = wordsOf(Deno.args);

runStages(new URL("./ringbuf_stage.ts", import.meta.url).href, () => {
  const ring = RingBuffer.getStorageForCapacity(
    numberIn(words, "capacity", 1024),
    // deno-lint-ignore no-explicit-any -- its types ask for something that does not exist
    Float64Array as any,
  );
  return { out: ring, input: ring };
}, false);
