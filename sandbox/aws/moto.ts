import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pythonVenv, type VenvOptions } from "../engine/python.ts";
import type { DeclaredBucket } from "./declared-buckets.ts";
import { parsePolicy } from "./policy-document.ts";

/** moto's S3, which keeps objects, versions and locks, in memory. */
export interface S3Server {
  /** For example `http://127.0.0.1:41234`; buckets are addressed by path. */
  url: string;
  close(): Promise<void>;
}

const packages = ["moto[s3,server]==5.2.5"];

/** Ends with the process that started it, even one that is killed: its standard input then closes. */
const program = `
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from moto.server import main
main(["-H", "127.0.0.1", "-p", "0"])
`;

/** moto reads from it who asks and where, and verifies no signature. */
export const credential =
  "AWS4-HMAC-SHA256 Credential=sandbox/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none";

/**
 * Starts an S3 that holds the declared buckets, empty, so that what a program declared can be tried on objects.
 *
 * Of a bucket's policy it takes the statements without a condition: moto compares conditions with nothing that a
 * request brings, and would deny everything (moto 5.2.5, iam/access_control.py, `_check_conditions`).
 *
 * @throws PythonError when moto cannot be had.
 */
export async function startS3(
  buckets: readonly DeclaredBucket[],
  options: Pick<VenvOptions, "onProgress" | "signal"> = {},
): Promise<S3Server> {
  const executables = await pythonVenv({ packages, ...options });
  const child = spawn(join(executables, "python"), ["-c", program], { stdio: ["pipe", "ignore", "pipe"] });
  const close = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, "exit");
  };
  try {
    const url = await addressOf(child);
    for (const bucket of buckets) await declare(url, bucket);
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stderr) throw new Error("moto was started without its messages");
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (address) {
      child.stderr.resume();
      return address;
    }
    said.push(line);
  }
  throw new Error(`moto's server ended before it answered:\n${said.join("\n")}`);
}

async function declare(url: string, bucket: DeclaredBucket): Promise<void> {
  const elsewhere = bucket.region !== "us-east-1" && bucket.region !== "";
  await put(
    `${url}/${bucket.name}`,
    elsewhere ? element("CreateBucketConfiguration", element("LocationConstraint", bucket.region)) : "",
    bucket.locked ? { "x-amz-bucket-object-lock-enabled": "true" } : {},
  );
  const { versioning, retention, encryption, policy } = bucket;
  if (versioning) {
    await put(
      `${url}/${bucket.name}?versioning`,
      element("VersioningConfiguration", element("Status", versioning)),
    );
  }
  if (retention) {
    const kept = element("Mode", retention.mode) + element(retention.unit, String(retention.period));
    const rule = element("Rule", element("DefaultRetention", kept));
    await put(
      `${url}/${bucket.name}?object-lock`,
      element("ObjectLockConfiguration", element("ObjectLockEnabled", "Enabled") + rule),
    );
  }
  if (encryption) {
    const { algorithm, key } = encryption;
    const applied = element("SSEAlgorithm", algorithm) + (key ? element("KMSMasterKeyID", key) : "");
    const rule = element("Rule", element("ApplyServerSideEncryptionByDefault", applied));
    await put(`${url}/${bucket.name}?encryption`, element("ServerSideEncryptionConfiguration", rule));
  }
  const unconditional = policy === undefined ? undefined : withoutConditions(policy);
  if (unconditional) await put(`${url}/${bucket.name}?policy`, unconditional);
}

/** A policy's statements without a condition; undefined when none is left. */
function withoutConditions(policy: string): string | undefined {
  const parsed: { Statement: object | object[] } = JSON.parse(policy);
  const statements = [parsed.Statement].flat();
  const conditions = parsePolicy(policy)?.map((statement) => Object.keys(statement.conditions).length) ?? [];
  const kept = statements.filter((_, index) => conditions[index] === 0);
  return kept.length > 0 ? JSON.stringify({ ...parsed, Statement: kept }) : undefined;
}

async function put(url: string, body: string, headers: Record<string, string> = {}): Promise<void> {
  const answer = await fetch(url, {
    method: "PUT",
    headers: { authorization: credential, ...headers },
    body,
  });
  if (answer.ok) return;
  throw new Error(`moto refuses ${new URL(url).pathname}${new URL(url).search}: ${await answer.text()}`);
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}
