/**
 * Makes `deno.json` that of a release: maps `@std/*` to JSR, where it has types of its own, instead of to the npm build that a
 * machine without JSR can load. Before that it looks whether all that names the version agrees.
 *
 * ```sh
 * deno run --allow-read=. --allow-write=deno.json .ci/release.ts v1.2.3     # what the tag of the release says
 * deno run --allow-read=. --allow-write=deno.json .ci/release.ts --rehearse # whatever the changelog and the tag say
 * ```
 */

/** What `@std/*` is in a release. Raise these by hand; each is one that there is. */
const ON_JSR: Readonly<Record<string, string>> = {
  "@std/assert": "jsr:@std/assert@1.0.19",
  "@std/http/etag": "jsr:@std/http@1.1.2/etag",
  "@std/http/server-sent-event-stream": "jsr:@std/http@1.1.2/server-sent-event-stream",
};

/** Types of the npm build, which a release does without. */
const STD_TYPES = "src/std.d.ts";

/** A package at npm, of an exact version, that is the real one: the npm build of `@std` is not. */
const AT_NPM = /^npm:(?!deno-std@)(@[^/]+\/)?[^@/]+@\d+\.\d+\.\d+(\/|$)/;

/** What of `deno.json` matters here. */
interface Config {
  readonly version: string;
  readonly imports: Readonly<Record<string, string>>;
  readonly compilerOptions: { readonly types?: readonly string[] };
  readonly publish: { readonly include: readonly string[]; readonly exclude?: readonly string[] };
}

/** Where the version stands besides. */
export interface Versions {
  /** As `deno.json` has it. */
  readonly config: string;
  /** `src/package.ts`. */
  readonly source: string;
  /** `.github/CHANGELOG.md`. */
  readonly changelog: string;
  /** The tag; `undefined` in a rehearsal, when the changelog may speak of what is not released yet, too. */
  readonly tag: string | undefined;
}

/**
 * The text of a release's `deno.json`.
 *
 * @throws {TypeError} with all that it does not know what to do about
 */
export function releaseConfig(text: string): string {
  const config = JSON.parse(text) as Config;
  const { types = [], ...compilerOptions } = config.compilerOptions;
  const faults = Object.entries(config.imports)
    .filter(([name, target]) => ON_JSR[name] === undefined && !AT_NPM.test(target))
    .map(([name, target]) =>
      `"${name}" is mapped to "${target}", map it in ON_JSR of .ci/release.ts or to an exact version at npm`
    );
  for (const name of Object.keys(ON_JSR)) {
    if (config.imports[name] === undefined) {
      faults.push(`"${name}" is not in its imports, take it out of ON_JSR of .ci/release.ts`);
    }
  }
  if (types.length !== 1 || types[0] !== `./${STD_TYPES}`) {
    faults.push(`its types are ${JSON.stringify(types)}, and only ./${STD_TYPES} can be left out`);
  }
  refuse("make the deno.json of a release", faults);
  const imports = Object.fromEntries(
    Object.entries(config.imports).map(([name, target]) => [name, ON_JSR[name] ?? target]),
  );
  const { exclude = [], ...publish } = config.publish;
  const release = {
    ...config,
    imports,
    compilerOptions,
    publish: { ...publish, exclude: [...exclude, STD_TYPES] },
  };
  return `${JSON.stringify(release, null, 2)}\n`;
}

/**
 * Sees to it that everything names one version.
 *
 * @throws {TypeError} with all that does not
 */
export function checkVersions({ config, source, changelog, tag }: Versions): void {
  const { version } = JSON.parse(config) as Config;
  const inSource = /^export const VERSION = "(.*)";$/m.exec(source)?.[1];
  const heading = /^## (\S+)/m.exec(changelog)?.[1];
  const faults: string[] = [];
  if (inSource !== version) faults.push(`src/package.ts has ${inSource ?? "no VERSION"}`);
  if (tag !== undefined) {
    if (tag !== `v${version}`) faults.push(`the tag is ${tag}, make it v${version}`);
    if (heading !== version) {
      faults.push(
        `.github/CHANGELOG.md begins with "${
          heading ?? ""
        }", name what is released "## ${version}"`,
      );
    }
  }
  refuse(`release version ${version} of deno.json`, faults);
}

function refuse(what: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new TypeError(`Cannot ${what}: ${faults.join("; ")}`);
}

async function main([word]: readonly string[]): Promise<void> {
  if (word === undefined) {
    throw new TypeError("Cannot release: no tag is given, as in v1.2.3; or say --rehearse");
  }
  const root = new URL("../", import.meta.url);
  const read = (path: string) => Deno.readTextFile(new URL(path, root));
  const config = await read("deno.json");
  checkVersions({
    config,
    source: await read("src/package.ts"),
    changelog: await read(".github/CHANGELOG.md"),
    tag: word === "--rehearse" ? undefined : word,
  });
  await Deno.writeTextFile(new URL("deno.json", root), releaseConfig(config));
}

if (import.meta.main) await main(Deno.args);
