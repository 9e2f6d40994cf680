// The SDK loads a plugin's entry through its own TypeScript compiler when the name ends in .ts, and that compiler
// cannot read ES modules. From here on Node strips the types itself.
import "./index.ts";
