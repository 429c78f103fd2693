import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);

/** A graph that is served by a catalogue with one more figure of actors, `turnMs`, and one of channels, `room`. */
export interface OneMore extends AsyncDisposable {
  readonly url: string;
  /** The names of the instruments that OpenTelemetry is told of. */
  readonly instruments: () => Promise<readonly string[]>;
}

/** Serves one. All of the package is as it is, but for the entries of the catalogue: an import map puts a longer one in its place. */
export async function serveOneMore(): Promise<OneMore> {
  const map = await Deno.makeTempFile({ suffix: ".json" });
  const at = (path: string) => new URL(path, ROOT).href;
  await Deno.writeTextFile(
    map,
    JSON.stringify({
      imports: {
        ...config.imports,
        // What the configuration file lets one leave out: the files of a package.
        ...Object.fromEntries(
          Object.entries(config.imports).map(([name, target]) => [
            `${name}/`,
            `${target.replace("npm:", "npm:/")}/`,
          ]),
        ),
        "@steady-state/deno": at("mod.ts"),
        "@steady-state/deno/actor": at("src/actor/mod.ts"),
      },
      scopes: {
        [at("src/")]: {
          [at("src/telemetry/catalogue.ts")]: at("tests/telemetry/fixtures/longer_catalogue.ts"),
        },
      },
    }),
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-lock", "--no-check", "--quiet", "--no-prompt", "--import-map", map],
      ...["--allow-net=127.0.0.1", "--allow-read", "--allow-sys"],
      at("tests/telemetry/fixtures/serve_one_more.ts"),
    ],
    stdout: "piped",
  }).spawn();
  const texts = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  const line = async (): Promise<string> => {
    while (!rest.includes("\n")) {
      const { value, done } = await texts.read();
      if (done) throw new Error(`Cannot read what the program says: it ended after "${rest}"`);
      rest += value;
    }
    const end = rest.indexOf("\n");
    const text = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return text;
  };
  return {
    url: await line(),
    instruments: async () => (await line()).split(","),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await child.status;
      await texts.cancel();
      await Deno.remove(map);
    },
  };
}
