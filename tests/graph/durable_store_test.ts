/** Every kind of store that state is kept in keeps the contract. */
import { DurableFile } from "../../src/graph/durable/durable_file.ts";
import { testStore } from "../contract/store_contract.ts";

testStore("SQLite", DurableFile);
