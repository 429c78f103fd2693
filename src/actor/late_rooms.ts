/**
 * Rooms that few actors use: a worker loads one when one of its actors does. A simulation has them from the start, because the machine
 * takes as long as it likes to load a module.
 *
 * @module
 */
interface LateRooms {
  readonly calls: typeof import("./calls/mod.ts");
  readonly batches: typeof import("./batches/mod.ts");
}

const rooms: { -readonly [K in keyof LateRooms]?: LateRooms[K] } = {};

/** They are loaded already. */
export function provideRooms(loaded: LateRooms): void {
  Object.assign(rooms, loaded);
}

/** The room of calls outside, loaded if it is not yet. */
export function callsRoom(): LateRooms["calls"] | Promise<LateRooms["calls"]> {
  return rooms.calls ?? import("./calls/mod.ts").then((loaded) => rooms.calls = loaded);
}

/** The room of batches, loaded if it is not yet. */
export function batchesRoom(): LateRooms["batches"] | Promise<LateRooms["batches"]> {
  return rooms.batches ?? import("./batches/mod.ts").then((loaded) => rooms.batches = loaded);
}
