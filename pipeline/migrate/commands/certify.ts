import { canonicalJson, sha256Hex } from "../../canonical.ts";
import type { Command } from "../../cli/command.ts";
import { commandOptions } from "../../contract/commands.ts";
import { checkFolder } from "../files/check.ts";
import { certify } from "../run/certify.ts";
import { open, withSession } from "./open.ts";
import { findingRows, isRefused, outcomeOf } from "./outcome.ts";

export const migrateCertify: Command = {
  name: "migrate certify",
  purpose: "does each migration come back, up, down and up again, on a throw-away database?",
  help: `Makes a database of its own on the server of DATABASE_URL (give it one that may be thrown away, of production's major
version), runs every migration up, down and up again in order, compares the schema each time, and drops the database.
The record is the certificate that production demands; it holds for the very bytes that were tried. What production has
and the server lacks (roles, extensions) stands in the baseline that the contract names.`,
  options: commandOptions["migrate certify"],
  examples: ["migrate certify --environment staging --record certificate.json"],
  async run(given, frame) {
    const opened = open(given, frame);
    const { folder, rules, root } = opened;
    const findings = checkFolder(folder, rules);
    if (isRefused(findings)) {
      const title = "The migrations cannot be tried as they are.";
      return outcomeOf("no", title, findingRows(findings), { kind: "migration-check", findings });
    }
    return withSession(opened, frame, async ({ database, ...session }) => {
      const { certificate, failure } = await certify(
        folder.migrations,
        database,
        { ...session, rules },
        root,
      );
      const count = certificate.migrations.length;
      return outcomeOf(
        failure ? "no" : "yes",
        failure
          ? `${failure.name} is not certified; ${count} before it are.`
          : `${count} migrations came out the same: up, down and up again, on Postgres ${certificate.postgres}.`,
        [
          ...findingRows(findings),
          ...(failure
            ? [
                {
                  name: failure.name,
                  verdict: "no" as const,
                  why: failure.why,
                  todo: "Mend it, and certify again.",
                },
              ]
            : []),
        ],
        { ...certificate, ...(failure && { failure }) },
        [`Certificate ${sha256Hex(canonicalJson(certificate)).slice(0, 12)}.`],
      );
    });
  },
};
