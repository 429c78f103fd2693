/**
 * Writes `.github/guides/options.md`, which lists every option with what holds where it is left out, from the documentation of the
 * interfaces, which a test holds against what the code does. Run it after an option comes, goes or changes: `deno task options-guide`.
 */

const ROOT = new URL("../", import.meta.url);

/** The file that is written, from the root. */
export const OPTIONS_GUIDE_PATH = ".github/guides/options.md";

/** Doors whose options are listed. */
const DOORS = [
  "mod.ts",
  "src/actor/mod.ts",
  "src/channel/mod.ts",
  "src/telemetry/mod.ts",
  "src/testing/mod.ts",
  "src/cli/create.ts",
];

/** The chapters: each interface, and where its options are given. */
const CHAPTERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "To draw a graph": {
    GraphOptions: "new Graph(name, options)",
    PatienceOptions: "new Graph(name, options), graph.actor(name, definition, options)",
    ActorOptions: "graph.actor(name, definition, options), graph.add(name, definition, options)",
    ChannelOptions: "graph.channel(name, kind, options), openChannel(name, kind, options)",
    ChannelLookOptions: "graph.channel(name, kind, options)",
    WatchedChannelOptions: "graph.channel(name, kind, options)",
    BundleOptions: "graph.bundle(name, kind, options)",
    MeshOptions: "graph.mesh(name, kind, options)",
    AqueductOptions: "graph.aqueduct(name, kind, options)",
    PoolOptions: "graph.pool(name, definition, options)",
    PoolSize: "size of a pool",
    SupervisorOptions: "graph.supervisor(name, options)",
    Intensity: "intensity of a graph, or of a supervisor",
    Backoff: "backoff of an intensity",
    DurableOptions: "durable of a graph",
    ProcessOptions: "graph.process(name, options)",
    RegionOptions: "region of a graph",
    SaturationOptions: "saturation of a channel",
    ShownOptions: "shown of a graph, an actor or a channel",
    LogFileOptions: "logFile(path, options)",
    AlertOptions: "alert(measure, options)",
  },
  "To run it, and to ask it": {
    RunOptions: "run(graph, options)",
    SenderOptions: "graph.sender(channel, options)",
    ReceiverOptions: "graph.receiver(channel, options)",
    ServiceOptions: "graph.service(requests, answers, options)",
    AskOptions: "service.ask(message, options)",
    ReplayOptions: "graph.replay(letter, options)",
  },
  "In an actor": {
    CallsOptions: "actor.calls(jobs, results, options, call)",
    CallRetryOptions: "retry of calls",
    CallRateOptions: "rate of calls",
    BatchesOptions: "actor.batches(messages, results, options, work)",
    InboxOptions: "actor.inbox(options)",
  },
  "To look at it": {
    TelemetryOptions: "run(graph, { telemetry }), serveTelemetry(graph, options)",
    HistoryOptions: "history of telemetry",
    RecordOptions: "record of telemetry",
    PictureOptions: "picture of telemetry",
    WebhookOptions: "webhook of telemetry",
    ObserverOptions: "new Observer(graph, options)",
  },
  "To test it": {
    RehearsalOptions: "rehearse(definition, options)",
    SimulateOptions: "simulate(build, options, script)",
    RealOptions: "real of a simulation",
    LoadOptions: "load(message, options)",
    MeasureOptions: "measure(…, options)",
    EchoOptions: "echo(options)",
    ExpectingOptions: "expecting(messages, options)",
    RecordedOptions: "recorded(messages, options)",
    TripOptions: "failing(performer, options), hanging(performer, options)",
  },
  "To make a project": {
    CreateOptions: "createProject(options)",
    CheckOptions: "checkDrawing(options)",
  },
};

/** The interfaces that the guide has. */
export const INTERFACES: readonly string[] = Object.values(CHAPTERS).flatMap(Object.keys);

interface DocTag {
  readonly kind: string;
  readonly value?: string;
}
interface DocProperty {
  readonly name: string;
  readonly optional?: boolean;
  readonly jsDoc?: { readonly doc?: string; readonly tags?: readonly DocTag[] };
}
interface DocInterface {
  readonly jsDoc?: { readonly doc?: string };
  readonly def: {
    readonly properties: readonly DocProperty[];
    readonly extends?: readonly { readonly repr: string }[];
  };
}

