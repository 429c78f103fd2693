import { type GenerationOver, markOver } from "../../generation_over.ts";

/** The error of a channel end whose generation is over. */
export function refusal(what: string, over: GenerationOver): TypeError {
  const why = over.returned
    ? "this end belongs to an actor whose run has returned"
    : "this end belongs to an earlier generation of its actor";
  return markOver(new TypeError(`${what}: ${why}`), over);
}
