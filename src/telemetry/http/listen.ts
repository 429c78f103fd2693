import { withoutStack } from "../../errors.ts";
import { PORT_SETTINGS, type PortChoice } from "./port.ts";

/** How many ports are tried, one after another, when nobody asked for one. */
const PORTS_TRIED = 100;

/** The interface that is served when nobody names another. */
export const LOOPBACK = "127.0.0.1";

/** Handles a request; `remote` is the address that it comes from. */
export type Handler = (request: Request, remote: string) => Response | Promise<Response>;

/** A bound server. */
export type BoundServer = Deno.HttpServer<Deno.NetAddr>;

/**
 * Binds to `hostname`. A port that somebody asked for is the only one tried; else the first free one from there upwards.
 *
 * @throws {Deno.errors.AddrInUse} If the port, or every port tried, is in use.
 * @throws {Deno.errors.NotCapable} If the program may not listen there.
 */
export function listen(
  choice: PortChoice,
  handler: Handler,
  stop: AbortSignal,
  hostname: string = LOOPBACK,
): BoundServer {
  const last = choice.explicit ? choice.port : Math.min(65535, choice.port + PORTS_TRIED - 1);
  for (let port = choice.port;; port++) {
    try {
      return Deno.serve(
        { port, hostname, signal: stop, onListen, onError },
        (request, { remoteAddr }) => handler(request, remoteAddr.hostname),
      );
    } catch (error) {
      if (error instanceof Deno.errors.AddrInUse && port < last) continue;
      throw explained(error, choice, { hostname, port, last });
    }
  }
}

/** The error as a user can act on it. Without a cause: the runtime's own words would only repeat it, with a stack. */
function explained(
  error: unknown,
  { port, explicit }: PortChoice,
  { hostname, port: tried, last }: { hostname: string; port: number; last: number },
): unknown {
  if (error instanceof Deno.errors.AddrInUse) {
    return withoutStack(
      new Deno.errors.AddrInUse(
        explicit
          ? `Cannot serve telemetry on port ${port}: the port is in use, stop the other process or choose another with ${PORT_SETTINGS}`
          : `Cannot serve telemetry on ports ${port} to ${last}: all are in use, choose a free one with ${PORT_SETTINGS}`,
      ),
    );
  }
  if (error instanceof Deno.errors.NotCapable) {
    return withoutStack(
      new Deno.errors.NotCapable(
        `Cannot serve telemetry on port ${tried}: the program may not listen there, run it with --allow-net=${hostname}`,
      ),
    );
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return withoutStack(
      new Deno.errors.PermissionDenied(
        `Cannot serve telemetry on port ${tried}: the system refuses it to this user, choose one above 1023 with ${PORT_SETTINGS}`,
      ),
    );
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return withoutStack(
      new Deno.errors.AddrNotAvailable(
        `Cannot serve telemetry on hostname ${hostname}: this machine has no such address, change the option hostname`,
      ),
    );
  }
  return error;
}

// Whoever starts the server says where it is; Deno.serve would print a line of its own.
function onListen(): void {}

// The app answers its own errors; what is left is a client that went away in the middle.
function onError(): Response {
  return new Response("Cannot answer\n", { status: 500 });
}
