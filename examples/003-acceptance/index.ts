// An example is settings alone: the program is Gatehouse's own.
export { default } from "../../stacks/index.ts";
