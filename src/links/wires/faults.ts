/**
 * Why a connection or a listener cannot be, in the words of this package: for now, or until somebody changes something.
 *
 * @module
 */
import { LinkLostError, LinkMisconfiguredError } from "../link.ts";
import { reasonOf } from "./received.ts";

/** Where a socket is to be. */
export interface SocketPlace {
  readonly hostname: string;
  readonly port: number;
}

/** Why nobody can be dialled at that place. */
export function dialFault(place: SocketPlace, error: unknown): Error {
  if (error instanceof LinkLostError || error instanceof LinkMisconfiguredError) return error;
  if (error instanceof Deno.errors.NotCapable) {
    return new LinkMisconfiguredError(
      `Cannot connect to ${hostText(place)}: allow it by --allow-net=${hostText(place)}`,
      { cause: error },
    );
  }
  return new LinkLostError(reasonOf(error), { cause: error });
}

/** Why nobody can listen at that place. */
export function listenFault(place: SocketPlace, error: unknown): Error {
  const at = hostText(place);
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof Deno.errors.AddrInUse || code === "EADDRINUSE") {
    return new LinkLostError(`the port of ${at} is in use: stop who has it or give another port`, {
      cause: error,
    });
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new LinkMisconfiguredError(`Cannot listen at ${at}: allow it by --allow-net=${at}`, {
      cause: error,
    });
  }
  if (error instanceof Deno.errors.PermissionDenied || code === "EACCES") {
    return new LinkMisconfiguredError(
      `Cannot listen at ${at}: the system refuses it to this user, give a port above 1023`,
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.AddrNotAvailable || code === "EADDRNOTAVAIL") {
    return new LinkLostError(`this machine has no address ${place.hostname}`, { cause: error });
  }
  return new LinkLostError(`cannot listen at ${at}: ${reasonOf(error)}`, { cause: error });
}

/** A place as flags and addresses have it. */
export function hostText({ hostname, port }: SocketPlace): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
