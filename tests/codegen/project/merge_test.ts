import { assertEquals, assertStringIncludes } from "@std/assert";
import { clash, hasConflictMarks, merge } from "../../../src/codegen/project/merge.ts";
import { dressed, isSame, plain } from "../../../src/codegen/project/text_lines.ts";
import { unifiedDiff } from "../../../src/codegen/project/unified_diff.ts";
import { serverProgram } from "../../connectors/servers/find.ts";

const BASE = "one\ntwo\nthree\nfour\nfive\nsix\n";

Deno.test("changes of both in other lines are both in the text", async () => {
  assertEquals(
    await merge(
      "one\nMINE\ntwo\nthree\nfour\nfive\nsix\n",
      BASE,
      "one\ntwo\nthree\nfour\nfive\nSIX\n",
    ),
    { text: "one\nMINE\ntwo\nthree\nfour\nfive\nSIX\n", hasConflict: false },
  );
  const same = "one\ntwo\n3\nfour\nfive\nsix\n";
  assertEquals(await merge(same, BASE, same), { text: same, hasConflict: false });
  const less = "two\nthree\nfour\nfive\nsix\n";
  assertEquals(await merge(`${less}more\n`, BASE, less), {
    text: `${less}more\n`,
    hasConflict: false,
  });
});

Deno.test("changes of the same lines are a conflict with three labels", async () => {
  const mine = BASE.replace("three", "3 of mine");
  const theirs = BASE.replace("three", "3 of theirs");
  assertEquals(await merge(mine, BASE, theirs), {
    text: `one
two
<<<<<<< yours
3 of mine
||||||| generated before
three
=======
3 of theirs
>>>>>>> generated now
four
five
six
`,
    hasConflict: true,
  });
  assertEquals(hasConflictMarks((await merge(mine, BASE, theirs)).text), true);
  assertEquals(hasConflictMarks("a\r\n<<<<<<< yours\r\nb"), true);
  assertEquals(hasConflictMarks("Heading\n=======\n// <<<<<<< yours\n<<<<<<< other\n"), false);
});

Deno.test("a file keeps its line ends, each its own, and new lines get the usual one", async () => {
  const mine = "one\r\nMINE\r\ntwo\nthree\r\nfour\r\nfive\r\nsix";
  const { text, hasConflict } = await merge(
    mine,
    BASE,
    "ONE\ntwo\nthree\nfour\nfive\nsix\nseven\n",
  );
  // "one" stands next to what was put in: that is one change.
  assertEquals(hasConflict, true);
  assertStringIncludes(text, "<<<<<<< yours\r\none\r\nMINE\r\n||||||| generated before\r\none\r\n");
  assertStringIncludes(text, "two\nthree\r\nfour\r\nfive\r\nsix\r\nseven");
  assertEquals(text.endsWith("seven"), true);
  assertEquals(
    (await merge(mine.replace("MINE\r\n", ""), BASE, "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"))
      .text,
    "one\r\ntwo\nthree\r\nfour\r\nfive\r\nsix\r\nseven",
  );
});

Deno.test("a byte order mark, line ends and an open last line are no change, and stay", () => {
  const like = "\uFEFFa\r\nb\r\nc";
  assertEquals(plain(like), "a\nb\nc\n");
  assertEquals(isSame(like, "a\nb\nc\n"), true);
  assertEquals(isSame(like, "a\nb\n\n"), false);
  assertEquals(dressed("x\ny\n", like), "\uFEFFx\r\ny");
  assertEquals(dressed("x\ny\n", "a\nb\n"), "x\ny\n");
  assertEquals(dressed("x\ny\n", ""), "x\ny\n");
  assertEquals(dressed("", like), "\uFEFF");
});

Deno.test("two texts without a common past clash where they differ", () => {
  assertEquals(
    clash("// same\nmine\nend\n", "// same\ntheirs\nmore\nend\n"),
    "// same\n<<<<<<< yours\nmine\n||||||| generated before\n=======\ntheirs\nmore\n>>>>>>> generated now\nend\n",
  );
  assertEquals(
    clash("", "a\n"),
    "<<<<<<< yours\n||||||| generated before\n=======\na\n>>>>>>> generated now\n",
  );
  // All that is the one's begins like the other's: no line counts twice.
  assertEquals(
    clash("a\na\n", "a\na\na\n"),
    "a\na\n<<<<<<< yours\n||||||| generated before\n=======\na\n>>>>>>> generated now\n",
  );
});

/** What `patch` makes of a text. */
async function patched(before: string, difference: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/file`, before);
    await Deno.writeTextFile(`${folder}/diff`, `${difference}\n`);
    const { code, stderr } = await new Deno.Command("git", {
      args: ["apply", "--unsafe-paths", "-p1", "diff"],
      cwd: folder,
      env: { GIT_CEILING_DIRECTORIES: folder },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    return await Deno.readTextFile(`${folder}/file`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const hasGit = serverProgram("git") !== undefined;

Deno.test({
  name: `a difference is one that git takes${hasGit ? "" : " (there is no git on PATH)"}`,
  ignore: !hasGit,
  async fn() {
    const lines = Array.from({ length: 40 }, (_, at) => `line ${at}\n`);
    const before = lines.join("");
    const after = lines.map((line, at) => at === 2 ? "" : at === 20 ? `new\n${line}` : line)
      .join("").replace("line 25\n", "LINE 25\n") + "end\n";
    const difference = await unifiedDiff("file", before, after);
    assertEquals(difference.match(/^@@ .*$/gm), [
      "@@ -1,6 +1,5 @@",
      "@@ -18,12 +17,13 @@",
      "@@ -38,3 +38,4 @@",
    ]);
    assertEquals(await patched(before, difference), after);
    assertEquals(
      await unifiedDiff("a/b.ts", null, "x\ny\n"),
      "--- /dev/null\n+++ b/a/b.ts\n@@ -0,0 +1,2 @@\n+x\n+y",
    );
    assertEquals(
      await unifiedDiff("a/b.ts", "x\n", null),
      "--- a/a/b.ts\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x",
    );
  },
});
