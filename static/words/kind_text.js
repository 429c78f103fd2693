// @ts-check
// What a channel carries, in brief.

/** So many letters of it are told. */
const MOST = 32;

/**
 * A kind without the types of its fields: `struct(id, cents, city)`, `call(struct(id, cents), json)`. At most 32 letters; `…` stands
 * for the rest.
 * @param {string} kind as the topology has it: `struct(id:u32, cents:u32, city:textLength u16, city:textBytes u8×12)`
 * @returns {string}
 */
export function kindText(kind) {
  const brief = kind.replace(/struct\(([^()]*)\)/g, (_, fields) => {
    const names = fields.split(", ").map((/** @type {string} */ field) => field.replace(/:.*/, ""));
    return `struct(${[...new Set(names)].join(", ")})`;
  });
  return brief.length <= MOST ? brief : `${brief.slice(0, MOST - 1)}…`;
}
