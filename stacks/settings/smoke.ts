import { z } from "zod";
import { oneOf, text, variableName, whole } from "./vocabulary.ts";

const path = z.string().regex(/^\/\S*$/, "a path that begins with /");
const pointer = z.string().regex(/^(\/[^/]*)+$/, "a JSON Pointer that begins with /");
const headers = z.record(
  z.string().regex(/^[a-z0-9-]+$/, "a header's name in lower case"),
  text("its value"),
);
const names = z.array(text("a name"));

/** What every deployment is asked after it went out, beside health: rendered into tools/testing/smoke-tests. */
export const smoke = z.strictObject({
  /** The service that requests go to. */
  service: text("a service").default("backend"),
  database: z
    .strictObject({
      /** The variable of the job that holds its address. */
      address: variableName.default("DATABASE_URL"),
      version: z
        .strictObject({ table: text("a table"), column: text("a column"), newestIn: text("a folder") })
        .optional(),
      tables: names.optional(),
      functions: names.optional(),
      triggers: names.optional(),
    })
    .optional(),
  /** A user who exists for smoke tests alone; the values stand in Doppler. */
  login: z
    .strictObject({
      path,
      user: variableName,
      password: variableName,
      headers: headers.optional(),
      token: pointer,
    })
    .optional(),
  /** A kind of record by which creating, reading, updating and deleting are tried. */
  records: z
    .strictObject({
      name: text("the record's name for people"),
      create: path,
      item: path,
      content: z.record(z.string(), z.string()),
      headers: headers.optional(),
      identity: pointer,
      update: oneOf(["PUT", "PATCH"], "how it is updated").default("PUT"),
      gone: oneOf(["not-found", "empty-list"], "how a record that is gone is answered").default("not-found"),
      /** Where its audit trail is read. */
      audit: path.optional(),
    })
    .optional(),
  /** Prefixes below a root that the gateway leads to services, each asked for its health. */
  gateway: z.strictObject({ root: path, prefixes: names, health: path }).optional(),
  /** A path that must not be shown without a token. */
  closed: path.optional(),
  /** A path with a limit, and more requests at once than it allows. */
  limited: z.strictObject({ path, requests: whole(2, 1000, "requests") }).optional(),
});
