import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { z } from "zod";
import { awsAccount } from "./aws/account.ts";
import { azureAccount } from "./azure-native/account.ts";
import { dopplerAccount } from "./doppler/account.ts";
import { githubAccount } from "./github/account.ts";
import { vercelAccount } from "./vercel/account.ts";

const accountFile = z.strictObject({
  github: githubAccount,
  aws: awsAccount,
  "azure-native": azureAccount,
  vercel: vercelAccount,
  doppler: dopplerAccount,
});

/** What the accounts hold before anything is declared. */
export type Account = z.infer<typeof accountFile>;

/** The accounts that the sandbox begins with when nobody says otherwise. */
export const defaultAccountFile = fileURLToPath(new URL("./account.yaml", import.meta.url));

/** A bad account file: the message names the file and each wrong key. */
export class AccountError extends Error {
  override name = "AccountError";
}

/** @throws AccountError when the file cannot be read or does not say what an account file must say. */
export function readAccount(file: string = defaultAccountFile): Account {
  const parsed = accountFile.safeParse(yamlOf(file));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(
    (issue) => `  ${issue.path.join(".") || "the file"}: ${issue.message}`,
  );
  throw new AccountError(
    `The account file ${file} is not usable:\n${wrong.join("\n")}\n` +
      `${defaultAccountFile} is an example; each key is described in sandbox/<cloud>/account.ts.`,
  );
}

function yamlOf(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new AccountError(
      `The account file ${file} cannot be read (${error instanceof Error ? error.message : error}). Give another with --account FILE.`,
    );
  }
  const document = parseDocument(text);
  const mistake = document.errors[0];
  if (mistake) throw new AccountError(`The account file ${file} is not YAML: ${mistake.message}`);
  return document.toJS();
}
