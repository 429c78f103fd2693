/**
 * A server that speaks as S3 and SQS do, for tests: moto, in memory.
 *
 * @module
 */
import { freePort, serverFile } from "./find.ts";
import { ServerProcess } from "./server_process.ts";

const HOME = serverFile("moto");

/** Why there is no moto here, or `undefined` if there is. */
export const noMoto: string | undefined = HOME === undefined
  ? "there is no moto in STEADY_SERVERS"
  : undefined;

/** Which moto is here: `moto 5.1.0`. */
export const motoVersion: string = HOME === undefined ? "moto" : versionIn(HOME);

/** A running moto. It forgets all when it ends. */
export interface Moto extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** SIGSTOP: connections stay, and are not answered. */
  pause(): void;
  resume(): void;
  /** SIGKILL, and another one at the same port, which knows nothing. */
  replace(): Promise<void>;
}

/**
 * Starts moto. Look at {@link noMoto} before.
 *
 * @param isStrict Whether it lets in nobody whose access key it has not made, which is everybody
 */
export async function startMoto(isStrict = false): Promise<Moto> {
  if (HOME === undefined) throw new Error(`Cannot start moto: ${noMoto}`);
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = await ServerProcess.start({
    program: "python3",
    args: [`${HOME}/bin/moto_server`, "-H", "127.0.0.1", "-p", String(port)],
    env: { PYTHONPATH: HOME, ...(isStrict && { INITIAL_NO_AUTH_ACTION_COUNT: "0" }) },
    answers: () =>
      fetch(`${url}/moto-api/data.json`).then(async (response) => {
        await response.body?.cancel();
        return response.ok;
      }, () => false),
  });
  return {
    port,
    url,
    pause: () => process.pause(),
    resume: () => process.resume(),
    replace: () => process.restart(),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

function versionIn(home: string): string {
  const folder = [...Deno.readDirSync(home)].map(({ name }) => name)
    .find((name) => /^moto-[\d.]+\.dist-info$/.test(name));
  return folder === undefined ? "moto" : folder.replace(".dist-info", "").replace("-", " ");
}
