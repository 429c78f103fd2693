import { MisconfiguredError } from "./wire.ts";

/** Where a server was to listen. */
export interface ListeningPlace {
  readonly hostname: string;
  readonly port: number;
}

/**
 * Why a server cannot listen: a {@link MisconfiguredError} where to try again would not help, else another error.
 *
 * @param doing What cannot be done, for instance `take requests`.
 */
export function listeningFault(
  doing: string,
  { hostname, port }: ListeningPlace,
  error: unknown,
): Error {
  const cannot = `Cannot ${doing} at ${hostname}:${port}`;
  const code = (error as { code?: unknown }).code;
  // Whoever has it may be the actor's own worker of before, whose end is not over yet.
  if (error instanceof Deno.errors.AddrInUse || code === "EADDRINUSE") {
    return new Error(`${cannot}: the port is in use, stop who has it or give another port`, {
      cause: error,
    });
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new MisconfiguredError(`${cannot}: allow it by --allow-net=${hostname}:${port}`, {
      cause: error,
    });
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return new MisconfiguredError(
      `${cannot}: the system refuses it to this user, give a port above 1023`,
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return new MisconfiguredError(
      `${cannot}: this machine has no such address, give another hostname`,
      { cause: error },
    );
  }
  return new Error(cannot, { cause: error });
}
