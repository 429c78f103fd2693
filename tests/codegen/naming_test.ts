import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  actorNameOf,
  camelCase,
  compareNames,
  exportNameOf,
  fileNameOf,
  isExportName,
  pascalCase,
  snakeCase,
} from "../../src/codegen/naming.ts";

Deno.test("naming: words are those that people see", () => {
  for (
    const [text, snake, camel, pascal] of [
      ["TickConsumer2", "tick_consumer2", "tickConsumer2", "TickConsumer2"],
      ["tick_counts", "tick_counts", "tickCounts", "TickCounts"],
      ["IMAP server details", "imap_server_details", "imapServerDetails", "IMAPServerDetails"],
      ["IMAPServer", "imap_server", "imapServer", "IMAPServer"],
      ["Session creation/destruction", ...[
        "session_creation_destruction",
        "sessionCreationDestruction",
      ], "SessionCreationDestruction"],
      [
        "Real-time health data",
        "real_time_health_data",
        "realTimeHealthData",
        "RealTimeHealthData",
      ],
      ["Größe & Preis/Stück", "größe_preis_stück", "größePreisStück", "GrößePreisStück"],
      ["3d view", "3d_view", "n3dView", "N3dView"],
      ["__proto__", "proto", "proto", "Proto"],
      ["m²", "m", "m", "M"],
      ["", "", "n", "N"],
    ] as const
  ) {
    assertEquals(
      [snakeCase(text), camelCase(text), pascalCase(text)],
      [snake, camel, pascal],
      text,
    );
  }
});

Deno.test("naming: no file has a name that means something else, and no export is a reserved word", () => {
  for (const name of ["graph", "mod", "test", "tick_test", "CON", "nul", "com1"]) {
    assertEquals(fileNameOf(name), `${snakeCase(name)}_actor`);
  }
  for (const name of ["class", "await", "import", "text", "struct", "let", "deno"]) {
    const exported = exportNameOf(name);
    assert(isExportName(exported), exported);
    assertEquals(exported, name === "deno" ? "deno" : `${name}Actor`);
  }
});

Deno.test("naming: names made of any text are names in code", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert(isExportName(exportNameOf(fileNameOf(text))), text);
      const message = pascalCase(text);
      assert(/^\p{ID_Start}\p{ID_Continue}*$/u.test(message), message);
      const snake = snakeCase(text);
      assertEquals(snakeCase(snake), snake);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("naming: the number at the end of an id is the actor's, where other text is left", () => {
  for (
    const [id, name, instance] of [
      ["Worker3", "Worker", 3],
      ["Worker 12", "Worker", 12],
      ["Worker_0", "Worker", 0],
      ["7", "7", null],
      ["P2P", "P2P", null],
      ["order-book v2", "order-book v2", null],
      ["order-book v 2", "order-book v", 2],
      ["Agent007", "Agent007", null],
      ["Order20260101120000", "Order20260101120000", null],
      ["#1", "#1", null],
    ] as const
  ) assertEquals(actorNameOf(id), { name, instance }, id);
});

Deno.test("naming: names are put in order by their numbers, and by nothing of the machine", () => {
  const names = ["b", "a10", "a9", "a", "B", "a09", "ä", "a9b", "10", "9"];
  assertEquals(names.toSorted(compareNames), [
    "9",
    "10",
    "B",
    "a",
    "a9",
    "a9b",
    "a09",
    "a10",
    "b",
    "ä",
  ]);
  fc.assert(fc.property(fc.array(fc.string()), fc.array(fc.string()), (some, others) => {
    const all = [...some, ...others];
    assertEquals(all.toSorted(compareNames), all.toReversed().sort(compareNames));
  }));
});
