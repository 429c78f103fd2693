import type { GenerationOver } from "../../generation_over.ts";

/** Objects that show the ring's slots by name, as structs have them. A program may keep one for as long as it likes. */
export interface Rows {
  /** Makes them show nothing any more: the generation that has them is over. */
  revoke(over: GenerationOver): void;
}
