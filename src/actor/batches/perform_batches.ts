import type { Rx } from "../../channel/rx.ts";
import { textOf } from "../../errors.ts";
import { optionFaults, throwLastingFaults } from "../../option_faults.ts";
import {
  type LoopHands,
  Marks,
  marksFault,
  partFaults,
  PeekWindow,
  placed,
  type ResultsTx,
  roomFaults,
  windowFaults,
} from "../ahead/mod.ts";
import {
  BATCHES_OPTIONS,
  type BatchesOptions,
  type BatchesSettings,
  settingsOf,
} from "./batches_options.ts";
import { BatchLoop, type BatchWork } from "./batch_loop.ts";
import type { BatchEntry } from "./open_batches.ts";

/** As `Actor.batches`. */
export async function performBatches(
  hands: LoopHands,
  given: readonly unknown[],
): Promise<boolean> {
  const parts = placed(given);
  const [input, results, options, work] = parts;
  const doing = `make batches in actor "${hands.label}"`;
  const end = hands.inputOf(input);
  throwLastingFaults(doing, [
    ...partFaults(end, parts, ["messages", "a batch"]),
    ...optionFaults(BATCHES_OPTIONS, options),
  ]);
  const port = input as Rx<unknown>;
  const wanted = options as BatchesOptions<unknown>;
  const { messages, window, key } = wanted;
  const marks = key === undefined ? undefined : Marks.in(hands.state, hands.marksOf(end));
  throwLastingFaults(doing, [
    ...roomFaults({ messages, window }, port, marks),
    ...windowFaults("messages", messages, window),
    ...(key !== undefined && marks === undefined
      ? [marksFault("batches of different keys overtake each other")]
      : []),
  ]);
  const settings = settingsOf(wanted, Math.min(port.capacity, marks?.most ?? Infinity));
  return await new BatchLoop(hands, {
    port,
    control: hands.controlOf(end),
    results: (results ?? undefined) as ResultsTx<unknown> | undefined,
    window: new PeekWindow(port, settings.window, marks, entriesOf(settings)),
    settings,
    work: work as BatchWork,
  }).run();
}

/** What is known of messages. What their functions throw is the actor's death, and the message's. */
function entriesOf(
  { key: keyOf, bytesOf }: BatchesSettings,
): (message: unknown, number: number) => BatchEntry {
  return (message, number) => {
    const key: unknown = keyOf(message);
    if (key !== undefined && typeof key !== "string" && typeof key !== "number") {
      throw new TypeError(
        `Cannot put a message into a batch: option key returned ${
          textOf(key)
        }, let it return a text or a number`,
      );
    }
    const bytes: unknown = bytesOf(message);
    if (typeof bytes === "number" && bytes >= 0) {
      return { number, message, key, bytes, isDone: false };
    }
    throw new TypeError(
      `Cannot put a message into a batch: option bytesOf returned ${
        textOf(bytes)
      }, let it return a number from 0 on`,
    );
  };
}
