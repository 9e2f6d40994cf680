import { enableCompileCache } from "node:module";
import { resolve } from "node:path";

// Both save time that every preview would pay. What is compiled once is kept beside the program, where only its owner
// writes (the cache's default place is open to everybody). And stacks of calls, of which Pulumi takes one for each
// promise, are written by Node instead of through source maps: Node strips types in place, so there is nothing to map.
enableCompileCache(resolve(import.meta.dirname, "../.gatehouse/compile-cache"));
Reflect.deleteProperty(Error, "prepareStackTrace");

const { program } = await import("./program.ts");

// The outputs of the stack. As the default export alone, so that a kind without an output has none of that name.
export default await program();
