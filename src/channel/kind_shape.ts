/** What all kinds have in common. */
export interface KindShape {
  /** The kind's name, for instance `u32`. */
  readonly name: string;
  /** What one message takes in the ring's slots, in bytes. */
  readonly slotBytes: number;
  /** Whether messages have a payload of varying length besides their slot. */
  readonly hasPayload: boolean;
}
