/** A value of YAML. What is `undefined` is left out. */
export type YamlValue =
  | string
  | number
  | boolean
  | readonly YamlValue[]
  | { readonly [name: string]: YamlValue | undefined };

/** The text of a value in YAML. Texts are written as JSON has them, which YAML reads alike, so that none can be taken for something else. */
export function yamlText(value: YamlValue): string {
  return `${block(value, "").trimStart()}\n`;
}

/** What stands behind a name or a dash: on the same line, or on the ones below. */
function block(value: YamlValue, indent: string): string {
  if (typeof value !== "object") return ` ${JSON.stringify(value)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return " []";
    return value.map((item) => `\n${indent}-${underDash(item, indent)}`).join("");
  }
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  if (entries.length === 0) return " {}";
  return entries.map(([name, part]) =>
    `\n${indent}${keyText(name)}:${block(part as YamlValue, `${indent}  `)}`
  ).join("");
}

/** The first line of what has several stands beside the dash. */
function underDash(item: YamlValue, indent: string): string {
  const text = block(item, `${indent}  `);
  return text.startsWith("\n") ? ` ${text.trimStart()}` : text;
}

function keyText(name: string): string {
  return /^[A-Za-z][A-Za-z0-9._/-]*$/.test(name) ? name : JSON.stringify(name);
}
