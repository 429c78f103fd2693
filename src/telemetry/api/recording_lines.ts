import type { Alert } from "../../protocol/mod.ts";
import type { CrashCounts, NumberedLife } from "../wire/mod.ts";
import { type History, type RecordingHead, RecordingWriter } from "../history/mod.ts";

/** What happened besides the values. */
export interface PastEvents {
  readonly life: readonly NumberedLife[];
  readonly crashes: CrashCounts;
  readonly alerts: readonly Alert[];
}

/** The past from `from` to `to`, in milliseconds since the epoch, as the lines of a recording. */
export function* recordingLines(
  history: History,
  head: RecordingHead,
  { life, crashes, alerts }: PastEvents,
  { from, to }: { readonly from: number; readonly to: number },
): Generator<string> {
  const writer = new RecordingWriter(head);
  const { step } = crashes;
  const within = crashes.stretches.filter(([begin]) => begin + step > from && begin <= to);
  yield writer.begin() + writer.life([], { step, stretches: within });
  const lives = [...life].filter(({ time }) => time >= from && time <= to);
  const raised = [...alerts].filter(({ time }) => time >= from && time <= to);
  for (const moment of history.moments(from, to)) {
    const values = writer.moment(moment);
    yield writer.life(takeUntil(lives, moment.time)) +
      writer.alerts(takeUntil(raised, moment.time)) + values;
  }
  const rest = writer.life(lives) + writer.alerts(raised);
  if (rest !== "") yield rest;
}

/** Lines as the body of a response. Each is made when the reader has taken those before; other work gets its turn in between. */
export function streamLines(lines: Iterator<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      const { done, value } = lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}

function takeUntil<Item extends { readonly time: number }>(items: Item[], time: number): Item[] {
  const end = items.findIndex((item) => item.time > time);
  return items.splice(0, end < 0 ? items.length : end);
}
