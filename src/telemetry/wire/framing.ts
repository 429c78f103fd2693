import { ServerSentEventStream } from "@std/http/server-sent-event-stream";
import type { FrameMessage } from "./frames.ts";

/** Makes the function that frames events, one after another through one stream. */
export function createFraming(): FrameMessage {
  const { readable, writable } = new ServerSentEventStream();
  const reader = readable.getReader();
  const writer = writable.getWriter();
  return async (message) => {
    // The stream gives one chunk a message, in order, so the n-th read belongs to the n-th write.
    const [{ value }] = await Promise.all([reader.read(), writer.write(message)]);
    return value!;
  };
}
