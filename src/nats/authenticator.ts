import type { Authenticator } from "npm:@nats-io/nats-core@3.4.0";
import { fromEnvironment } from "../client/environment.ts";
import { MisconfiguredError } from "../client/misconfigured_error.ts";

import type { NatsLogin } from "./login.ts";

/** The certificates that are trusted beside those of the machine. */
export async function certificatesFor({ caFile }: NatsLogin): Promise<string[]> {
  if (caFile === "") return [];
  try {
    return [await Deno.readTextFile(caFile)];
  } catch (error) {
    throw new MisconfiguredError(
      `Cannot read the certificates in ${caFile}, which caFile names: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** What lets in, read from the environment. */
export async function authenticatorFor(
  login: NatsLogin,
): Promise<{ readonly authenticator?: Authenticator }> {
  const { nkeyAuthenticator, tokenAuthenticator, usernamePasswordAuthenticator } = await import(
    "npm:@nats-io/nats-core@3.4.0"
  );
  const token = fromEnvironment("tokenEnv", login.tokenEnv);
  if (token !== undefined) return { authenticator: tokenAuthenticator(token) };
  const seed = fromEnvironment("nkeySeedEnv", login.nkeySeedEnv);
  if (seed !== undefined) {
    if (!/^SU[A-Z2-7]{56}$/.test(seed)) {
      throw new MisconfiguredError(
        `Cannot log in to NATS: environment variable ${login.nkeySeedEnv}, which nkeySeedEnv names, does not hold the seed of a user's NKey: it begins with SU and has 58 characters`,
      );
    }
    return { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) };
  }
  const password = fromEnvironment("passwordEnv", login.passwordEnv);
  if (password === undefined) return {};
  return { authenticator: usernamePasswordAuthenticator(login.user, password) };
}
