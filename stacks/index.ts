import { enableCompileCache } from "node:module";

// Both save time that every preview would pay. What is compiled once is kept in Node's own cache; and stacks of calls,
// of which Pulumi takes one for each promise, are written by Node instead of through source maps: Node strips types in
// place, so there is nothing to map.
enableCompileCache();
Reflect.deleteProperty(Error, "prepareStackTrace");

const { program } = await import("./program.ts");

// The outputs of the stack. As the default export alone, so that a kind without an output has none of that name.
export default await program();
