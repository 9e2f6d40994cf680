import { basename } from "node:path";
import { z } from "zod";
import { sha256Hex } from "../../canonical.ts";
import { login, moment, roleName } from "../../contract/words.ts";
import { readNamed } from "../commands/files.ts";
import type { approval } from "../entries/decisions.ts";
import type { checked } from "../entries/words.ts";
import { LedgerError } from "../failure.ts";

/** A file that a command of the run wrote. */
export interface Attached {
  name: string;
  sha256: string;
  content: unknown;
  /** The command that wrote it, as far as it says so. */
  command: string;
}

/** A larger one is part of a record by its hash alone: a record is read whole by every query that finds it. */
const largestContent = 256 * 1024;

/**
 * Reads attached files: JSON documents, and lines of JSON (`.jsonl`) as a list. One that is missing was not written,
 * because the step before it did not come to that; it is left out.
 *
 * @param exists whether a file is there.
 * @throws LedgerError when one is there and is no JSON.
 */
export function readAttached(files: readonly string[], exists: (file: string) => boolean): Attached[] {
  return files.filter(exists).map((file) => {
    const text = readNamed("--attach", file);
    const content = parse(text, file);
    return {
      name: basename(file),
      sha256: sha256Hex(text),
      content,
      command: commandOf(content) ?? basename(file).replace(/\..*$/, ""),
    };
  });
}

function parse(text: string, file: string): unknown {
  try {
    if (file.endsWith(".jsonl"))
      return text
        .split("\n")
        .filter(Boolean)
        .map((line): unknown => JSON.parse(line));
    return JSON.parse(text);
  } catch {
    throw new LedgerError("entry", `--attach names ${file}, which is no JSON: it was not written whole.`);
  }
}

const named = z.union([
  z.looseObject({ command: z.string() }).transform(({ command }) => command),
  z
    .looseObject({ decision: z.looseObject({ command: z.string() }) })
    .transform((one) => one.decision.command),
]);

function commandOf(content: unknown): string | undefined {
  return named.safeParse(content).data;
}

/** An attachment as part of a record. @param whole whether its content goes in, too. */
export function asPart({ name, sha256, content }: Attached, whole: boolean) {
  const isSmall = whole && JSON.stringify(content).length <= largestContent;
  return { name, sha256, ...(isSmall && { content }) };
}

const decision = z.strictObject({
  decision: z.looseObject({ command: z.literal("gate"), verdict: z.string(), sha: z.string(), time: moment }),
  contract: z.record(z.string(), z.unknown()),
  facts: z.looseObject({}),
});

/** A gate's decision, as `gate --record` writes it; undefined for anything else. */
export function gateRecordOf({ content }: Attached): z.infer<typeof decision> | undefined {
  return decision.safeParse(content).data;
}

const approvals = z.looseObject({
  decision: z.looseObject({
    command: z.literal("approvals"),
    roles: z.array(
      z.looseObject({
        role: roleName,
        verdict: z.string(),
        by: login.optional(),
        comment: z.string().optional(),
        between: z.looseObject({ from: moment, until: moment }).optional(),
        membersReadAt: moment.optional(),
      }),
    ),
  }),
});

/** What an approver said, in the form of the ledger. */
export type Approval = z.infer<typeof approval>["approval"];

/** The approvals of a decision of `approvals`, those alone that count; undefined for anything else. */
export function approvalsOf(content: unknown): Approval[] | undefined {
  return approvals.safeParse(content).data?.decision.roles.flatMap((one) => {
    const { role, verdict, by, comment = "", between, membersReadAt } = one;
    if (verdict !== "yes" || !by || !between || !membersReadAt) return [];
    return [
      {
        approver: by,
        role,
        notBefore: between.from,
        notAfter: between.until,
        comment,
        membershipReadAt: membersReadAt,
      },
    ];
  });
}

const word = z.union([z.string(), z.boolean()]).optional();
const check = z.looseObject({
  name: z.string().min(1).optional(),
  /** What `monitor` calls its findings. */
  id: z.string().min(1).optional(),
  outcome: word,
  verdict: word,
  ok: word,
  detail: z.string().optional(),
  why: z.string().optional(),
  /** Why nobody is told now. */
  muted: z.string().optional(),
});
const checklist = z.array(check).min(1);

export type Checked = z.infer<typeof checked>;

/** The checks that a command reports, wherever its record has them; empty for one that reports none. */
export function checksOf({ content }: Attached): Checked[] {
  for (const value of valuesIn(content)) {
    const found = checklist.safeParse(value).data?.filter(({ muted }) => muted === undefined);
    const said = found?.map(({ name, id, outcome, verdict, ok, detail, why }) => {
      const how = wordOf(outcome ?? verdict ?? ok);
      const called = name ?? id;
      const text = detail ?? why;
      if (!how || !called) return undefined;
      return { name: called, outcome: how, ...(text && { detail: text.slice(0, 10_000) }) };
    });
    if (said?.every((one) => one !== undefined)) return said;
  }
  return [];
}

/** An object's values, and those of the objects directly below it. */
function valuesIn(content: unknown): unknown[] {
  const own = typeof content === "object" && content !== null ? Object.values(content) : [];
  return [
    ...own,
    ...own.flatMap((one) =>
      typeof one === "object" && one !== null && !Array.isArray(one) ? Object.values(one) : [],
    ),
  ];
}

const passed = ["yes", "pass", "passed", "success", "good", "ok", "healthy", true];
const failed = ["no", "fail", "failed", "failure", "bad", "breach", "unhealthy", "error", false];
const open = ["unknown", "inconclusive", "skipped", "missing"];

/** What commands call it, in the ledger's words; undefined for what is no verdict at all. */
export function wordOf(said: unknown): Checked["outcome"] | undefined {
  if (passed.some((one) => one === said)) return "pass";
  if (failed.some((one) => one === said)) return "fail";
  return open.some((one) => one === said) ? "inconclusive" : undefined;
}

const verdicts = z.looseObject({
  verdict: z.unknown(),
  decision: z.looseObject({ verdict: z.unknown() }).optional(),
});

/** The verdict of an attached record; undefined for one that has none. */
export function verdictOf({ content }: Attached): Checked["outcome"] | undefined {
  const found = verdicts.safeParse(content).data;
  return wordOf(found?.verdict ?? found?.decision?.verdict);
}
