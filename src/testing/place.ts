/** A frame of a stack that has an address: `at run (file:///a.ts:1:2)`, `at async file:///a.ts:1:2`. */
const FRAME = /^\s*at .*?((?:file|https?|data|blob|npm|jsr):[^\s()]+):(\d+):(\d+)\)?$/;

/** Frames that are looked at: whoever calls may do so through a library. */
const DEPTH = 60;

/** This package: what of it stands in a stack is not whom anybody looks for. */
const OWN = new URL("../", import.meta.url).href;

/** Where code calls something: in which module, and at which line. */
export interface CallPlace {
  readonly module: string;
  readonly line: number;
}

/** Where code of these modules calls what is being called; where anybody's does, if none of theirs is on the stack. */
export function callPlace(modules: ReadonlySet<string>): CallPlace | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEPTH;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  const places = (stack ?? "").split("\n").flatMap(placeOf);
  return places.find(({ module }) => modules.has(module)) ?? places[0];
}

function placeOf(frame: string): CallPlace[] {
  const [, address = "", line] = FRAME.exec(frame) ?? [];
  const [module = ""] = address.split("#");
  return module === "" || module.startsWith(OWN) ? [] : [{ module, line: Number(line) }];
}

/** A place in words. */
export function placeText(place: CallPlace | undefined): string {
  return place === undefined ? "" : ` at ${place.module}:${place.line}`;
}
