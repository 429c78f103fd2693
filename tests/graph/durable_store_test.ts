/** Every kind of store that state is kept in keeps the contract. */
import { DurableFile } from "../../src/graph/durable/durable_file.ts";
import { VirtualDisk } from "../../src/testing/virtual_disk.ts";
import { testStore, testStoreOnDisk } from "../contract/store_contract.ts";

testStore("SQLite", DurableFile);
testStoreOnDisk("SQLite", DurableFile);
testStore("the disk of a simulation", new VirtualDisk({ now: () => 0 }));
