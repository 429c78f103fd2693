/**
 * Which signals ask a program for its end.
 *
 * @module
 */

/** A signal that asks for an end. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

const HANG_UP_BIT = 1n;
const STATUS = "/proc/self/status";

const NUMBERS: Readonly<Record<EndSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/** What a shell reports for a program that the signal has ended. */
export function exitCodeOf(signal: EndSignal): number {
  return 128 + NUMBERS[signal];
}

/** All of them. */
export const END_SIGNALS: readonly EndSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Listens to signals that ask this process for its end, until what it returns is called. Those are all, if `signals` does not name
 * them, but for a SIGHUP that whoever started the process had ignored, as `nohup` does.
 *
 * Whoever listens to one signal makes Deno take over SIGHUP as well, which then ends the process where nobody listens to it, also
 * if it was ignored before. So it is listened to in any case.
 */
export function onEndSignal(
  listener: (signal: EndSignal) => void,
  signals?: readonly EndSignal[],
): () => void {
  const asking = signals ?? standardSignals();
  return listenTo(
    asking.length === 0 ? [] : [...new Set<EndSignal>([...asking, "SIGHUP"])],
    asking,
    listener,
  );
}

/** Those that ask for an end, if nobody says which. */
export function standardSignals(): readonly EndSignal[] {
  return isHangUpIgnored() ? ["SIGINT", "SIGTERM"] : END_SIGNALS;
}

/** Takes no notice of signals that ask for an end, from now on: whoever has started this process is asked as well, and ends it. */
export function ignoreEndSignals(): void {
  listenTo(END_SIGNALS, [], () => {});
}

/** Listens to those that are heard, and tells of those that ask. */
function listenTo(
  heard: readonly EndSignal[],
  asking: readonly EndSignal[],
  listener: (signal: EndSignal) => void,
): () => void {
  const listeners = heard.filter((signal) => signal === "SIGINT" || Deno.build.os !== "windows")
    .map((signal) => ({
      signal,
      tell: () => {
        if (asking.includes(signal)) listener(signal);
      },
    }));
  for (const { signal, tell } of listeners) Deno.addSignalListener(signal, tell);
  return () => listeners.forEach(({ signal, tell }) => Deno.removeSignalListener(signal, tell));
}

/**
 * Linux tells, and Deno lets a program look that has all permissions. Where nobody tells, a terminal decides: it is what sends SIGHUP,
 * when it is closed, and `nohup` leaves none to the process.
 */
function isHangUpIgnored(): boolean {
  if (Deno.build.os === "windows") return false;
  return readsIgnored() ??
    ![Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal());
}

/** What the system tells; `undefined` if it does not. Nobody is asked for a permission. */
function readsIgnored(): boolean | undefined {
  if (Deno.build.os !== "linux") return undefined;
  if (Deno.permissions.querySync({ name: "read", path: STATUS }).state !== "granted") {
    return undefined;
  }
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync(STATUS))?.[1];
    return mask === undefined ? undefined : (BigInt(`0x${mask}`) & HANG_UP_BIT) !== 0n;
  } catch {
    return undefined;
  }
}
