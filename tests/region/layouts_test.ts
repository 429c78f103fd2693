import { assertEquals } from "@std/assert";
import * as ledger from "../../src/region/ledger_layout.ts";
import * as letters from "../../src/region/letter_ring_layout.ts";

const numbersIn = (layout: object) =>
  Object.fromEntries(Object.entries(layout).filter(([, value]) => typeof value === "number"));

Deno.test("the ledger layout has these numbers", () => {
  assertEquals(numbersIn(ledger), {
    LEDGER_VERSION: 2,
    LEDGER_VERSION_WORD: 0,
    LEDGER_ACTORS_WORD: 1,
    LEDGER_ENDS_WORD: 2,
    LEDGER_ACTORS_EVER_WORD: 3,
    ENTRY_FATE_WORD: 0,
    ENTRY_GENERATIONS_WORD: 1,
    ENTRY_WAKINGS_WORD: 2,
    ENTRY_WHY_WORD: 3,
    ENTRY_TEXT_BYTE: 16,
    ENTRY_TEXT_MAX_BYTES: 240,
    END_CURSOR_WORD: 0,
    END_DEATHS_WORD: 1,
    END_UNTIL_WORD: 2,
    END_SUSPECTED_WORD: 3,
    FATE_NONE: 0,
    FATE_ENDED: 0x656e_6465,
    FATE_FAILED: 0x6661_696c,
    FATE_REMOVED: 0x7265_6d6f,
    FATE_UNSTOPPED: 0x756e_7374,
  });
  assertEquals([0, 1, 2].map(ledger.ledgerEntryByte), [128, 384, 640]);
  assertEquals([0, 1].map((end) => ledger.ledgerEndByte(2, end)), [640, 656]);
  assertEquals(ledger.ledgerBytes(2, 3), 688);
});

Deno.test("the layout of the ring of letters has these numbers", () => {
  assertEquals(numbersIn(letters), {
    LETTERS_VERSION: 2,
    LETTERS_VERSION_WORD: 0,
    LETTERS_BYTES_WORD: 1,
    LETTERS_FIRST_WORD: 2,
    LETTERS_NEXT_WORD: 3,
    LETTERS_RING_BYTE: 128,
    LETTER_LENGTH_WORD: 0,
    LETTER_STATUS_WORD: 1,
    LETTER_ACTOR_WORD: 2,
    LETTER_END_WORD: 3,
    LETTER_CURSOR_WORD: 4,
    LETTER_TOLD_WORD: 5,
    LETTER_TURN_F64: 3,
    LETTER_FILLER: 0x6669_6c6c,
    LETTER_OPEN: 0x6f70_656e,
    LETTER_COUNTS: 0x636f_756e,
    LETTER_VOID: 0x766f_6964,
    ACTOR_GONE: -1,
    WRITTEN_BY_ACTOR: -1,
  });
  assertEquals([0, 8].map(letters.letterByte), [128, 136]);
  assertEquals(letters.letterTextByte(0), 160);
  assertEquals([0, 1, 8, 9].map(letters.letterBytes), [32, 40, 40, 48]);
  assertEquals([letters.fillerBytes(0), letters.fillerLength(24)], [8, 16]);
  assertEquals(letters.lettersBytes(1024), 1152);
});
