import { numberFaults } from "../arg_checks.ts";
/** Which server a wire speaks to, as whom, and how long it waits for an answer. */
export type PostgresServerArgs = {
  /** Server, user and database: `postgres://billing@db.example:5432/shop`. It has no password: plans and recordings show it. */
  readonly url: string;
  /** The name of the environment variable with the password, for instance `ORDERS_PASSWORD`. `""` is none. */
  readonly passwordEnv: string;
  /** `off`; `encrypted`, without a look at the server's certificate; `verified`, with one that is of the server's name. */
  readonly tls: string;
  /**
   * How long a statement may take, in milliseconds. The server cancels it then; a server that has not answered a second later is taken for
   * unreachable.
   */
  readonly timeoutMs: number;
};

/** What they are when the graph does not say otherwise. */
export const SERVER_ARGS: PostgresServerArgs = {
  url: "",
  passwordEnv: "",
  tls: "off",
  timeoutMs: 5000,
};

/** A server's address, user and database, out of an URL that has no faults. */
export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** The parts of an arg `url` that has no faults. */
export function addressOf(url: string): PostgresAddress {
  const { hostname, port, username, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? 5432 : Number(port),
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

const FORM = "write it as postgres://USER@HOST:5432/DATABASE";

function urlFaults(url: string): string[] {
  if (url === "") return [`url is "": ${FORM}`];
  // What cannot be read may have a password in it, so it is not repeated.
  if (!URL.canParse(url)) return [`url cannot be read: ${FORM}`];
  const { protocol, hostname, username, password, pathname, search } = new URL(url);
  const faults: string[] = [];
  if (protocol !== "postgres:" && protocol !== "postgresql:") {
    faults.push(`url begins with "${protocol}": ${FORM}`);
  }
  if (hostname === "") faults.push(`url has no host: ${FORM}`);
  if (username === "") faults.push(`url has no user: ${FORM}`);
  if (pathname.length < 2) faults.push(`url has no database: ${FORM}`);
  if (password !== "") {
    faults.push(
      "url has a password, which plans and recordings would show: put it into an environment variable, and its name into passwordEnv",
    );
  }
  if (search !== "") faults.push(`url has "${search}" at its end: ${FORM}, without options`);
  return faults;
}

/** All that is wrong with what the server's wires have in common. */
export function serverFaults(args: PostgresServerArgs): string[] {
  const { url, tls } = args;
  const faults = urlFaults(url);
  if (!["off", "encrypted", "verified"].includes(tls)) {
    faults.push(`tls is "${tls}": it is "off", "encrypted" or "verified"`);
  }
  faults.push(...numberFaults(args, "timeoutMs", 100, 600_000));
  return faults;
}
