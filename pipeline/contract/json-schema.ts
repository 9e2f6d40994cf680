import { z } from "zod";
import { contract, contractVersion } from "./contract.ts";

/** JSON Schema of the contract file. Rules that tie keys together are the runtime's alone. */
export function contractJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(contract, { target: "draft-7", unrepresentable: "any", reused: "inline" }),
    title: `Contract of a Gatehouse pipeline, version ${contractVersion}`,
  };
}
