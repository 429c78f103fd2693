/** Bytes both ways, in order: what frames are cut out of. Every `Deno.Conn` is one. */
export interface ByteStream {
  /** Fills some of it and says how much; `null` if the other side has ended its direction. */
  read(into: Uint8Array): Promise<number | null>;
  /** Writes some of it and says how much; it must not be changed until then. */
  write(bytes: Uint8Array): Promise<number>;
  /** Ends this side's direction, behind what was written. */
  closeWrite(): Promise<void>;
  /** Lets go of it at once. */
  close(): void;
}
