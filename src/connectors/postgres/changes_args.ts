import { type PostgresServerArgs, SERVER_ARGS, serverFaults } from "./server_args.ts";

/** Whose changes are read, and by which slot. */
export type ChangesArgs = PostgresServerArgs & {
  /** The replication slot, in which the server keeps how far its changes are done. One source reads it at a time. */
  readonly slot: string;
  /** The publication, which says whose changes come: `CREATE PUBLICATION orders FOR TABLE orders`. */
  readonly publication: string;
  /**
   * Whether a slot that there is not is made. It knows of changes from then on, so if it is made because the old one was dropped by
   * mistake, those between are passed over.
   */
  readonly createSlot: boolean;
};

/** What they are when the graph does not say otherwise. */
export const CHANGES_ARGS: ChangesArgs = {
  ...SERVER_ARGS,
  slot: "",
  publication: "",
  createSlot: false,
};

/** All that is wrong with them. */
export function changesFaults(args: ChangesArgs): string[] {
  const faults = serverFaults(args);
  if (!/^[a-z0-9_]{1,63}$/.test(args.slot)) {
    faults.push(`slot is "${args.slot}": name it by up to 63 of a-z, 0-9 and _`);
  }
  if (args.publication === "") faults.push('publication is "": name it');
  return faults;
}
