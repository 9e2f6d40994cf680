import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { z } from "zod";
import type { Installation } from "../facts.ts";
import type { Reading } from "../reading.ts";
import { ask, githubClient } from "./github-client.ts";

/** The variables that the GitHub provider takes an app from. */
export const appVariables = ["GITHUB_APP_ID", "GITHUB_APP_INSTALLATION_ID", "GITHUB_APP_PEM_FILE"] as const;

export interface AppKeys {
  id: string;
  installation: string;
  key: KeyObject;
}

/** The app that the environment names, or why it cannot be used; undefined when it names none. */
export function appIn(
  environment: Readonly<Record<string, string | undefined>>,
): AppKeys | { problem: string } | undefined {
  const given = appVariables.filter((name) => environment[name]);
  if (given.length === 0) return undefined;
  const absent = appVariables.filter((name) => !environment[name]);
  if (absent.length > 0) return { problem: `${given.join(", ")} is set, and ${absent.join(", ")} is not` };
  const [id = "", installation = "", pem = ""] = appVariables.map((name) => environment[name]);
  try {
    // The provider takes \n for a newline, because not every place of a variable can hold one.
    return { id, installation, key: createPrivateKey(pem.replaceAll("\\n", "\n")) };
  } catch {
    // The reason of the parser could quote the key.
    return {
      problem:
        "GITHUB_APP_PEM_FILE holds no private key: the provider wants the content of the file that GitHub gave, not its path",
    };
  }
}

/** A token by which the app says who it is, for nine minutes (GitHub allows ten). */
export function signedToken({ id, key }: AppKeys, now = Date.now()): string {
  const seconds = Math.floor(now / 1000);
  const text = [
    { alg: "RS256", typ: "JWT" },
    // A minute back, for a clock that is ahead of GitHub's.
    { iss: id, iat: seconds - 60, exp: seconds + 480 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

const installationAnswer = z.object({
  id: z.number(),
  permissions: z.record(z.string(), z.string()),
  suspended_at: z.string().nullish(),
  html_url: z.string(),
});

export async function readInstallation(root: string, app: AppKeys): Promise<Reading<Installation>> {
  const client = githubClient(root, signedToken(app));
  const answer = await client.get(
    `/app/installations/${encodeURIComponent(app.installation)}`,
    installationAnswer,
  );
  if ("failed" in answer) return answer;
  const { permissions, suspended_at, html_url } = answer.value;
  return { value: { permissions, suspended: Boolean(suspended_at), page: html_url } };
}

/** Whether the installation reaches the repository. */
export async function readCoverage(root: string, app: AppKeys, repository: string): Promise<Reading<true>> {
  const client = githubClient(root, signedToken(app));
  const answer = await client.get(`/repos/${repository}/installation`, installationAnswer);
  if ("failed" in answer) return answer;
  return String(answer.value.id) === app.installation
    ? { value: true }
    : {
        failed: {
          kind: "absent",
          said: `the app's installation there is ${answer.value.id}, not ${app.installation}`,
        },
      };
}

const tokenAnswer = z.object({ token: z.string() });

/**
 * A token that can read and nothing else: this is the one request that is no GET, and it makes nothing that outlives an
 * hour. GitHub knows no read level of `workflows`.
 */
export async function readingToken(
  root: string,
  app: AppKeys,
  { permissions }: Installation,
): Promise<Reading<string>> {
  const asked = Object.keys(permissions).filter((name) => name !== "workflows");
  const answer = await ask(
    root,
    `/app/installations/${encodeURIComponent(app.installation)}/access_tokens`,
    signedToken(app),
    { permissions: Object.fromEntries(asked.map((name) => [name, "read"])) },
  );
  if ("failed" in answer) return answer;
  return { value: tokenAnswer.parse(answer.value.body).token };
}
