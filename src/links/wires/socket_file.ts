import { LinkLostError, LinkMisconfiguredError, type UnixLinkAddress } from "../link.ts";
import { LengthFraming } from "./length_framing.ts";
import { reasonOf } from "./received.ts";

/** Who may connect where the address says nothing else: the user whose process listens. */
const OWNER_ONLY = 0o600;
/** The bits of a mode by which others may connect: those who may write. */
const MAY_CONNECT = 0o022;
/** Making a socket takes a moment. Whoever began so long ago has died at it, in milliseconds. */
const ABANDONED_MS = 10_000;

/** A socket in the file system that somebody listens at. */
export interface SocketFile {
  accept(): Promise<Deno.Conn>;
  /** Listens no longer, and takes the file away. */
  close(): void;
}

/**
 * Listens at a path. What a process that has died left there is replaced; where a living one listens it is an error.
 *
 * @throws {LinkLostError} {@link LinkMisconfiguredError}
 */
export async function bindSocketFile(
  { path, mode = OWNER_ONLY }: UnixLinkAddress,
): Promise<SocketFile> {
  const mark = `${path}.new`;
  try {
    await makeMark(mark, path);
    try {
      await clear(path);
      const listener = Deno.listen({ transport: "unix", path });
      const { ino, mode: first } = Deno.lstatSync(path);
      Deno.chmodSync(path, mode);
      const isOpen = ((first ?? 0) & MAY_CONNECT & ~mode) !== 0;
      let next = isOpen ? (await dropEarly(listener, path)).accepted : undefined;
      return {
        accept() {
          const accepted = next ?? listener.accept();
          next = undefined;
          return accepted;
        },
        close() {
          listener.close();
          removeOwn(path, ino);
        },
      };
    } finally {
      await Deno.remove(mark);
    }
  } catch (error) {
    throw bindFault(path, error);
  }
}

/**
 * Closes the connections of those who came before the mode was set: by a umask that keeps nobody out, they may be anybody. They are in a
 * queue, and this side puts itself behind them.
 *
 * @returns the first connection that comes after them
 */
async function dropEarly(
  listener: Deno.UnixListener,
  path: string,
): Promise<{ readonly accepted: Promise<Deno.Conn> }> {
  const own = await Deno.connect({ transport: "unix", path });
  const dropped = own.read(new Uint8Array(1)).then(() => undefined, () => undefined);
  while (true) {
    const accepted = listener.accept();
    const conn = await Promise.race([dropped, accepted]);
    if (conn === undefined) {
      own.close();
      return { accepted };
    }
    conn.close();
  }
}

/** Takes the file away, if it is still this one: another process may have put its own there since. */
function removeOwn(path: string, inode: number | null): void {
  try {
    if (Deno.lstatSync(path).ino === inode) Deno.removeSync(path);
  } catch {
    // Somebody has taken it away.
  }
}

/** Keeps others from making the same file at the same time, by a folder that only one can make. */
async function makeMark(mark: string, path: string): Promise<void> {
  try {
    await Deno.mkdir(mark);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    // It may be gone by now: whoever has made it listens.
    const mtime = (await statusIfThere(mark))?.mtime ?? null;
    if (mtime === null || Date.now() - mtime.getTime() < ABANDONED_MS) {
      throw new LinkLostError(`another process begins to listen at ${path} at this moment`);
    }
    await removeIfThere(mark);
    await Deno.mkdir(mark);
  }
}

/** Takes away what a process that has ended left there. @throws if somebody listens there, or something else than a socket is there */
async function clear(path: string): Promise<void> {
  const info = await statusIfThere(path);
  if (info === undefined) return;
  if (!info.isSocket) {
    throw new LinkMisconfiguredError(
      `Cannot listen at ${path}: there is something that is no socket, give another path`,
    );
  }
  try {
    await knock(path);
  } catch (error) {
    // Whoever listened there may be closing, which takes the file away.
    if (error instanceof Deno.errors.NotFound) return;
    if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
    return await removeIfThere(path);
  }
  throw new LinkLostError(
    `a living process listens at ${path} already: stop it or give another path`,
  );
}

async function statusIfThere(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Connects to who listens there, if anybody does, and says goodbye at once. */
async function knock(path: string): Promise<void> {
  const conn = await Deno.connect({ transport: "unix", path });
  await conn.write(new LengthFraming().goodbye()).catch(() => {});
  conn.close();
}

function bindFault(path: string, error: unknown): Error {
  if (error instanceof LinkLostError || error instanceof LinkMisconfiguredError) return error;
  if (error instanceof Deno.errors.NotCapable) {
    const paths = `${path},${path}.new`;
    return new LinkMisconfiguredError(
      `Cannot listen at ${path}: allow it by --allow-net=unix:${path} --allow-read=${paths} --allow-write=${paths}`,
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.NotFound) {
    return new LinkMisconfiguredError(
      `Cannot listen at ${path}: its folder is not there, make it or give another path`,
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return new LinkMisconfiguredError(
      `Cannot listen at ${path}: this user may not write in its folder, give another path`,
      { cause: error },
    );
  }
  return new LinkLostError(`cannot listen at ${path}: ${reasonOf(error)}`, { cause: error });
}