/** What is to stand in it now. */
export async function optionsGuideText(): Promise<string> {
  const interfaces = await documented();
  const chapters = Object.entries(CHAPTERS).map(([title, parts]) =>
    `## ${title}\n\n${
      Object.entries(parts).map(([name, given]) => section(name, given, interfaces)).join("\n\n")
    }`
  );
  return await formatted(`# Options

Every option there is, with what holds where it is left out. Written from the documentation of the interfaces by
\`deno task options-guide\`; a test holds that against what the code does. What more there is to say of an option is with its interface:
in the editor, or by \`deno doc\`. An option that is not known, or a value that makes no sense, is an error that names it, with all
others. \`undefined\` is the same as leaving an option out.

${chapters.join("\n\n")}
`);
}

function section(
  name: string,
  given: string,
  interfaces: ReadonlyMap<string, DocInterface>,
): string {
  const found = interfaces.get(name);
  if (found === undefined) throw new Error(`Cannot write the guide to options: no ${name}`);
  const { jsDoc, def: { properties, extends: above = [] } } = found;
  const rows = properties.map((property) =>
    `| \`${property.name}\` | ${valueOf(property)} | ${
      cell(firstSentence(property.jsDoc?.doc ?? ""))
    } |`
  );
  const whole = new Set(INTERFACES.filter((other) => above.some(({ repr }) => repr === other)));
  const part = INTERFACES.filter((other) =>
    !whole.has(other) && other !== name && JSON.stringify(above).includes(`"${other}"`)
  );
  const besides = [
    ...[...whole].map((other) => `all of \`${other}\``),
    ...part.map((other) => `what makes sense of \`${other}\``),
  ].join(", ");
  return [
    `### ${name}`,
    `${firstSentence(jsDoc?.doc ?? "")} Given to \`${given}\`.`,
    ...(rows.length === 0
      ? []
      : [`| option | default | what it is |\n| --- | --- | --- |\n${rows.join("\n")}`]),
    ...(besides === "" ? [] : [`Besides, ${besides}.`]),
  ].join("\n\n");
}

function valueOf({ optional, jsDoc }: DocProperty): string {
  const value = jsDoc?.tags?.find(({ kind }) => kind === "default")?.value;
  if (value !== undefined) return cell(value.replaceAll(/(\d)_(?=\d)/g, "$1,"));
  return optional ? "none" : "must be given";
}

/** Up to the first full stop that ends a sentence. */
function firstSentence(doc: string): string {
  const text = doc.split(/\n\s*\n/)[0]!.replaceAll(/\s+/g, " ").trim()
    .replaceAll(/\{@link ([^}]+)\}/g, "`$1`");
  return /^.*?[.:](?= [A-Z`]|$)/.exec(text)?.[0].replace(/:$/, ".") ?? text;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<");
}

async function documented(): Promise<ReadonlyMap<string, DocInterface>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...DOORS],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const found = new Map<string, DocInterface>();
  collect(JSON.parse(new TextDecoder().decode(stdout)), found);
  return found;
}

/** The interfaces below a node of the documentation, by name. */
function collect(node: unknown, found: Map<string, DocInterface>): void {
  if (typeof node !== "object" || node === null) return;
  const { name, declarations } = node as { name?: unknown; declarations?: unknown };
  if (typeof name === "string" && Array.isArray(declarations)) {
    const own = declarations.find(({ kind }) => kind === "interface");
    const alias = declarations.find(({ kind }) => kind === "typeAlias");
    if (own !== undefined) found.set(name, own);
    else if (alias !== undefined) {
      found.set(name, { jsDoc: alias.jsDoc, def: { properties: [...propertiesBelow(alias)] } });
    }
    return;
  }
  for (const part of Object.values(node)) collect(part, found);
}

/** The properties of a type that is put together of several; those with a text first. */
function* propertiesBelow(node: unknown): Generator<DocProperty> {
  const found = new Map<string, DocProperty>();
  const look = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, part] of Object.entries(node)) {
      if (key !== "properties" || !Array.isArray(part)) look(part);
      else {for (const property of part as DocProperty[]) {
          if (property.jsDoc?.doc !== undefined && !found.has(property.name)) {
            found.set(property.name, property);
          }
        }}
    }
  };
  look(node);
  yield* found.values();
}

async function formatted(text: string): Promise<string> {
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext", "md", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = fmt.output();
  const writer = fmt.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await output;
  if (!success) throw new Error("Cannot write the guide to options: deno fmt refuses it");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL(OPTIONS_GUIDE_PATH, ROOT), await optionsGuideText());
}
