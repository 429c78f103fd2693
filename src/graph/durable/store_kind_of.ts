import type { DurableSettings } from "../options/mod.ts";
import { DurableFile } from "./durable_file.ts";
import { JsonFolder } from "./json_folder.ts";
import { MachineFolder } from "./machine_folder.ts";
import { type StoreKind, titleOf } from "./open_store.ts";
import { openOwnStore } from "./own_store.ts";

/** The kind of store that a graph asks for. */
export function storeKindOf(settings: DurableSettings): StoreKind {
  const { file, folder, store } = settings;
  const title = titleOf(settings);
  if (store !== undefined) return { title, open: (signal) => openOwnStore(store, signal) };
  if (folder === undefined) return { title, open: () => DurableFile.open(file as string) };
  return { title, open: (signal, isAnew) => openFolder(folder, isAnew, signal) };
}

async function openFolder(
  path: string,
  isAnew: boolean,
  signal: AbortSignal,
): Promise<JsonFolder> {
  const folder = await JsonFolder.open(new MachineFolder(path), isAnew);
  // Nobody waits for it any more, and it has the lock.
  if (signal.aborted) await folder.close();
  signal.throwIfAborted();
  return folder;
}
