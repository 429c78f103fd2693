import type { Design } from "../design.ts";

/** What uses all ports: the stand-in for a turn that is not written yet, what makes calls of all that comes, prebuilt sources and sinks. */
const USES_ALL = ["standIn", "callForEach", "defineSource", "defineSink"];

/**
 * The ports that a drawing declares and a module's text never names. A port that went away is an error of types; one that came is none,
 * and would be fed, or starve, without a word.
 */
export function unusedPorts({ ports }: Design["modules"][number], text: string): string[] {
  const words = new Set(text.match(/[\p{L}\p{N}_$]+/gu));
  if (USES_ALL.some((word) => words.has(word))) return [];
  return ports.map(({ name }) => name).filter((name) => !words.has(name));
}
