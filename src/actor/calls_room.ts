/**
 * The room of calls outside, which few actors use: a worker loads it when one of its actors does. A simulation has it from the start,
 * because the machine takes as long as it likes to load a module.
 *
 * @module
 */
type CallsRoom = typeof import("./calls/mod.ts");

let room: CallsRoom | undefined;

/** The room is loaded already. */
export function provideCalls(loaded: CallsRoom): void {
  room = loaded;
}

/** The room, loaded if it is not yet. */
export function callsRoom(): CallsRoom | Promise<CallsRoom> {
  return room ?? import("./calls/mod.ts").then((loaded) => room = loaded);
}
