/**
 * A file as the generator writes it today, whatever may be in its place. Lines end with `"\n"`, and it is formatted as `deno fmt`
 * would.
 */
export interface RenderedFile {
  /** Its place in the project's folder, with slashes: `actors/tick_consumer.ts`. */
  readonly path: string;
  readonly text: string;
  /**
   * `"generated"`: the generator's own; it is overwritten each time. Its first line says so, with a hash of the rest, where a language
   * has comments. `"once"`: made once and the user's from then on; what changes in it is merged into what the user made of it.
   */
  readonly how: "generated" | "once";
}
