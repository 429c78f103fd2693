import { withoutStack } from "../../errors.ts";
import { isMeeting, readMeeting, serversOf } from "./nats_meeting.ts";

/**
 * Tells whoever starts a program that it may not reach the hub; the runtime's own word would come once the graph runs.
 *
 * @throws {Deno.errors.NotCapable}
 */
export function checkMayAnnounce(hub: string): void {
  for (const host of hostsOf(hub)) {
    if (Deno.permissions.querySync({ name: "net", host }).state === "granted") continue;
    throw withoutStack(
      new Deno.errors.NotCapable(
        `Cannot announce this program to the hub at ${host}: it may not connect there, run it with --allow-net=${host}`,
      ),
    );
  }
}

/** Of several servers of NATS the first that answers is taken, so it must be allowed to reach all of them. */
function hostsOf(hub: string): string[] {
  if (!isMeeting(hub)) return [new URL(hub).host];
  const { meeting } = readMeeting(hub);
  return meeting === undefined ? [] : serversOf(meeting);
}
