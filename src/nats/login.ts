/** How a server of NATS is reached. What lets in is named by environment variables, and read where the actor runs. */
export type NatsLogin = {
  /** One address or several, with commas: `nats://127.0.0.1:4222`, or `tls://…`. The first that answers is taken. */
  readonly servers: string;
  /** The environment variable with the token; `""`: there is none. */
  readonly tokenEnv: string;
  /** The user; `""`: there is none. */
  readonly user: string;
  /** The environment variable with the user's password. */
  readonly passwordEnv: string;
  /** The environment variable with the seed of an NKey, as `nsc` and `nk` write it: `SU…`. */
  readonly nkeySeedEnv: string;
  /** A file of certificates, as PEM, that are trusted beside those that the machine trusts; `""`: there is none. */
  readonly caFile: string;
};

/** Where a server is to be looked for. */
export interface NatsAddress {
  /** `127.0.0.1:4222`. */
  readonly host: string;
  /** Whether it must speak TLS; if it need not, it does where the server asks for it. */
  readonly isTls: boolean;
}

/** The values that a login has when nothing is said. */
export const STANDARD_LOGIN: NatsLogin = {
  servers: "",
  tokenEnv: "",
  user: "",
  passwordEnv: "",
  nkeySeedEnv: "",
  caFile: "",
};

const DEFAULT_PORT = 4222;

/** What is wrong with a login, a sentence each. */
export function loginFaults(login: NatsLogin): string[] {
  const faults: string[] = [];
  if (login.servers === "") {
    faults.push('"servers" is missing: say where NATS is, for instance "nats://127.0.0.1:4222"');
  }
  for (const server of serversIn(login)) {
    const url = urlOf(server);
    if (url === undefined) {
      faults.push(
        `"servers" has ${
          JSON.stringify(server)
        }, which is not an address such as "nats://host:4222"`,
      );
    } else if (url.username !== "" || url.password !== "") {
      faults.push(
        `"servers" has a login for ${url.host}: args are seen by others, so give "user" and "passwordEnv", or "tokenEnv"`,
      );
    }
  }
  const ways = [login.tokenEnv, login.user, login.nkeySeedEnv].filter((way) => way !== "");
  if (ways.length > 1) {
    faults.push('"tokenEnv", "user" and "nkeySeedEnv" are ways to log in: give one of them');
  }
  if ((login.user === "") !== (login.passwordEnv === "")) {
    faults.push('"user" and "passwordEnv" belong together: give both or none');
  }
  return faults;
}

/** The addresses of a login, in its order. */
export function addressesOf(login: NatsLogin): NatsAddress[] {
  return serversIn(login).map(urlOf).filter((url) => url !== undefined)
    .map(({ protocol, hostname, port }) => ({
      host: `${hostname}:${port === "" ? DEFAULT_PORT : port}`,
      isTls: protocol === "tls:",
    }));
}

function serversIn({ servers }: NatsLogin): string[] {
  return servers.split(",").map((server) => server.trim()).filter((server) => server !== "");
}

function urlOf(server: string): URL | undefined {
  const text = server.includes("://") ? server : `nats://${server}`;
  if (!/^(nats|tls):\/\//.test(text)) return undefined;
  const url = URL.parse(text);
  return url === null || url.hostname === "" ? undefined : url;
}
